//! Reading and writing cookies, for doors that use them. Knows no door.

use http::{HeaderMap, HeaderValue, header};

/// Every cookie of this name: another server of the same host may have set one too.
pub(super) fn sent<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(move |(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` header that no log prints; `None` for a text that cannot stand in a header.
pub(super) fn set(text: String) -> Option<HeaderValue> {
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}
