//! What a client must know before it begins, at the well-known address. Nothing here depends on who asks.

use serde_json::{Value, json};

use crate::rbac::scope::Scope;

pub(super) fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "scopes_supported": Scope::PLAIN,
        // The original lists the implicit grant, too, which is not played here.
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["plain", "S256"],
    })
}
