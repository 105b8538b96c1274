//! A service behind TLS, as API servers are: it speaks both versions of HTTP or the older one alone, and its connections
//! can be closed in order, cut, or left without another byte. Knows nothing of what the service answers.

use crate::certificates::{CertificateError, certificates};
use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tower::{BoxError, Service, ServiceExt as _};

/// What a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// HTTP/2 with this many answers at a time on a connection, and HTTP/1.1.
    Both(u32),
    /// HTTP/1.1 alone, as some proxies do.
    Old,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum SecureError {
    /// No certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// No port.
    #[error("no port can be listened on: {0}")]
    Port(#[from] io::Error),
    /// The certificate cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Tls(#[from] rustls::Error),
    /// The certificate cannot be read.
    #[error("the certificate cannot be read: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
}

/// What a connection is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Serve,
    /// Finish what was begun and take nothing more.
    Close,
    /// End at once.
    Cut,
    /// Stay, and neither read nor write.
    Freeze,
}

type Orders = Arc<Mutex<Vec<watch::Sender<Order>>>>;

/// A server on a free loopback port. It ends with the value.
pub struct Secure {
    url: String,
    ca: Vec<u8>,
    orders: Orders,
    accepting: JoinHandle<()>,
}

impl Secure {
    /// Serves. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// When there is no certificate or no port for it.
    pub async fn start<S, B>(service: S, speaks: Speaks) -> Result<Self, SecureError>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (acceptor, ca) = acceptor(speaks)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("https://{}", listener.local_addr()?);
        let orders = Orders::default();
        let given = Arc::clone(&orders);
        let accepting = tokio::spawn(async move {
            // Dropped with this task, and every connection with it.
            let mut served = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (order, told) = watch::channel(Order::Serve);
                lock(&given).push(order);
                served.spawn(connection(
                    stream,
                    acceptor.clone(),
                    speaks,
                    service.clone(),
                    told,
                ));
                while served.try_join_next().is_some() {}
            }
        });
        Ok(Self {
            url,
            ca,
            orders,
            accepting,
        })
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate of the authority that vouches for it, PEM.
    #[must_use]
    pub fn ca(&self) -> &[u8] {
        &self.ca
    }

    /// How many connections are open.
    #[must_use]
    pub fn open(&self) -> usize {
        let mut orders = lock(&self.orders);
        orders.retain(|order| !order.is_closed());
        orders.len()
    }

    /// Has every connection that is open now finish what was begun and take nothing more: GOAWAY, in HTTP/2.
    pub fn close(&self) {
        self.tell(Order::Close);
    }

    /// Ends every connection that is open now as a power cut of what lies between would.
    pub fn cut(&self) {
        self.tell(Order::Cut);
    }

    /// Leaves every connection that is open now without another byte, and open.
    pub fn freeze(&self) {
        self.tell(Order::Freeze);
    }

    fn tell(&self, order: Order) {
        for connection in lock(&self.orders).iter() {
            connection.send_replace(order);
        }
    }
}

impl std::fmt::Debug for Secure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secure")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock(orders: &Orders) -> MutexGuard<'_, Vec<watch::Sender<Order>>> {
    orders.lock().unwrap_or_else(PoisonError::into_inner)
}

fn acceptor(speaks: Speaks) -> Result<(TlsAcceptor, Vec<u8>), SecureError> {
    static STARTS: AtomicU32 = AtomicU32::new(0);
    let start = STARTS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("registry-console-{}-secure-{start}", std::process::id()));
    let files = certificates(&folder, &["127.0.0.1".to_owned()])?;
    let read = (|| -> Result<_, SecureError> {
        let certificate = CertificateDer::from_pem_file(&files.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&files.key)?;
        Ok((certificate, key, std::fs::read(&files.ca)?))
    })();
    // They are in memory from here on.
    let _ = std::fs::remove_dir_all(&folder);
    let (certificate, key, ca) = read?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    config.alpn_protocols = match speaks {
        Speaks::Both(_) => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        Speaks::Old => vec![b"http/1.1".to_vec()],
    };
    Ok((TlsAcceptor::from(Arc::new(config)), ca))
}

async fn connection<S, B>(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    speaks: Speaks,
    service: S,
    mut told: watch::Receiver<Order>,
) where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let frozen = Freezable {
        stream,
        told: told.clone(),
    };
    let Ok(stream) = acceptor.accept(frozen).await else {
        return;
    };
    let modern = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    // A service that fails is a server that is gone, and not one request that went wrong.
    let gone = Arc::new(Notify::new());
    let tell = Arc::clone(&gone);
    let service = TowerToHyperService::new(service.map_err(move |error| {
        tell.notify_one();
        error
    }));
    let io = TokioIo::new(stream);
    let mut cut = told.clone();
    let closing = async {
        // An error means that the server itself has ended.
        let _ = told.wait_for(|order| *order == Order::Close).await;
    };
    let served = async {
        match (modern, speaks) {
            (true, Speaks::Both(most)) => {
                let mut builder = http2::Builder::new(TokioExecutor::new());
                builder.timer(TokioTimer::new()).max_concurrent_streams(most);
                let mut connection = std::pin::pin!(builder.serve_connection(io, service));
                tokio::select! {
                    _ = connection.as_mut() => return,
                    () = closing => connection.as_mut().graceful_shutdown(),
                }
                let _ = connection.await;
            }
            _ => {
                let mut connection = std::pin::pin!(http1::Builder::new().serve_connection(io, service));
                tokio::select! {
                    _ = connection.as_mut() => return,
                    () = closing => connection.as_mut().graceful_shutdown(),
                }
                let _ = connection.await;
            }
        }
    };
    tokio::select! {
        () = served => {}
        () = gone.notified() => {}
        _ = cut.wait_for(|order| *order == Order::Cut) => {}
    }
}

/// A connection that can be left without another byte.
struct Freezable {
    stream: TcpStream,
    told: watch::Receiver<Order>,
}

impl Freezable {
    fn is_frozen(&self) -> bool {
        *self.told.borrow() == Order::Freeze
    }
}

impl AsyncRead for Freezable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_frozen() {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Freezable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_frozen() {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
