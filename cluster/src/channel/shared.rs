//! Answers that go on for hours, many on one connection (HTTP/2): a page holds a dozen of them, and a connection with
//! TLS costs as much memory as all that a page knows. API servers and proxies that speak HTTP/1.1 alone are met as
//! before, with a connection for each. Knows no user and no answer: a credential is part of each request.

use super::{Answer, boxed};
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, poll_fn};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{Connection as _, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tower::{BoxError, Service, ServiceExt as _};

/// The most answers on one connection. API servers allow 100 to 250; fewer make a broken connection a smaller loss.
const SEATS: usize = 50;
/// What the API server may send ahead on one answer, and on a connection: as much as all its answers together, so that
/// one which nobody reads never keeps the others waiting.
const WINDOW: u32 = 64 << 10;
const WINDOWS: u32 = WINDOW * SEATS as u32;
/// How often a request is sent that got no head of an answer because its connection was about to close. Nothing that
/// goes on for hours changes anything.
const TRIES: usize = 3;
/// How long an API server is remembered to speak HTTP/1.1 alone.
const ALONE: Duration = Duration::from_secs(600);

pub(super) type Connector = HttpsConnector<HttpConnector>;
pub(super) type Single = legacy::Client<Connector, Full<Bytes>>;

/// The times of a connection that is shared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// The longest it may take to be made, handshakes included.
    pub(super) opened: Duration,
    /// How often it is asked whether it lives, while it is used.
    pub(super) ping: Duration,
    /// How long it may think about that.
    pub(super) pong: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            opened: Duration::from_secs(5),
            ping: Duration::from_secs(15),
            pong: Duration::from_secs(10),
        }
    }
}

/// No connection was made: nothing reached the API server.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no connection was made")]
pub(super) struct Unconnected;

/// The connections to one API server. Clones share them.
#[derive(Clone)]
pub(super) struct SharedSockets(Arc<Pool>);

struct Pool {
    /// Offers both protocols.
    connector: Connector,
    /// A connection for each answer, where the API server wants that.
    single: Single,
    pace: Pace,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    lines: Vec<Arc<Line>>,
    alone_until: Option<Instant>,
}

/// A connection, or the attempt to make one, which all who wait for it share.
struct Line {
    opening: Shared<BoxFuture<'static, Spoken>>,
    taken: AtomicUsize,
    /// How many answers at a time the API server allows; it says so once the connection is made.
    allowed: watch::Receiver<usize>,
}

/// What came of an attempt.
#[derive(Clone)]
enum Spoken {
    /// The protocol that shares.
    Both(SendRequest<Full<Bytes>>),
    /// The one that does not.
    Alone,
    /// No connection.
    Nothing,
}

/// A place on a connection, given back when it is dropped.
struct Seat {
    pool: Arc<Pool>,
    line: Arc<Line>,
    /// How many were taken before.
    number: usize,
}

impl SharedSockets {
    pub(super) fn new(connector: Connector, single: Single, pace: Pace) -> Self {
        Self(Arc::new(Pool {
            connector,
            single,
            pace,
            state: Mutex::default(),
        }))
    }

    async fn send(self, request: Request<Full<Bytes>>) -> Result<Response<Answer>, BoxError> {
        let mut tries = 0;
        loop {
            let Some(seat) = self.0.seat(request.uri()) else {
                return self.0.alone(request).await;
            };
            let mut sender = match seat.line.opening.clone().await {
                Spoken::Both(sender) => sender,
                Spoken::Alone => {
                    self.0.lock().alone_until = Some(Instant::now() + ALONE);
                    return self.0.alone(request).await;
                }
                Spoken::Nothing => return Err(Unconnected.into()),
            };
            let mut allowed = seat.line.allowed.clone();
            let answer = tokio::select! {
                answer = sender.send_request(request.clone()) => answer,
                // It would wait for somebody else's answer to end: there is a place on another connection.
                Ok(_) = allowed.wait_for(|allowed| *allowed <= seat.number) => continue,
            };
            tries += 1;
            match answer {
                Ok(answer) => {
                    return Ok(answer.map(|body| {
                        boxed(body.map_frame(move |frame| {
                            let _taken = &seat;
                            frame
                        }))
                    }));
                }
                Err(error) if tries == TRIES => return Err(error.into()),
                Err(error) => tracing::debug!(%error, "a shared connection closed before it answered"),
            }
        }
    }
}

impl Service<Request<Full<Bytes>>> for SharedSockets {
    type Response = Response<Answer>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<Answer>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        self.clone().send(request).boxed()
    }
}

impl Pool {
    /// A place on the first connection that has one, or on a new one; `None` where connections are not shared.
    fn seat(self: &Arc<Self>, server: &Uri) -> Option<Seat> {
        let mut state = self.lock();
        let alone = state.alone_until.is_some_and(|until| Instant::now() < until);
        if alone || server.scheme_str() != Some("https") {
            return None;
        }
        state.lines.retain(|line| line.is_usable());
        // The first one with a place, so that the last ones empty when there are too many.
        let free = state.lines.iter().find(|line| line.has_place()).cloned();
        let line = free.unwrap_or_else(|| {
            // What another connection was told holds until this one is.
            let known = state.lines.iter().map(|line| *line.allowed.borrow());
            let known = known.min().unwrap_or(SEATS);
            let line = Line::open(self.connector.clone(), server.clone(), self.pace, known);
            state.lines.push(Arc::clone(&line));
            line
        });
        let number = line.taken.fetch_add(1, Relaxed);
        Some(Seat {
            pool: Arc::clone(self),
            line,
            number,
        })
    }

    async fn alone(&self, request: Request<Full<Bytes>>) -> Result<Response<Answer>, BoxError> {
        Ok(self.single.request(request).await?.map(boxed))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn open(connector: Connector, server: Uri, pace: Pace, known: usize) -> Arc<Self> {
        let (told, allowed) = watch::channel(known);
        let opening = async move {
            let spoken = timeout(pace.opened, speak(connector, server, pace, told)).await;
            spoken.unwrap_or(Spoken::Nothing)
        };
        Arc::new(Self {
            opening: opening.boxed().shared(),
            taken: AtomicUsize::new(0),
            allowed,
        })
    }

    fn is_usable(&self) -> bool {
        match self.opening.peek() {
            None => true,
            Some(Spoken::Both(sender)) => !sender.is_closed(),
            Some(Spoken::Alone | Spoken::Nothing) => false,
        }
    }

    fn has_place(&self) -> bool {
        self.taken.load(Relaxed) < *self.allowed.borrow()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.line.taken.fetch_sub(1, Relaxed) > 1 {
            return;
        }
        // One empty connection is kept for whoever comes next, until the API server closes it.
        let mut kept = 0;
        self.pool.lock().lines.retain(|line| {
            let empty = line.taken.load(Relaxed) == 0;
            kept += usize::from(empty);
            !empty || kept == 1
        });
    }
}

/// Makes a connection and learns what is spoken on it.
async fn speak(connector: Connector, server: Uri, pace: Pace, told: watch::Sender<usize>) -> Spoken {
    let Ok(stream) = connector.oneshot(server).await else {
        return Spoken::Nothing;
    };
    if !stream.connected().is_negotiated_h2() {
        return Spoken::Alone;
    }
    let opened = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOWS)
        // Nothing is sent before the API server has said how much it allows.
        .initial_max_send_streams(0)
        .keep_alive_interval(pace.ping)
        .keep_alive_timeout(pace.pong)
        .handshake(stream)
        .await;
    let Ok((sender, mut connection)) = opened else {
        return Spoken::Nothing;
    };
    tokio::spawn(async move {
        let ended = poll_fn(|context| {
            let turn = Pin::new(&mut connection).poll(context);
            let allowed = connection.current_max_send_streams().min(SEATS);
            if allowed > 0 {
                told.send_if_modified(|told| std::mem::replace(told, allowed) != allowed);
            }
            turn
        });
        if let Err(error) = ended.await {
            tracing::debug!(%error, "a shared connection broke");
        }
    });
    Spoken::Both(sender)
}
