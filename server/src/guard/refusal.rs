//! Every reason to turn a request away before it reaches anything, with the words for whoever sent it.

use http::StatusCode;

/// Why a request goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The `Host` is not one of ours: another name was pointed at this address.
    #[error("The console answers only under the address it was started with.")]
    Host,
    /// The method does not fit the path.
    #[error("This address does not take such a request.")]
    Method,
    /// Another site, or nobody who says who they are, sent it.
    #[error("The request did not come from a page of this console.")]
    Origin,
    /// A call without the header only our own client sends.
    #[error("The request did not come from this console's own client.")]
    Caller,
    /// The body is of a kind the path does not take.
    #[error("The content of the request is of a kind this address does not take.")]
    ContentType,
    /// The body is too large.
    #[error("The request is larger than 1 MiB.")]
    TooLarge,
    /// The body took too long to arrive.
    #[error("The request took too long to arrive.")]
    TooSlow,
    /// The head of the request contradicts itself.
    #[error("The request is malformed.")]
    Malformed,
    /// A call or form nobody knows.
    #[error("There is nothing at this address.")]
    Unknown,
    /// A form that works in the page only.
    #[error("This kind of storage is set up with the wizard in the page, which needs WebAssembly.")]
    NeedsScript,
    /// There is no session.
    #[error(
        "Open the address that the console wrote in the terminal where it was started. It works once; start the console again for a new one."
    )]
    NoSession,
    /// The login at the route door ended, or there was none.
    #[error("You are not logged in, or your login ended. Log in, then do again what you wanted to do.")]
    LoginEnded,
    /// The launch token was used, is too old, or never was one.
    #[error(
        "This launch address was used before, is older than 10 minutes or was mistyped. Look at the terminal where the console runs, and start the console again for a new address."
    )]
    Launch,
    /// More event streams than one session needs.
    #[error("Too many pages of this console are open. Close one and try again.")]
    TooManyStreams,
    /// A handler panicked.
    #[error("The console failed while answering. Its log has the details under the number of this request.")]
    Failed,
}

impl Refusal {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Origin | Self::Caller => StatusCode::FORBIDDEN,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::NoSession | Self::LoginEnded | Self::Launch => StatusCode::UNAUTHORIZED,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::NeedsScript => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyStreams => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The name in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Method => "method",
            Self::Origin => "origin",
            Self::Caller => "caller",
            Self::ContentType => "content type",
            Self::TooLarge => "too large",
            Self::TooSlow => "too slow",
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
            Self::NeedsScript => "needs script",
            Self::NoSession | Self::LoginEnded => "no session",
            Self::Launch => "launch",
            Self::TooManyStreams => "too many streams",
            Self::Failed => "failed",
        }
    }

    /// The heading of the page that shows it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::NoSession | Self::LoginEnded => "Not logged in",
            Self::Launch => "This address no longer opens the console",
            Self::Failed => "Something went wrong",
            Self::NeedsScript => "This form needs WebAssembly",
            Self::TooManyStreams => "Too many pages",
            _ => "Request refused",
        }
    }
}
