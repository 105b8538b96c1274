//! TLS for both directions: what the listeners show and what login services are verified with. Certificates are read
//! anew when their files change, and a file that is half written changes nothing. Knows no door.

mod profile;

pub use profile::{MinVersion, NoSuite, Profile, Suites};

use crate::follow::{self, Files};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] follow::Unreadable),
    /// No certificate, or none in PEM form.
    #[error("The certificate file holds no certificate in PEM form.")]
    Certificate,
    /// No private key, or none in PEM form.
    #[error("The key file holds no private key in PEM form.")]
    Key,
    /// They are of two pairs, or of a kind that is not supported.
    #[error("The private key does not belong to the certificate, or is of a kind that is not supported.")]
    Pair,
    /// The TLS library offers no version that is allowed.
    #[error("This build has no TLS version that may be used.")]
    Versions,
}

/// The certificate and key of a listener.
#[derive(Clone, Debug)]
pub struct Pair {
    /// PEM file with the certificate and what lies between it and its authority.
    pub certificate: PathBuf,
    /// PEM file with the private key.
    pub key: PathBuf,
}

struct Current(watch::Receiver<Arc<CertifiedKey>>);

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Current")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.borrow()))
    }
}

fn provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}

impl Pair {
    /// What a listener accepts connections with: what the profile allows, and HTTP/1.1. The files are followed for as
    /// long as the program runs.
    ///
    /// # Errors
    /// When the files hold no pair now; what they hold later is taken only when it is one.
    pub async fn acceptor(self, profile: &Profile) -> Result<TlsAcceptor, TlsError> {
        let files = Files::new([self.certificate, self.key]);
        let current =
            follow::follow("certificate", files, |[certificate, key]| pair(certificate, key)).await?;
        let mut config = profile.server()?.with_cert_resolver(Arc::new(Current(current)));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn pair(certificate: &[u8], key: &[u8]) -> Result<CertifiedKey, TlsError> {
    let chain: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_slice_iter(certificate).collect();
    let chain = chain
        .ok()
        .filter(|chain| !chain.is_empty())
        .ok_or(TlsError::Certificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(|_| TlsError::Pair)
}

/// What login services are verified with.
///
/// # Errors
/// When the TLS library has no version that may be used.
pub(crate) fn client(roots: RootCertStore) -> Result<ClientConfig, TlsError> {
    let versions =
        ClientConfig::builder_with_provider(Arc::new(provider())).with_safe_default_protocol_versions();
    let builder = versions.map_err(|_| TlsError::Versions)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
