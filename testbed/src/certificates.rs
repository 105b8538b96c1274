//! Certificates for tests of TLS, made anew for each: an authority and one certificate that it signed. The machine needs
//! no openssl for them. Nothing made here is ever trusted by anything but the test that asked for it.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use std::path::{Path, PathBuf};

/// Why there are no certificates.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// They could not be made.
    #[error("no certificate could be made: {0}")]
    Made(#[from] rcgen::Error),
    /// They could not be written.
    #[error("the certificates cannot be written: {0}")]
    Written(#[from] std::io::Error),
}

/// The files, all PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificates {
    /// `ca.pem`, the authority's certificate.
    pub ca: PathBuf,
    /// `cert.pem`, the server's certificate.
    pub certificate: PathBuf,
    /// `key.pem`, the server's private key.
    pub key: PathBuf,
}

/// Makes an authority and a certificate for these names and IP addresses, and writes them to a folder. What an earlier
/// call wrote there is replaced, each file at once, so that a server which watches them sees whole files only.
///
/// # Errors
/// When a name is none, or the folder cannot be written to.
pub fn certificates(folder: &Path, names: &[String]) -> Result<Certificates, CertificateError> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority
        .distinguished_name
        .push(DnType::CommonName, "testbed authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(names)?;
    let name = names.first().map_or("localhost", String::as_str);
    server.distinguished_name.push(DnType::CommonName, name);
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server_key = KeyPair::generate()?;
    let server_certificate = server.signed_by(&server_key, &issuer)?;

    std::fs::create_dir_all(folder)?;
    Ok(Certificates {
        ca: place(folder, "ca.pem", &authority_certificate.pem())?,
        key: place(folder, "key.pem", &server_key.serialize_pem())?,
        certificate: place(folder, "cert.pem", &server_certificate.pem())?,
    })
}

fn place(folder: &Path, name: &str, text: &str) -> std::io::Result<PathBuf> {
    let (half, whole) = (folder.join(format!(".{name}")), folder.join(name));
    std::fs::write(&half, text)?;
    std::fs::rename(&half, &whole)?;
    Ok(whole)
}
