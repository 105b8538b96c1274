//! How requests get to the API server: over a pool of connections, or into an API server inside this process. Knows no
//! user, no token and no answer.

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{DefaultServerNameResolver, FixedServerNameResolver, ResolveServerName};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ConfigExt as _};
use kube::{Client, Config};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Service, ServiceBuilder, ServiceExt as _};

mod shared;

use shared::{Connector, Pace, SharedSockets, Single, Unconnected};

/// Idle connections that are kept. An HTTP/1.1 pool beats HTTP/2 for what is handed on in bulk.
const IDLE: usize = 64;
/// How long an idle connection is kept; API servers close theirs after 90 s and more.
const KEPT: Duration = Duration::from_secs(60);

/// Bytes that a watch on a connection of its own reads at a time. Left to itself a connection's buffer grows with what it
/// once held, and a page has a dozen watches open for hours.
const WATCH_BUFFER: usize = 8 << 10;

/// An answer's body, whichever way it came.
pub(crate) type Answer = UnsyncBoxBody<Bytes, Torn>;

/// An answer's body that broke off. A type of its own, because a future that holds a bare boxed error cannot be shown to
/// cross threads.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
pub(crate) struct Torn(#[source] BoxError);

/// The head of an answer to come.
type Sent = Pin<Box<dyn Future<Output = Result<Response<Answer>, Unsent>> + Send>>;

type Sockets = BoxCloneSyncService<Request<Full<Bytes>>, Response<Answer>, BoxError>;

/// How long an answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    /// It is there at once, or comes as fast as it can be taken.
    Asked,
    /// It goes on for as long as somebody listens.
    Watched,
}

/// A way to one API server. Clones share it.
#[derive(Clone)]
pub(crate) enum Channel {
    /// Straight to the sockets: kube's own client passes each request to a task of its own first, which costs a request
    /// more than everything else the console does to it.
    Pool {
        /// For what is asked and answered.
        asked: Sockets,
        /// For what stays open, many on one connection.
        watched: Sockets,
    },
    /// Through kube's client: what cannot be shared between threads, and credentials that are exchanged while they are
    /// used.
    Queue(Client),
}

impl Channel {
    /// The API server of a configuration, with the configuration's own credential if it has one.
    pub(crate) fn new(config: Config) -> Result<Self, kube::Error> {
        Self::paced(config, Pace::default())
    }

    fn paced(config: Config, pace: Pace) -> Result<Self, kube::Error> {
        if config.auth_info.exec.is_some() || config.auth_info.auth_provider.is_some() {
            return Ok(Self::Queue(Client::try_from(config)?));
        }
        let tls = config.rustls_client_config()?;
        let mut offering = tls.clone();
        offering.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let tls = Arc::new(tls);
        let shared = SharedSockets::new(
            connector(&config, Arc::new(offering))?,
            single(connector(&config, Arc::clone(&tls))?, Some(WATCH_BUFFER)),
            pace,
        );
        Ok(Self::Pool {
            asked: sockets(&config, single(connector(&config, tls)?, None))?,
            watched: sockets(&config, shared)?,
        })
    }

    /// Sends a request and waits for the head of its answer.
    pub(crate) fn send(&self, request: Request<Bytes>, course: Course) -> Sent {
        match self {
            Self::Pool { asked, watched } => {
                let sockets = if course == Course::Watched { watched } else { asked };
                let sent = sockets.clone().oneshot(request.map(Full::new));
                Box::pin(sent.map(|sent| sent.map_err(|error| Unsent::of(error.as_ref()))))
            }
            Self::Queue(client) => {
                let client = client.clone();
                Box::pin(async move {
                    let sent = client.send(request.map(Body::from)).await;
                    sent.map(|answer| answer.map(boxed))
                        .map_err(|error| Unsent::of(&error))
                })
            }
        }
    }
}

fn connector(config: &Config, tls: Arc<ClientConfig>) -> Result<Connector, kube::Error> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    // A small request must not wait for the acknowledgement of an earlier one.
    http.set_nodelay(true);
    http.set_connect_timeout(config.connect_timeout);
    let name: Arc<dyn ResolveServerName + Send + Sync> = match &config.tls_server_name {
        Some(name) => {
            let name = ServerName::try_from(name.clone()).map_err(|_| kube::Error::TlsRequired)?;
            Arc::new(FixedServerNameResolver::new(name))
        }
        None => Arc::new(DefaultServerNameResolver::default()),
    };
    Ok(Connector::new(http, tls, false, name))
}

/// A connection for each answer under way.
fn single(connector: Connector, buffer: Option<usize>) -> Single {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder
        .pool_max_idle_per_host(IDLE)
        .pool_idle_timeout(KEPT)
        .pool_timer(TokioTimer::new());
    if let Some(bytes) = buffer {
        builder.http1_read_buf_exact_size(bytes);
    }
    builder.build(connector)
}

/// What the configuration adds to every request: the server's address and, if it has one, its own credential.
fn sockets<S, B>(config: &Config, inner: S) -> Result<Sockets, kube::Error>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Future: Send> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let service = ServiceBuilder::new()
        .layer(config.base_uri_layer())
        .option_layer(config.auth_layer()?)
        .map_response(|answer: Response<B>| answer.map(boxed))
        .map_err(Into::<BoxError>::into)
        .service(inner);
    Ok(BoxCloneSyncService::new(service))
}

fn boxed<B>(body: B) -> Answer
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    body.map_err(|error| Torn(error.into())).boxed_unsync()
}

/// What kept a request from its answer.
pub(crate) enum Unsent {
    /// There was no credential to send it with.
    NoCredential,
    /// No connection: nothing reached the API server.
    Unreachable,
    /// Something may have.
    Broken,
}

impl Unsent {
    /// Whether a request that came to this error can have reached the API server.
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(inner) = cause {
            if matches!(inner.downcast_ref::<kube::Error>(), Some(kube::Error::Auth(_))) {
                return Self::NoCredential;
            }
            if let Some(client) = inner.downcast_ref::<legacy::Error>() {
                return if client.is_connect() {
                    Self::Unreachable
                } else {
                    Self::Broken
                };
            }
            if inner.is::<Unconnected>() {
                return Self::Unreachable;
            }
            // An API server inside this process says so itself.
            if let Some(io) = inner.downcast_ref::<std::io::Error>()
                && io.kind() == std::io::ErrorKind::ConnectionRefused
            {
                return Self::Unreachable;
            }
            cause = inner.source();
        }
        Self::Broken
    }
}

#[cfg(test)]
mod tests;
