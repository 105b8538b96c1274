//! The sandbox's five people and their bearer tokens. Tokens are names here, and secret nowhere else.

use super::User;

/// What a bearer token is worth.
pub(crate) enum Login {
    Known(User),
    /// No `Authorization` header at all.
    Anonymous,
    /// A token that was never valid, or no longer is.
    Refused,
}

/// Looks a token up. Every token is refused after `expired`.
pub(crate) fn login(authorization: Option<&str>, expired: bool) -> Login {
    let Some(header) = authorization else {
        return Login::Anonymous;
    };
    let Some(token) = header.strip_prefix("Bearer ") else {
        return Login::Refused;
    };
    let (name, groups): (&str, &[&str]) = match token.trim() {
        _ if expired => return Login::Refused,
        "sandbox-admin" => ("admin", &["system:cluster-admins"]),
        "sandbox-reader" => ("reader", &["registry-auditors"]),
        "sandbox-developer" => ("dana", &["webshop-team"]),
        "sandbox-nobody" => ("nobody", &[]),
        _ => return Login::Refused,
    };
    let everyone = ["system:authenticated", "system:authenticated:oauth"];
    let groups = groups
        .iter()
        .chain(&everyone)
        .map(|&group| group.to_owned())
        .collect();
    Login::Known(User {
        name: name.to_owned(),
        groups,
    })
}
