//! Doors: how a request gets its identity. A door turns what a request carries into a [`Caller`] or into nobody; what
//! the caller may do is for the cluster to say.

pub mod console;
mod cookies;
pub mod keys;
pub mod local;
pub mod route;

pub use console::ConsoleDoor;
pub use local::Local;
pub use route::Route;

use app::session::Session;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use std::fmt;
use tokio::time::Instant;

/// A way in.
#[derive(Debug)]
pub enum Door {
    /// One person at this machine.
    Local(Local),
    /// People with browsers, who log in.
    Route(Box<Route>),
    /// The OpenShift console, which brings each user's token.
    Console(ConsoleDoor),
}

impl From<Local> for Door {
    fn from(door: Local) -> Self {
        Self::Local(door)
    }
}

impl From<Route> for Door {
    fn from(door: Route) -> Self {
        Self::Route(Box::new(door))
    }
}

impl From<ConsoleDoor> for Door {
    fn from(door: ConsoleDoor) -> Self {
        Self::Console(door)
    }
}

/// A caller, and the cookies that note that the login was used.
pub(crate) struct Entered {
    pub(crate) caller: Caller,
    pub(crate) cookies: Vec<HeaderValue>,
}

impl Door {
    /// The name in logs and metrics.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Local(_) => "local",
            Self::Route(_) => "route",
            Self::Console(_) => "console",
        }
    }

    /// Whose request this is; `request` is its number.
    pub(crate) fn caller(&self, parts: &Parts, request: &str) -> Option<Entered> {
        let plain = |caller| Entered {
            caller,
            cookies: Vec::new(),
        };
        match self {
            Self::Local(door) => door.caller(&parts.headers, request).map(plain),
            Self::Route(door) => {
                let (caller, cookies) = door.caller(&parts.headers, request)?;
                Some(Entered { caller, cookies })
            }
            Self::Console(door) => door.caller(&parts.headers, request).map(plain),
        }
    }

    /// Ends what the browser holds of a login that the cluster no longer accepts.
    pub(crate) fn ended(&self, headers: &mut HeaderMap) {
        if matches!(self, Self::Route(_)) {
            Route::forget(headers);
        }
    }
}

/// Which session a request belongs to. Unguessable, never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionId(pub(crate) [u8; 32]);

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId")
    }
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Which session, to count its streams and bind its forms.
    pub id: SessionId,
    /// The caller's own view of the cluster.
    pub session: Session,
    /// The caller's own way to the API server, for answers that are handed on; `None` where the door has none.
    pub user: Option<cluster::User>,
    /// The user name, where people log in.
    pub name: Option<String>,
    /// When the login ends, if that is known; its streams end then.
    pub until: Option<Instant>,
}
