//! Doors: how a request gets its identity. A door turns what a request carries into a [`Caller`] or into nobody; what
//! the caller may do is for the cluster to say.

pub mod local;

pub use local::Local;

use app::session::Session;
use std::fmt;

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
}

use crate::front::Front;
use crate::guard::{Class, Refusal};
use crate::notice;
use axum::extract::Request;
use axum::response::Response;
use http::header;

/// Opens the door for whoever brings the launch token. Answers with a page that goes on by itself instead of a
/// redirect: a browser that came here from another site would not send a `SameSite=Strict` cookie along a redirect.
pub(crate) fn launched(front: &Front, request: Request) -> Response {
    let assets = front.site.pages();
    if request.headers().contains_key("sec-purpose") {
        // A browser that only guesses that the address will be opened must not use it up.
        return notice::refusal(Refusal::Launch, Class::Launch, assets);
    }
    let query = request.uri().query().unwrap_or_default();
    let token = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
    let cookie = token.and_then(|(_, token)| front.door.enter(&token));
    let Some(cookie) = cookie else {
        return notice::refusal(Refusal::Launch, Class::Launch, assets);
    };
    tracing::info!("somebody entered with the launch token");
    let onward = "<meta http-equiv=\"refresh\" content=\"0;url=/\">";
    let mut response = notice::html("Opening the console", "It opens by itself.", onward, assets);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}
