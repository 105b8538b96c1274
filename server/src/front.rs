//! What stands in front of everything, in the order it acts: a number and a nonce for the request, the guard, the
//! door, the handler, the headers, one line in the log. A handler that panics ends its own request only.

use crate::assets::Site;
use crate::doors::route::{Back, see};
use crate::doors::{Caller, Door};
use crate::forms::FormKey;
use crate::guard::{self, Class, LOGIN_PATH, Refusal, Rules, headers};
use crate::ops::Metrics;
use crate::streams::Streams;
use crate::{calls, notice, random};
use app::Console;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use http::{HeaderValue, StatusCode, header};
use leptos::nonce::Nonce;
use registry::error::ClusterError;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The largest body a request may have, in bytes.
const BODY: usize = 1 << 20;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a page waits to hear whether its login still holds. As long as it waits for what it shows.
const LOGIN_TIME: Duration = Duration::from_millis(300);

/// What the server is made of.
#[derive(Debug)]
pub struct Settings {
    /// The built files.
    pub site: Arc<Site>,
    /// What the frame says about where it runs.
    pub console: Console,
    /// The one door of this listener.
    pub door: Door,
    /// By what it tells its own requests.
    pub rules: Rules,
    /// Whether browsers are told never to come without TLS.
    pub strict_transport: bool,
    /// Becomes true when the server is to end.
    pub ending: watch::Receiver<bool>,
    /// What is counted, together with the other doors of this process.
    pub metrics: Arc<Metrics>,
}

/// What every request shares.
#[derive(Debug)]
pub struct Front {
    pub(crate) site: Arc<Site>,
    pub(crate) console: Console,
    pub(crate) door: Door,
    pub(crate) streams: Streams,
    pub(crate) ending: watch::Receiver<bool>,
    pub(crate) metrics: Arc<Metrics>,
    form_key: FormKey,
    rules: Rules,
    strict_transport: bool,
}

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The number of a request, to find it in the log; it guards nothing.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

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
            metrics: settings.metrics,
            form_key: FormKey::new()?,
            rules: settings.rules,
            strict_transport: settings.strict_transport,
        }))
    }

    /// The key of plain forms' tokens: this process's own, or the one that replicas share.
    pub(crate) fn form_key(&self) -> FormKey {
        match &self.door {
            Door::Route(route) => FormKey::from(route.form_secret()),
            _ => self.form_key.clone(),
        }
    }
}

/// The middleware around the whole router.
pub(crate) async fn guarded(State(front): State<Arc<Front>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let nonce = Nonce::new();
    let id = number();
    let class = Class::of(request.uri().path(), &front.door, &front.site);
    let form = calls::asked(request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let back = Back::read(
        request
            .uri()
            .path_and_query()
            .map_or("", |address| address.as_str()),
    );
    request.extensions_mut().insert(nonce.clone());
    request.extensions_mut().insert(RequestId(id.clone()));
    let answer = AssertUnwindSafe(answer(&front, class, request, next, &id))
        .catch_unwind()
        .await;
    let mut response = match answer {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => refused(&front, class, refusal, &back, &id),
        // What the panic said may hold anything, so only the hook's line tells where it was.
        Err(_) => {
            tracing::error!(id, "a handler panicked");
            front.metrics.panicked();
            notice::refusal(Refusal::Failed, class, front.site.pages())
        }
    };
    if response.status() == StatusCode::UNAUTHORIZED && class.needs_session() {
        front.door.ended(response.headers_mut());
    }
    response = calls::as_asked(response, class, form).await;
    if let Ok(value) = HeaderValue::try_from(&id) {
        headers::put(response.headers_mut(), &nonce, &value, front.strict_transport);
    }
    let status = response.status().as_u16();
    let took = started.elapsed();
    front
        .metrics
        .answered(front.door.name(), class.name(), status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if class == Class::Asset {
        tracing::debug!(id, %method, path, status, ms, "answered");
    } else {
        tracing::info!(id, %method, path, status, ms, "answered");
    }
    response
}

/// The answer to somebody who may not come in; a person without a login is led to it.
fn refused(front: &Front, class: Class, refusal: Refusal, back: &Back, id: &str) -> Response {
    if refusal == Refusal::NoSession && class == Class::Page && matches!(front.door, Door::Route(_)) {
        return see(&back.login(LOGIN_PATH));
    }
    tracing::warn!(id, ?refusal, "refused");
    front.metrics.refused(front.door.name(), refusal);
    let page = match (&front.door, refusal) {
        (Door::Route(_), Refusal::NoSession) => Refusal::LoginEnded,
        _ => refusal,
    };
    notice::refusal(page, class, front.site.pages())
}

async fn answer(
    front: &Front,
    class: Class,
    request: Request,
    next: Next,
    id: &str,
) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    guard::check(&parts, class, &front.rules)?;
    let mut cookies = Vec::new();
    let mut checked = None;
    if class.needs_session() {
        let entered = front.door.caller(&parts, id).ok_or(Refusal::NoSession)?;
        if class == Class::Page && matches!(front.door, Door::Route(_)) {
            checked = Some(entered.caller.clone());
        }
        parts.extensions.insert(entered.caller);
        // A stream is no use that somebody makes of a login: it runs by itself.
        if class != Class::Events {
            cookies = entered.cookies;
        }
    }
    let body = match class {
        Class::Call | Class::Form | Class::SignIn => whole(body).await?,
        _ => Body::empty(),
    };
    if class == Class::Call {
        calls::plain_request(&mut parts.headers);
    }
    let answer = next.run(Request::from_parts(parts, body));
    let mut response = match checked {
        // A page of somebody whose token was revoked would show nothing but that; the login says it better.
        Some(caller) => {
            let (response, holds) = tokio::join!(answer, holds(&caller));
            if !holds {
                return Err(Refusal::NoSession);
            }
            response
        }
        None => answer.await,
    };
    if class == Class::Call {
        response = calls::telling_status(response).await;
    }
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether the API server still knows the caller, as far as it says so in time.
async fn holds(caller: &Caller) -> bool {
    let asked = tokio::time::timeout(LOGIN_TIME, caller.session.cluster.whoami()).await;
    !matches!(asked, Ok(Err(ClusterError::SignedOut)))
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
