//! The local door's cookie. `Secure` and the `__Host-` prefix are left away, because browsers refuse both over plain
//! HTTP; browsers do not separate cookies by port either, so the name carries it.

use crate::doors::{SessionId, cookies};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;

pub(super) fn name(port: u16) -> String {
    format!("registry-console-{port}")
}

pub(super) fn value(id: &SessionId) -> String {
    URL_SAFE_NO_PAD.encode(id.0)
}

pub(super) fn issue(name: &str, id: &SessionId) -> Option<HeaderValue> {
    cookies::set(format!("{name}={}; Path=/; HttpOnly; SameSite=Strict", value(id)))
}
