//! A scripted API server for unit tests: it notes every request, answers what the test says, and counts what is still
//! open, so that "nothing was sent" and "nothing is left open" can be asserted.

use crate::connection::Connection;
use crate::limits::Limits;
use crate::token::Token;
use crate::user::User;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, StreamBody};
use kube::client::Body;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower::{BoxError, service_fn};

/// A request as the API server saw it.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Seen {
    pub(crate) fn line(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(k, v)| format!("{k}={v}")).collect();
        match query.is_empty() {
            true => format!("{} {}", self.method, self.path),
            false => format!("{} {}?{}", self.method, self.path, query.join("&")),
        }
    }

    pub(crate) fn is_watch(&self) -> bool {
        self.query.contains_key("watch")
    }
}

/// A part of a streamed answer.
pub(crate) enum Part {
    Line(Value),
    Raw(&'static str),
    Pause(Duration),
    /// The connection breaks.
    Break,
    /// Nothing more comes, and the connection stays.
    Hang,
}

/// What the API server does with a request.
pub(crate) enum Reply {
    Json(u16, Value),
    Text(u16, &'static str),
    RetryAfter(u16, u64),
    Stream(Vec<Part>),
    /// The connection breaks after the request arrived.
    Break,
    /// No connection is made.
    Refuse,
    /// No answer ever comes.
    Silence,
}

#[derive(Default)]
struct Notes {
    seen: Vec<Seen>,
    open: usize,
}

/// Counts an answer as open until it is dropped.
struct Open(Arc<Mutex<Notes>>);

impl Open {
    fn new(notes: &Arc<Mutex<Notes>>) -> Self {
        notes.lock().unwrap().open += 1;
        Self(notes.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.lock().unwrap().open -= 1;
    }
}

pub(crate) struct Script {
    notes: Arc<Mutex<Notes>>,
    connection: Connection,
}

impl Script {
    /// Answers each request by its content.
    pub(crate) fn answering(answer: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        let notes = Arc::new(Mutex::new(Notes::default()));
        let answer = Arc::new(Mutex::new(answer));
        let service = {
            let notes = notes.clone();
            service_fn(move |request: Request<Body>| {
                let (notes, answer) = (notes.clone(), answer.clone());
                async move {
                    let seen = look(request).await;
                    notes.lock().unwrap().seen.push(seen.clone());
                    let reply = (answer.lock().unwrap())(&seen);
                    let open = Open::new(&notes);
                    respond(reply, open).await
                }
            })
        };
        Self {
            notes,
            connection: Connection::from_service(service),
        }
    }

    /// Gives these answers in turn, and breaks the connection when there are no more.
    pub(crate) fn replying(replies: impl IntoIterator<Item = Reply>) -> Self {
        let mut replies: VecDeque<Reply> = replies.into_iter().collect();
        Self::answering(move |_| replies.pop_front().unwrap_or(Reply::Break))
    }

    pub(crate) fn user(&self) -> User {
        self.connection.as_user(Token::new("canary-token").unwrap())
    }

    pub(crate) fn user_under(&self, limits: Limits) -> User {
        let connection = self.connection.clone().with_limits(limits);
        connection.as_user(Token::new("canary-token").unwrap())
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.notes.lock().unwrap().seen.clone()
    }

    /// Method, path and query of every request, in order.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }

    pub(crate) fn open(&self) -> usize {
        self.notes.lock().unwrap().open
    }
}

async fn look(request: Request<Body>) -> Seen {
    let (parts, body) = request.into_parts();
    let body = body.collect_bytes().await.unwrap();
    let query = parts.uri.query().unwrap_or_default();
    Seen {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    }
}

type ReplyBody = UnsyncBoxBody<Bytes, BoxError>;

async fn respond(reply: Reply, open: Open) -> Result<Response<ReplyBody>, BoxError> {
    let whole = |code: u16, retry_after: Option<u64>, text: String, open: Open| {
        let mut response = Response::builder().status(code);
        if let Some(seconds) = retry_after {
            response = response.header("retry-after", seconds);
        }
        let part = stream::iter([Ok(Bytes::from(text))]).boxed();
        Ok(response.body(streamed(part, open)).unwrap())
    };
    match reply {
        Reply::Json(code, value) => whole(code, None, value.to_string(), open),
        Reply::Text(code, text) => whole(code, None, text.to_owned(), open),
        Reply::RetryAfter(code, seconds) => whole(code, Some(seconds), String::new(), open),
        Reply::Stream(parts) => {
            let parts = stream::iter(parts).filter_map(part).boxed();
            Ok(Response::new(streamed(parts, open)))
        }
        Reply::Break => Err("connection reset".into()),
        Reply::Refuse => Err(Box::new(std::io::Error::from(
            std::io::ErrorKind::ConnectionRefused,
        ))),
        Reply::Silence => {
            let () = std::future::pending().await;
            drop(open);
            unreachable!()
        }
    }
}

async fn part(part: Part) -> Option<Result<Bytes, BoxError>> {
    match part {
        Part::Line(value) => Some(Ok(Bytes::from(format!("{value}\n")))),
        Part::Raw(text) => Some(Ok(Bytes::from(text))),
        Part::Pause(time) => {
            tokio::time::sleep(time).await;
            None
        }
        Part::Break => Some(Err("connection reset".into())),
        Part::Hang => std::future::pending().await,
    }
}

fn streamed(parts: BoxStream<'static, Result<Bytes, BoxError>>, open: Open) -> ReplyBody {
    let parts = parts.map(move |part| {
        let _still_open = &open;
        part.map(http_body::Frame::data)
    });
    StreamBody::new(parts).boxed_unsync()
}

/// A failure as the API server words it.
pub(crate) fn status(code: u16, reason: &str) -> Reply {
    Reply::Json(code, status_body(code, reason))
}

pub(crate) fn status_body(code: u16, reason: &str) -> Value {
    json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code,
        "message": "canary-message", "details": {"name": "cluster", "kind": "configs"}})
}

/// The operator's configuration at a version.
pub(crate) fn config(version: u64, spec: Value) -> Value {
    json!({"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "Config",
        "metadata": {"name": "cluster", "uid": "u-1", "generation": version, "resourceVersion": version.to_string()},
        "spec": spec})
}

pub(crate) fn list(version: u64, items: Vec<Value>) -> Reply {
    Reply::Json(
        200,
        json!({"kind": "List", "metadata": {"resourceVersion": version.to_string()}, "items": items}),
    )
}
