//! Certificates of a listener: what is spoken, and that a new one is shown without a restart.

use crate::common;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::cipher_suite;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{AlertDescription, ClientConfig, RootCertStore, SupportedCipherSuite};
use sandbox::{Scenario, token};
use server::listen::{self, Limits};
use server::tls::{MinVersion, Pair, Profile, TlsError};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Longer than a changed file may go unseen; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a certificate and its key.
pub(super) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(super) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("registry-console-tls-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub(super) fn pair(&self) -> Pair {
        Pair {
            certificate: self.folder.join("tls.crt"),
            key: self.folder.join("tls.key"),
        }
    }

    /// Writes a certificate and its key, and says what they are.
    pub(super) fn write(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(self.folder.join("tls.crt"), cert.pem()).unwrap();
        std::fs::write(self.folder.join("tls.key"), signing_key.serialize_pem()).unwrap();
        cert.der().clone()
    }
}

impl Files {
    /// The certificate, as PEM.
    pub(super) fn certificate(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("tls.crt")).unwrap()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn connect(
    address: std::net::SocketAddr,
    trusted: &CertificateDer<'static>,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let all = rustls::crypto::aws_lc_rs::default_provider().cipher_suites;
    connect_with(address, trusted, versions, all).await
}

/// As a client that knows these suites and no other.
async fn connect_with(
    address: std::net::SocketAddr,
    trusted: &CertificateDer<'static>,
    versions: &[&'static rustls::SupportedProtocolVersion],
    cipher_suites: Vec<SupportedCipherSuite>,
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = CryptoProvider {
        cipher_suites,
        ..rustls::crypto::aws_lc_rs::default_provider()
    };
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let socket = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, socket).await
}

const BOTH: &[&rustls::SupportedProtocolVersion] = &[&rustls::version::TLS12, &rustls::version::TLS13];

async fn served(pair: Pair, profile: &Profile) -> (std::net::SocketAddr, common::House) {
    let house = common::House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tls = pair.acceptor(profile).await.unwrap();
    tokio::spawn(listen::serve(
        listener,
        Some(tls),
        house.router.clone(),
        Limits::default(),
        house.end.subscribe(),
    ));
    (address, house)
}

async fn ask(stream: &mut tokio_rustls::client::TlsStream<TcpStream>) -> String {
    let request = format!("GET /favicon.svg HTTP/1.1\r\nHost: {}\r\n\r\n", common::HOST);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    while !said.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut bytes = [0; 1_024];
        let count = timeout(PATIENCE, stream.read(&mut bytes)).await.unwrap().unwrap();
        assert_ne!(count, 0);
        said.extend_from_slice(&bytes[..count]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn both_current_versions_are_spoken_and_plain_http_is_not() {
    let files = Files::new("versions");
    let certificate = files.write();
    let (address, _house) = served(files.pair(), &Profile::default()).await;
    for versions in [&BOTH[..1], &BOTH[1..]] {
        let mut stream = connect(address, &certificate, versions).await.unwrap();
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200 "));
        assert_eq!(stream.get_ref().1.alpn_protocol(), None);
    }
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut said = Vec::new();
    let _ = timeout(PATIENCE, plain.read_to_end(&mut said)).await.unwrap();
    assert!(!said.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&said));
}

/// The beginning of a handshake that offers nothing newer than this version.
fn hello(version: [u8; 2]) -> Vec<u8> {
    let mut body = version.to_vec();
    body.extend([7; 32]);
    // No session, two suites of old, no compression.
    body.extend([0, 0, 4, 0xc0, 0x13, 0x00, 0x2f, 1, 0]);
    let length = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap().to_be_bytes();
    let mut message = vec![1, 0];
    message.extend(length(&body));
    message.extend(body);
    let mut record = vec![22, 3, 1];
    record.extend(length(&message));
    record.extend(message);
    record
}

#[tokio::test]
async fn nothing_older_than_tls_1_2_is_spoken() {
    let files = Files::new("old");
    files.write();
    let (address, _house) = served(files.pair(), &Profile::default()).await;
    for old in [[3, 0], [3, 1], [3, 2]] {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(&hello(old)).await.unwrap();
        let mut said = Vec::new();
        let _ = timeout(PATIENCE, socket.read_to_end(&mut said)).await.unwrap();
        // An alert, and a fatal one.
        assert_eq!(
            (said.first(), said.get(5)),
            (Some(&21), Some(&2)),
            "{old:?}: {said:?}"
        );
    }
}

/// What the server said when it refused.
fn alert(refused: &std::io::Error) -> Option<AlertDescription> {
    let why = refused.get_ref()?.downcast_ref::<rustls::Error>()?;
    match why {
        rustls::Error::AlertReceived(alert) => Some(*alert),
        _ => None,
    }
}

#[tokio::test]
async fn a_listener_at_tls_1_3_refuses_a_client_of_tls_1_2() {
    let files = Files::new("newest");
    let certificate = files.write();
    let profile = Profile {
        min_version: MinVersion::Tls13,
        ..Profile::default()
    };
    let (address, _house) = served(files.pair(), &profile).await;
    let refused = connect(address, &certificate, &BOTH[..1]).await.unwrap_err();
    assert_eq!(
        alert(&refused),
        Some(AlertDescription::ProtocolVersion),
        "{refused}"
    );
    let mut stream = connect(address, &certificate, &BOTH[1..]).await.unwrap();
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_list_of_suites_refuses_a_client_with_another_one_and_leaves_tls_1_3_alone() {
    let files = Files::new("suites");
    let certificate = files.write();
    let profile = Profile {
        suites: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384".parse().unwrap(),
        ..Profile::default()
    };
    let (address, _house) = served(files.pair(), &profile).await;
    let other = vec![cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];
    let refused = connect_with(address, &certificate, &BOTH[..1], other.clone())
        .await
        .unwrap_err();
    assert_eq!(
        alert(&refused),
        Some(AlertDescription::HandshakeFailure),
        "{refused}"
    );
    // The same client is served where the list allows it.
    let (open, _open_house) = served(files.pair(), &Profile::default()).await;
    assert!(connect_with(open, &certificate, &BOTH[..1], other).await.is_ok());

    let mut stream = connect(address, &certificate, &BOTH[..1]).await.unwrap();
    let chosen = stream.get_ref().1.negotiated_cipher_suite();
    assert_eq!(
        chosen,
        Some(cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)
    );
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200 "));
    let newer = vec![cipher_suite::TLS13_AES_128_GCM_SHA256];
    assert!(
        connect_with(address, &certificate, &BOTH[1..], newer)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_new_certificate_is_shown_while_old_connections_go_on() {
    let files = Files::new("reload");
    let old = files.write();
    let (address, _house) = served(files.pair(), &Profile::default()).await;
    let mut kept = connect(address, &old, BOTH).await.unwrap();
    assert!(ask(&mut kept).await.contains("200"));
    // Half a file changes nothing.
    std::fs::write(files.folder.join("tls.crt"), "-----BEGIN CERTIFICATE-----\nMIIB").unwrap();
    let new = files.write();
    let shown = async {
        while connect(address, &new, BOTH).await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(PATIENCE, shown).await.unwrap();
    assert!(
        connect(address, &old, BOTH).await.is_err(),
        "the old one is shown no more"
    );
    assert!(ask(&mut kept).await.contains("200"), "who was connected stays so");
}

#[tokio::test]
async fn files_that_are_no_pair_stop_the_start_with_the_reason() {
    let files = Files::new("wrong");
    files.write();
    let key = std::fs::read(files.folder.join("tls.key")).unwrap();
    files.write();
    let write = |name: &str, content: &[u8]| std::fs::write(files.folder.join(name), content).unwrap();
    write("tls.key", &key);
    assert!(matches!(
        files.pair().acceptor(&Profile::default()).await,
        Err(TlsError::Pair)
    ));
    write("tls.key", b"none");
    assert!(matches!(
        files.pair().acceptor(&Profile::default()).await,
        Err(TlsError::Key)
    ));
    write("tls.crt", b"none");
    assert!(matches!(
        files.pair().acceptor(&Profile::default()).await,
        Err(TlsError::Certificate)
    ));
    std::fs::remove_file(files.folder.join("tls.crt")).unwrap();
    assert!(matches!(
        files.pair().acceptor(&Profile::default()).await,
        Err(TlsError::Unreadable(_))
    ));
}

#[tokio::test]
async fn who_never_finishes_a_handshake_loses_the_place() {
    let files = Files::new("slow");
    let certificate = files.write();
    let house = common::House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits {
        connections: 1,
        header_time: Duration::from_millis(200),
        ..Limits::default()
    };
    let tls = files.pair().acceptor(&Profile::default()).await.unwrap();
    tokio::spawn(listen::serve(
        listener,
        Some(tls),
        house.router.clone(),
        limits,
        house.end.subscribe(),
    ));
    let mut silent = TcpStream::connect(address).await.unwrap();
    silent.write_all(&[22, 3, 1]).await.unwrap();
    let mut stream = timeout(PATIENCE, connect(address, &certificate, BOTH))
        .await
        .unwrap()
        .unwrap();
    assert!(ask(&mut stream).await.contains("200"));
}
