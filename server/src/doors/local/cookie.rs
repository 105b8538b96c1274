//! The local door's cookie. `Secure` and the `__Host-` prefix are left away, because browsers refuse both over plain
//! HTTP; browsers do not separate cookies by port either, so the name carries it.

use crate::doors::SessionId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};

pub(super) fn name(port: u16) -> String {
    format!("registry-console-{port}")
}

pub(super) fn value(id: &SessionId) -> String {
    URL_SAFE_NO_PAD.encode(id.0)
}

pub(super) fn issue(name: &str, id: &SessionId) -> Option<HeaderValue> {
    let cookie = format!("{name}={}; Path=/; HttpOnly; SameSite=Strict", value(id));
    let mut header = HeaderValue::try_from(cookie).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// Every cookie of this name: another server on this machine may have set one too.
pub(super) fn sent<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(move |(key, value)| (key == name).then_some(value))
}
