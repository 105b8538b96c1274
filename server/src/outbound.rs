//! Requests to login services: to configured hosts only, over TLS that is verified against named certificates, within
//! bounds of time and size, and never along a redirect. Knows neither tokens nor users.

use crate::tls::{self, TlsError};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::Duration;

/// How long an answer may take, its bytes included.
const TIME: Duration = Duration::from_secs(10);
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// The largest answer, in bytes.
const LARGEST: usize = 1 << 20;

/// Why a request got no answer. Holds nothing of the request or the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address is none that may be asked.
    #[error("the address is not an https address")]
    Address,
    /// No connection, or it broke; certificates that are not trusted included.
    #[error("no connection to it could be made, or its certificate is not trusted")]
    Unreachable,
    /// Too slow.
    #[error("it did not answer within 10 s")]
    TooSlow,
    /// A redirect, or more bytes than any such answer has.
    #[error("its answer is not one a login service gives")]
    Unexpected,
    /// An error status.
    #[error("it answered {0}")]
    Status(StatusCode),
}

/// No certificate can be read from a file that should hold some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The file holds no certificate in PEM form.")]
pub struct NoCertificate;

/// A client for login services.
#[derive(Clone)]
pub struct Outbound {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbound")
    }
}

/// The certificates of a PEM file.
///
/// # Errors
/// When there is none.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, NoCertificate> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    all.ok().filter(|all| !all.is_empty()).ok_or(NoCertificate)
}

impl Outbound {
    /// A client that trusts these authorities, and those of the system if it is to.
    ///
    /// # Errors
    /// When the TLS library has no version that may be used.
    pub fn new(trusted: &[CertificateDer<'static>], system: bool) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted.iter().cloned());
        if system {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let config = tls::client(roots)?;
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        let builder = HttpsConnectorBuilder::new().with_tls_config(config);
        let connector = builder.https_or_http().enable_http1().wrap_connector(connector);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
        })
    }

    /// Sends a request and reads the whole answer, whatever its status; a redirect is an error.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutboundError> {
        if !may_ask(request.uri()) {
            return Err(OutboundError::Address);
        }
        let (parts, body) = request.into_parts();
        let mut request = Request::from_parts(parts, Full::new(Bytes::from(body)));
        request
            .headers_mut()
            .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let answered = tokio::time::timeout(TIME, async {
            let answer = self.client.request(request).await.map_err(|error| {
                tracing::debug!(connect = error.is_connect(), "a login service gave no answer");
                OutboundError::Unreachable
            })?;
            let (parts, body) = answer.into_parts();
            if parts.status.is_redirection() {
                return Err(OutboundError::Unexpected);
            }
            let whole = Limited::new(body, LARGEST).collect().await;
            let bytes = whole.map_err(|_| OutboundError::Unexpected)?.to_bytes();
            Ok(Response::from_parts(parts, bytes.to_vec()))
        });
        answered.await.unwrap_or(Err(OutboundError::TooSlow))
    }

    /// Reads a JSON document.
    ///
    /// # Errors
    /// When there is none at the address.
    pub async fn document<T: DeserializeOwned>(&self, address: &str) -> Result<T, OutboundError> {
        let request = Request::get(address)
            .body(Vec::new())
            .map_err(|_| OutboundError::Address)?;
        let answer = self.send(request).await?;
        if !answer.status().is_success() {
            return Err(OutboundError::Status(answer.status()));
        }
        serde_json::from_slice(answer.body()).map_err(|_| OutboundError::Unexpected)
    }
}

/// TLS, or this machine itself: tests and a developer's own cluster.
pub(crate) fn may_ask(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    match address.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_this_machine_are_asked() {
        for (address, may) in [
            ("https://oauth-openshift.apps.example/oauth/token", true),
            ("http://127.0.0.1:8443/oauth/token", true),
            ("http://localhost:1/", true),
            ("http://oauth-openshift.apps.example/oauth/token", false),
            ("http://127.0.0.1.evil.example/", false),
            ("ftp://127.0.0.1/", false),
            ("/oauth/token", false),
        ] {
            assert_eq!(may_ask(&address.parse().unwrap()), may, "{address}");
        }
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        for text in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ] {
            assert_eq!(
                certificates(text.as_bytes()).err(),
                Some(NoCertificate),
                "{text:?}"
            );
        }
    }
}
