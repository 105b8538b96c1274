//! What reached the API server, for tests and for the curious. Never bodies, never tokens.

/// One request, as an audit log would name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLog {
    /// Who asked; empty without a valid token.
    pub user: String,
    /// The verb (`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`), or the HTTP method for other paths.
    pub verb: String,
    /// The path, without its query.
    pub path: String,
    /// The query, as it came; empty for the OAuth server's addresses, whose queries are nobody's to keep.
    pub query: String,
    /// Whether the request asked for `dryRun=All`.
    pub dry_run: bool,
}
