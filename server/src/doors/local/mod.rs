//! The local door: one person at one machine. Either everybody who reaches the loopback address is that person (the
//! sandbox, which holds nothing worth stealing), or only the browser that opened the launch address once.

mod cookie;
mod launch;
mod launched;

pub use launch::{LIFETIME, Launch};
pub(crate) use launched::launched;

use super::{Caller, SessionId, cookies};
use crate::audit::Audited;
use crate::random::{self, NoRandomness};
use app::session::Session;
use http::{HeaderMap, HeaderValue};
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

/// The local door.
pub struct Local {
    session: Session,
    id: SessionId,
    /// `None`: open to everybody on this machine.
    launch: Option<Mutex<Launch>>,
    cookie: String,
    user: Option<cluster::User>,
}

impl std::fmt::Debug for Local {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Local")
    }
}

impl Local {
    /// A door without a lock.
    ///
    /// # Errors
    /// Without randomness.
    pub fn open(session: Session) -> Result<Self, NoRandomness> {
        Ok(Self {
            session,
            id: SessionId(random::bytes()?),
            launch: None,
            cookie: String::new(),
            user: None,
        })
    }

    /// The same door with the person's own way to the API server: for answers that are handed on as they are, and for
    /// writes, which are noted.
    #[must_use]
    pub fn with_user(mut self, user: cluster::User) -> Self {
        self.user = Some(user);
        self
    }

    /// A door that `launch` opens once, for the server on this port.
    ///
    /// # Errors
    /// Without randomness.
    pub fn locked(session: Session, launch: Launch, port: u16) -> Result<Self, NoRandomness> {
        Ok(Self {
            launch: Some(Mutex::new(launch)),
            cookie: cookie::name(port),
            ..Self::open(session)?
        })
    }

    /// Whose request this is. One person's writes leave their lines, too: what is changed is somebody's cluster.
    pub(crate) fn caller(&self, headers: &HeaderMap, request: &str) -> Option<Caller> {
        if self.launch.is_some() {
            let own = cookie::value(&self.id);
            let known = cookies::sent(headers, &self.cookie)
                .any(|sent| bool::from(sent.as_bytes().ct_eq(own.as_bytes())));
            let opened = self.with_launch(|launch| launch.is_used()).unwrap_or(false);
            if !(known && opened) {
                return None;
            }
        }
        let mut session = self.session.clone();
        if let Some(user) = &self.user {
            session.cluster = Arc::new(Audited::new(user.clone(), None, request.to_owned()));
        }
        Some(Caller {
            id: self.id.clone(),
            session,
            user: self.user.clone(),
            name: None,
            until: None,
        })
    }

    /// Swaps the launch token for the cookie that every further request is known by. `None` when this is not the token,
    /// or no longer.
    pub(crate) fn enter(&self, token: &str) -> Option<HeaderValue> {
        self.with_launch(|launch| launch.redeem(token))?
            .then(|| cookie::issue(&self.cookie, &self.id))
            .flatten()
    }

    fn with_launch<T>(&self, look: impl FnOnce(&mut Launch) -> T) -> Option<T> {
        let launch = self.launch.as_ref()?;
        Some(look(&mut launch.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}
