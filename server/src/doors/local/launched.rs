//! The one address that opens the locked local door.

use super::Local;
use crate::front::Front;
use crate::guard::{Class, Refusal};
use crate::notice;
use axum::extract::Request;
use axum::response::Response;
use http::header;

/// Opens the door for whoever brings the launch token. Answers with a page that goes on by itself instead of a
/// redirect: a browser that came here from another site would not send a `SameSite=Strict` cookie along a redirect.
pub(crate) fn launched(front: &Front, door: &Local, request: Request) -> Response {
    let assets = front.site.pages();
    if request.headers().contains_key("sec-purpose") {
        // A browser that only guesses that the address will be opened must not use it up.
        return notice::refusal(Refusal::Launch, Class::Launch, assets);
    }
    let query = request.uri().query().unwrap_or_default();
    let token = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
    let cookie = token.and_then(|(_, token)| door.enter(&token));
    let Some(cookie) = cookie else {
        return notice::refusal(Refusal::Launch, Class::Launch, assets);
    };
    tracing::info!("somebody entered with the launch token");
    let onward = "<meta http-equiv=\"refresh\" content=\"0;url=/\">";
    let mut response = notice::html("Opening the console", "It opens by itself.", onward, assets);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}
