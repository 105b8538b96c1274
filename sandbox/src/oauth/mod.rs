//! The same server as OpenShift's OAuth server: people log in on its pages, clients get codes and swap them for tokens.
//! Behaves as oauth-server and osin do, also where the RFC would allow more. Who may do what with a token is none of
//! its business.

mod authorize;
mod client;
mod discovery;
mod page;
mod pkce;
mod token;

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, Method, Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::body::{Body, full};
use crate::request::Query;
use crate::world::World;

pub use client::LoginClient;

/// Texts of tokens and codes begin like this, and so do the names of their objects.
const PREFIX: &str = "sha256~";

/// How long a code may wait to be swapped, and an approval page to be answered.
const CODE_SECONDS: i64 = 300;

/// The addresses of the OAuth server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Discovery,
    Authorize,
    Token,
}

impl Endpoint {
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path {
            "/.well-known/oauth-authorization-server" => Some(Self::Discovery),
            "/oauth/authorize" => Some(Self::Authorize),
            "/oauth/token" => Some(Self::Token),
            _ => None,
        }
    }

    fn methods(self) -> &'static [Method] {
        match self {
            Self::Discovery => &[Method::GET],
            Self::Authorize => &[Method::GET, Method::POST],
            Self::Token => &[Method::POST],
        }
    }
}

/// A request to it.
pub(crate) struct Ask {
    pub(crate) method: Method,
    /// The query as it came; the login page's form sends it back.
    pub(crate) query: String,
    /// The fields of a form in the body; none when the body is something else.
    pub(crate) form: Query,
    pub(crate) authorization: Option<String>,
    /// The server's own address.
    pub(crate) issuer: Arc<str>,
}

/// What it remembers besides objects: logins that wait for an approval, by a number nobody can guess.
#[derive(Default)]
pub(crate) struct State {
    waiting: BTreeMap<String, authorize::Waiting>,
}

/// An answer. Deliberately without `Debug`: it may hold a token.
pub(crate) enum Answer {
    Page { code: u16, html: String },
    Redirect(String),
    Json { code: u16, value: Value },
    WrongMethod(Endpoint),
}

pub(crate) fn answer(world: &mut World, endpoint: Endpoint, ask: &Ask, now: Timestamp) -> Answer {
    if !endpoint.methods().contains(&ask.method) {
        return Answer::WrongMethod(endpoint);
    }
    match endpoint {
        Endpoint::Discovery => Answer::Json {
            code: 200,
            value: discovery::metadata(&ask.issuer),
        },
        Endpoint::Authorize => authorize::answer(world, ask, now),
        Endpoint::Token => token::answer(world, ask, now),
    }
}

/// The name of the object behind a token or code, made from its text alone.
pub(crate) fn object_name(text: &str) -> Option<String> {
    let secret = text.strip_prefix(PREFIX).filter(|secret| !secret.is_empty())?;
    Some(format!("{PREFIX}{}", digest(secret)))
}

fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// A new token or code: 256 bits from the operating system, which everybody's login hangs on.
fn random() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

impl Answer {
    pub(crate) fn into_response(self) -> Response<Body> {
        let allowed = match &self {
            Self::WrongMethod(endpoint) => endpoint.methods(),
            _ => &[],
        };
        let (code, kind, body, location) = match self {
            Self::Page { code, html } => (code, "text/html; charset=utf-8", html, None),
            Self::Redirect(to) => (302, "text/plain; charset=utf-8", String::new(), Some(to)),
            Self::Json { code, value } => (code, "application/json", value.to_string(), None),
            Self::WrongMethod(_) => (
                405,
                "text/plain; charset=utf-8",
                "Method not allowed\n".to_owned(),
                None,
            ),
        };
        let mut response = Response::new(full(body));
        *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, kind),
            (
                header::CACHE_CONTROL,
                "no-cache, no-store, max-age=0, must-revalidate",
            ),
            (header::PRAGMA, "no-cache"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
            (header::CONTENT_SECURITY_POLICY, page::POLICY),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(value) = location.and_then(|to| HeaderValue::try_from(to).ok()) {
            headers.insert(header::LOCATION, value);
        }
        for method in allowed {
            if let Ok(value) = HeaderValue::try_from(method.as_str()) {
                headers.append(header::ALLOW, value);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_named_by_the_hash_of_what_follows_the_prefix() {
        // The SHA-256 of "abc", in base64url, from FIPS 180-2's example.
        assert_eq!(
            object_name("sha256~abc").as_deref(),
            Some("sha256~ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")
        );
        for text in ["abc", "sha256~", "", "sandbox-admin"] {
            assert_eq!(object_name(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_is_43_letters_behind_its_prefix_and_never_the_same() {
        let (one, two) = (random().expect("randomness"), random().expect("randomness"));
        assert_eq!(one.len(), PREFIX.len() + 43);
        assert_ne!(one, two);
    }
}
