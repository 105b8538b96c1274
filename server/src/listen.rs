//! The accept loop: limits that a ready-made server does not have, and an end that lets answers finish.

use crate::front::Peer;
use axum::Router;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// What a connection may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long the head of a request may take, counted from the opening of the connection or the last answer.
    pub header_time: Duration,
    /// The largest head of a request, in bytes.
    pub header_bytes: usize,
    /// Connections at a time; more wait in the system's queue.
    pub connections: usize,
    /// How long connections are still taken once the server is to end: until everybody who sends them has heard.
    pub linger: Duration,
    /// How long answers may take to finish then.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_time: Duration::from_secs(10),
            header_bytes: 32 << 10,
            connections: 2048,
            linger: Duration::ZERO,
            drain: Duration::from_secs(25),
        }
    }
}

/// Serves until `ending` becomes true, then finishes what was begun. With `tls` every connection has to speak it.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    mut ending: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_header_size(limits.header_bytes)
        // Room for a whole head and for answers in pieces, times the connections.
        .max_buf_size(limits.header_bytes * 2);
    let permits = Arc::new(Semaphore::new(limits.connections));
    let open = GracefulShutdown::new();
    let end = async {
        let _ = ending.wait_for(|end| *end).await;
        tokio::time::sleep(limits.linger).await;
    };
    tokio::pin!(end);
    loop {
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            next = next => next,
            () = &mut end => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, mostly: asking again at once would burn the processor until one is free.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small answers must not wait for the acknowledgement of earlier ones.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
        let (http, router, tls) = (http.clone(), router.clone(), tls.clone());
        let watcher = open.watcher();
        let patience = limits.header_time;
        tokio::spawn(async move {
            let _permit = permit;
            let service = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(Peer(peer));
                router.clone().oneshot(request)
            });
            let ended = match tls {
                None => {
                    watcher
                        .watch(http.serve_connection(TokioIo::new(stream), service))
                        .await
                }
                // A peer that does not finish its handshake holds its place no longer than one without a request.
                Some(tls) => match tokio::time::timeout(patience, tls.accept(stream)).await {
                    Ok(Ok(stream)) => {
                        watcher
                            .watch(http.serve_connection(TokioIo::new(stream), service))
                            .await
                    }
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "a handshake failed");
                        return;
                    }
                    Err(_) => return,
                },
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.drain, open.shutdown()).await.is_err() {
        tracing::warn!("some answers did not finish in time");
    }
}
