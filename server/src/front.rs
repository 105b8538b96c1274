//! What stands in front of everything, in the order it acts: a number and a nonce for the request, the guard, the
//! door, the handler, the headers, one line in the log. A handler that panics ends its own request only.

use crate::assets::Site;
use crate::doors::Local;
use crate::forms::FormKey;
use crate::guard::{self, Class, Hosts, Refusal, headers};
use crate::streams::Streams;
use crate::{calls, notice, random};
use app::Console;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use http::HeaderValue;
use leptos::nonce::Nonce;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The largest body a request may have, in bytes.
const BODY: usize = 1 << 20;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);

/// What the server is made of.
#[derive(Debug)]
pub struct Settings {
    /// The built files.
    pub site: Site,
    /// What the frame says about where it runs.
    pub console: Console,
    /// The one door.
    pub door: Local,
    /// The names it answers to.
    pub hosts: Hosts,
    /// Becomes true when the server is to end.
    pub ending: watch::Receiver<bool>,
}

/// What every request shares.
#[derive(Debug)]
pub struct Front {
    pub(crate) site: Site,
    pub(crate) console: Console,
    pub(crate) door: Local,
    pub(crate) streams: Streams,
    pub(crate) ending: watch::Receiver<bool>,
    pub(crate) form_key: FormKey,
    hosts: Hosts,
}

impl Front {
    /// Puts the parts together.
    ///
    /// # Errors
    /// Without randomness.
    pub fn new(settings: Settings) -> Result<Arc<Self>, random::NoRandomness> {
        Ok(Arc::new(Self {
            site: settings.site,
            console: settings.console,
            door: settings.door,
            streams: Streams::default(),
            ending: settings.ending,
            form_key: FormKey::new()?,
            hosts: settings.hosts,
        }))
    }
}

/// The middleware around the whole router.
pub(crate) async fn guarded(State(front): State<Arc<Front>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let nonce = Nonce::new();
    let id = number();
    let class = Class::of(request.uri().path(), &front.site);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(nonce.clone());
    let answer = AssertUnwindSafe(answer(&front, class, request, next))
        .catch_unwind()
        .await;
    let mut response = match answer {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => {
            tracing::warn!(id, ?refusal, "refused");
            notice::refusal(refusal, class, front.site.pages())
        }
        // What the panic said may hold anything, so only the hook's line tells where it was.
        Err(_) => {
            tracing::error!(id, "a handler panicked");
            notice::refusal(Refusal::Failed, class, front.site.pages())
        }
    };
    if let Ok(value) = HeaderValue::try_from(&id) {
        headers::put(response.headers_mut(), &nonce, &value);
    }
    let status = response.status().as_u16();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if class == Class::Asset {
        tracing::debug!(id, %method, path, status, ms, "answered");
    } else {
        tracing::info!(id, %method, path, status, ms, "answered");
    }
    response
}

async fn answer(front: &Front, class: Class, request: Request, next: Next) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    guard::check(&parts, class, &front.hosts)?;
    if class.needs_session() {
        let caller = front.door.caller(&parts.headers).ok_or(Refusal::NoSession)?;
        parts.extensions.insert(caller);
    }
    let body = match class {
        Class::Call | Class::Form => whole(body).await?,
        _ => Body::empty(),
    };
    if class != Class::Call {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    }
    calls::plain_request(&mut parts.headers);
    let response = next.run(Request::from_parts(parts, body)).await;
    Ok(calls::telling_status(response).await)
}

/// The body, in memory before anything looks at it.
async fn whole(body: Body) -> Result<Body, Refusal> {
    match tokio::time::timeout(BODY_TIME, to_bytes(body, BODY)).await {
        Ok(Ok(bytes)) => Ok(Body::from(bytes)),
        Ok(Err(_)) => Err(Refusal::TooLarge),
        Err(_) => Err(Refusal::TooSlow),
    }
}

/// A number to find the request in the log; it guards nothing.
fn number() -> String {
    let bytes = random::bytes::<8>().unwrap_or_default();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
