//! The names this server answers to. A page of another site can make its own name point to 127.0.0.1, but then the
//! browser sends that name.

use http::request::Parts;
use http::{HeaderMap, header};

/// The exact authorities of this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// The loopback names with this port.
    pub fn loopback(port: u16) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut all: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            // Browsers leave the scheme's own port away.
            all.extend(names.map(str::to_owned));
        }
        Self(all)
    }

    /// The authority the request is meant for, if it is one of ours and named only once.
    pub(super) fn named<'a>(&self, request: &'a Parts) -> Option<&'a str> {
        let host = single(&request.headers, &header::HOST).ok()??;
        let agrees = request
            .uri
            .authority()
            .is_none_or(|authority| authority.as_str() == host);
        (agrees && self.0.iter().any(|own| own.as_str() == host)).then_some(host)
    }
}

/// A header that may stand once at most; `Err` when it stands more often or is no text.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &http::HeaderName) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).into_iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(());
    }
    first.map(|value| value.to_str().map_err(|_| ())).transpose()
}
