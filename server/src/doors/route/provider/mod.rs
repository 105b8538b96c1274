//! Where people log in: one interface, one way of asking (authorization code with PKCE), two kinds of service. Knows
//! neither cookies nor sessions.

mod code;
mod id_token;
mod oidc;
mod openshift;

pub(crate) use oidc::Oidc;
pub(crate) use openshift::OpenShift;

use super::flow::Flow;
use super::session::Means;
use crate::outbound::OutboundError;
use registry::port::Reply;
use std::fmt;

/// Who the console is at the login service.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    /// `None` for a public client, which PKCE alone protects.
    pub(crate) secret: Option<String>,
    /// The address that answers come to, exactly as registered.
    pub(crate) redirect: String,
    /// What the token may be used for.
    pub(crate) scopes: Vec<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.id)
    }
}

/// A login that may begin.
pub(crate) struct Begun {
    /// Where to send the browser.
    pub(crate) address: String,
    pub(crate) state: String,
    pub(crate) verifier: String,
    pub(crate) nonce: String,
}

/// A login that succeeded.
pub(crate) struct Granted {
    /// The bearer token for the API server.
    pub(crate) token: String,
    /// How long it lives, in seconds, if the service says so.
    pub(crate) seconds: Option<u64>,
}

/// Why a login did not come about, with the sentence for the person. What the service said is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LoginError {
    /// The service cannot be asked.
    #[error("The login service does not answer: {0}. Try again in a minute.")]
    Service(OutboundError),
    /// Its description names addresses that are not safe to use, or another issuer.
    #[error("The login service describes itself in a way that cannot be trusted.")]
    Description,
    /// The person, or the service, said no.
    #[error("The login was cancelled, or the login service refused it.")]
    Denied,
    /// The answer is no answer to anything this browser asked.
    #[error(
        "This login was begun in another browser, took longer than five minutes, or was answered before."
    )]
    Stale,
    /// The code was not taken.
    #[error("The login service did not accept the answer it had given. Log in again.")]
    Exchange,
    /// The ID token fails a check.
    #[error("The login service's answer cannot be trusted: {0}.")]
    Untrusted(&'static str),
    /// The API server does not know the token.
    #[error("The cluster does not accept this token.")]
    Rejected,
    /// The API server does not answer.
    #[error("The cluster does not answer, so nobody can be logged in. Try again in a minute.")]
    NoCluster,
    /// More cookies than a browser keeps.
    #[error(
        "The login service's token is larger than a browser keeps. Ask for fewer groups or claims in it."
    )]
    TooLarge,
    /// Too many tries.
    #[error("There were too many logins from here. Try again in a minute.")]
    Throttled,
    /// Nothing can be sealed.
    #[error("The console cannot make secrets right now.")]
    NoRandomness,
}

impl From<OutboundError> for LoginError {
    fn from(error: OutboundError) -> Self {
        Self::Service(error)
    }
}

/// A login service.
pub(crate) trait Provider: fmt::Debug + Send + Sync {
    /// Which kind it is.
    fn means(&self) -> Means;

    /// Finds out how to ask, and asks.
    fn begin(&self) -> Reply<'_, Result<Begun, LoginError>>;

    /// Redeems the answer to a flow.
    fn finish<'a>(&'a self, flow: &'a Flow, code: String) -> Reply<'a, Result<Granted, LoginError>>;

    /// Where a browser goes to end its login at the service itself, if that can be done by an address without a secret.
    fn farewell(&self) -> Reply<'_, Option<String>>;
}

#[cfg(test)]
mod tests;
