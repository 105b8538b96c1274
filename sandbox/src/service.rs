//! The tower service: from an HTTP request to an HTTP response, faults included.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

use crate::api::{self, Call, Reply};
use crate::body::{Body, BoxError, full, stream};
use crate::failure::Failure;
use crate::faults::{self, Away};
use crate::log::RequestLog;
use crate::oauth;
use crate::rbac::{self, Login, User};
use crate::request::{self, Query, Subject};
use crate::shared::Shared;
use crate::world::World;

/// API servers take no larger bodies.
const LARGEST_BODY: usize = 3 * 1024 * 1024;

/// The API server as a service. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(crate) shared: Arc<Shared>,
    pub(crate) default_token: Option<&'static str>,
    pub(crate) issuer: Arc<str>,
}

impl Service {
    /// The same service, in which requests without an `Authorization` header are those of a token's owner, as behind
    /// `kubectl proxy`. For kubectl itself, which sends no token where there is no TLS.
    #[must_use]
    pub fn for_somebody(self, token: &'static str) -> Self {
        Self {
            default_token: Some(token),
            ..self
        }
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sandbox::Service")
    }
}

/// The connection failed before anybody answered.
#[derive(Debug, thiserror::Error)]
#[error("connection refused (the sandbox is down)")]
struct Refused;

impl<B> tower::Service<Request<B>> for Service
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let shared = Arc::clone(&self.shared);
        if let Some(endpoint) = oauth::Endpoint::at(request.uri().path()) {
            let issuer = Arc::clone(&self.issuer);
            return Box::pin(log_in(shared, endpoint, issuer, request));
        }
        if let Some(token) = self.default_token
            && !request.headers().contains_key(header::AUTHORIZATION)
            && let Ok(value) = header::HeaderValue::try_from(format!("Bearer {token}"))
        {
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        Box::pin(handle(shared, request))
    }
}

async fn handle<B>(shared: Arc<Shared>, request: Request<B>) -> Result<Response<Body>, BoxError>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let (parts, body) = request.into_parts();
    if shared.peek(|world| world.faults.away) == Away::Refused {
        return Err(Box::new(Refused));
    }
    let header = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let now = shared.now();
    let user = match shared.peek(|world| rbac::login(world, header, now)) {
        Login::Known(user) => Some(user),
        Login::Anonymous => Some(User {
            name: "system:anonymous".into(),
            groups: vec!["system:unauthenticated".into()],
            ..User::default()
        }),
        Login::Refused => None,
    };
    let known = user.as_ref().is_some_and(|user| user.name != "system:anonymous");
    let body = match whole(body).await {
        Ok(body) => body,
        Err(failure) => return Ok(refuse(&failure)),
    };
    let query_text = parts.uri.query().unwrap_or("").to_owned();
    let path = parts.uri.path().to_owned();
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let call = Call {
        user: user.clone().unwrap_or_default(),
        method: parts.method,
        subject: request::subject(&path),
        query: Query::parse(&query_text),
        content_type,
        body,
    };
    let sentinel = named_sentinel(&call);
    let wait = shared.locked(|world, now| {
        world.note(RequestLog {
            user: if known {
                call.user.name.clone()
            } else {
                String::new()
            },
            verb: match &call.subject {
                Subject::Object(_) => api::verb(&call).to_owned(),
                Subject::Path(_) => call.method.as_str().to_lowercase(),
            },
            path,
            query: query_text,
            dry_run: call.query.dry_run(),
        });
        crate::operator::restless(world, now);
        world.faults.delay
            + if sentinel == Some("sandbox-slow") {
                faults::SLOW
            } else {
                Duration::ZERO
            }
    });
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let public = matches!(call.subject, Subject::Path(_));
    if user.is_none() || (!known && !public) {
        return Ok(refuse(&Failure::unauthorized()));
    }
    let answered = shared.locked(|world, now| answer(world, &call, sentinel, now));
    Ok(match answered {
        Err(failure) => refuse(&failure),
        Ok(Reply::Object {
            code,
            object,
            warnings,
        }) => respond(code, &object, &warnings),
        Ok(Reply::Text { code, text }) => plain(code, text),
        Ok(Reply::Watch(start)) => {
            let mut response = Response::new(stream(api::watch::run(*start, shared)));
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                header::HeaderValue::from_static("application/json"),
            );
            response
        }
    })
}

/// A request to the OAuth server. Its query and body are nobody's to log: they hold states, codes and passwords.
async fn log_in<B>(
    shared: Arc<Shared>,
    endpoint: oauth::Endpoint,
    issuer: Arc<str>,
    request: Request<B>,
) -> Result<Response<Body>, BoxError>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    if shared.peek(|world| world.faults.away) == Away::Refused {
        return Err(Box::new(Refused));
    }
    let (parts, body) = request.into_parts();
    let body = match whole(body).await {
        Ok(body) => body,
        Err(failure) => return Ok(refuse(&failure)),
    };
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let kind = header(header::CONTENT_TYPE).unwrap_or("").split(';').next();
    let form = match kind.map(str::trim) {
        Some("application/x-www-form-urlencoded") => Query::parse(&String::from_utf8_lossy(&body)),
        _ => Query::default(),
    };
    let ask = oauth::Ask {
        query: parts.uri.query().unwrap_or("").to_owned(),
        form,
        authorization: header(header::AUTHORIZATION).map(str::to_owned),
        issuer,
        method: parts.method,
    };
    let wait = shared.locked(|world, _| {
        world.note(RequestLog {
            user: String::new(),
            verb: ask.method.as_str().to_lowercase(),
            path: parts.uri.path().to_owned(),
            query: String::new(),
            dry_run: false,
        });
        world.faults.delay
    });
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let answer = shared.locked(|world, now| oauth::answer(world, endpoint, &ask, now));
    Ok(answer.into_response())
}

async fn whole<B>(body: B) -> Result<Bytes, Failure>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(_) => Err(Failure::new(
            413,
            "RequestEntityTooLarge",
            format!("Request entity too large: limit is {LARGEST_BODY}"),
        )),
    }
}

fn answer(
    world: &mut World,
    call: &Call,
    sentinel: Option<&str>,
    now: jiff::Timestamp,
) -> Result<Reply, Failure> {
    if let Subject::Object(target) = &call.subject
        && let Some(resource) = api::served(world, target)
    {
        let verb = api::verb(call);
        if let Some(failure) = world.faults.take(verb, resource) {
            return Err(failure);
        }
        if let Some(name) = sentinel
            && api::may(world, &call.user, verb, target)
            && let Some(failure) = world.faults.sentinel(name, verb, resource, target)
        {
            return Err(failure);
        }
    }
    api::answer(world, call, now)
}

fn named_sentinel(call: &Call) -> Option<&'static str> {
    let Subject::Object(target) = &call.subject else {
        return None;
    };
    let body: Option<Value> = serde_json::from_slice(&call.body).ok();
    faults::named_sentinel(target, body.as_ref())
}

fn refuse(failure: &Failure) -> Response<Body> {
    let mut response = respond(failure.code, &failure.status(), &[]);
    if let Some(seconds) = failure.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn respond(code: u16, object: &Value, warnings: &[String]) -> Response<Body> {
    let mut response = Response::new(full(object.to_string()));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    for warning in warnings {
        let quoted = format!("299 - {}", Value::String(warning.clone()));
        if let Ok(value) = header::HeaderValue::from_str(&quoted) {
            headers.append(header::WARNING, value);
        }
    }
    response
}

fn plain(code: u16, text: &'static str) -> Response<Body> {
    let mut response = Response::new(full(text));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

/// Serves until dropped. Errors of single connections end those connections only.
pub(crate) async fn serve(
    service: Service,
    listener: tokio::net::TcpListener,
) -> Result<Infallible, std::io::Error> {
    loop {
        let (connection, _) = listener.accept().await?;
        let service = hyper_util::service::TowerToHyperService::new(service.clone());
        tokio::spawn(async move {
            let served = hyper::server::conn::http1::Builder::new()
                .serve_connection(hyper_util::rt::TokioIo::new(connection), service)
                .await;
            if let Err(error) = served {
                tracing::debug!(%error, "a connection to the sandbox ended");
            }
        });
    }
}
