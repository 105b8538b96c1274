//! The names this server answers to. A page of another site can make its own name point to 127.0.0.1, but then the
//! browser sends that name.

use http::request::Parts;
use http::{HeaderMap, header};

/// The exact authorities of this server, and the scheme its pages have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    scheme: &'static str,
    names: Vec<String>,
}

/// A text that is no base address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The console's address must be a scheme and a host, such as https://registry-console.apps.example.com."
)]
pub struct NoBase;

impl Hosts {
    /// The loopback names with this port.
    pub fn loopback(port: u16) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut all: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            // Browsers leave the scheme's own port away.
            all.extend(names.map(str::to_owned));
        }
        Self {
            scheme: "http",
            names: all,
        }
    }

    /// The one name of a base address, such as `https://host` or `https://host:8443`, and the address in the form that
    /// browsers give as their origin.
    ///
    /// # Errors
    /// For anything with a path, a user or another scheme.
    pub fn base(address: &str) -> Result<(Self, String), NoBase> {
        let uri: http::Uri = address.trim_end_matches('/').parse().map_err(|_| NoBase)?;
        let scheme = match uri.scheme_str() {
            Some("https") => "https",
            Some("http") => "http",
            _ => return Err(NoBase),
        };
        let bare = uri.path() == "/" && uri.query().is_none();
        let authority = uri.authority().filter(|_| bare).ok_or(NoBase)?;
        let (host, own) = (
            authority.host().to_ascii_lowercase(),
            if scheme == "https" { 443 } else { 80 },
        );
        if authority.as_str().contains('@') || host.is_empty() {
            return Err(NoBase);
        }
        // Browsers leave the scheme's own port away.
        let name = match authority.port_u16().filter(|port| *port != own) {
            Some(port) => format!("{host}:{port}"),
            None => host,
        };
        let base = format!("{scheme}://{name}");
        let hosts = Self {
            scheme,
            names: vec![name],
        };
        Ok((hosts, base))
    }

    /// The origin of pages under this authority.
    pub(super) fn origin(&self, authority: &str) -> String {
        format!("{}://{authority}", self.scheme)
    }

    /// The authority the request is meant for, if it is one of ours and named only once.
    pub(super) fn named<'a>(&self, request: &'a Parts) -> Option<&'a str> {
        let host = single(&request.headers, &header::HOST).ok()??;
        let agrees = request
            .uri
            .authority()
            .is_none_or(|authority| authority.as_str() == host);
        (agrees && self.names.iter().any(|own| own.as_str() == host)).then_some(host)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_address_is_a_scheme_and_a_host_and_nothing_else() {
        for (address, base) in [
            (
                "https://console.apps.example.com",
                "https://console.apps.example.com",
            ),
            (
                "https://Console.Apps.example.com/",
                "https://console.apps.example.com",
            ),
            ("https://console.example:443", "https://console.example"),
            ("https://localhost:8443", "https://localhost:8443"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
        ] {
            assert_eq!(Hosts::base(address).map(|(_, base)| base), Ok(base.to_owned()));
        }
        for address in [
            "",
            "console.example",
            "ftp://x",
            "https://u:p@x",
            "https://x/y",
            "https://x?y",
            "https://",
            "//x",
        ] {
            assert_eq!(Hosts::base(address).err(), Some(NoBase), "{address}");
        }
    }
}
