//! A server in front of a sandbox, and requests to it.

use app::Console;
use app::session::Session;
use axum::Router;
use axum::body::Body;
use cluster::{Connection, Token};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use registry::plan::PlanKey;
use registry::port::Cluster;
use sandbox::{RequestLog, Sandbox, Scenario};
use serde_json::Value;
use server::assets::Site;
use server::doors::{Door, Local};
use server::guard::{Hosts, Rules};
use server::ops::Metrics;
use server::{Front, Settings, router};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;
use tower::ServiceExt as _;

pub(crate) const PORT: u16 = 8080;
pub(crate) const HOST: &str = "127.0.0.1:8080";
pub(crate) const ORIGIN: &str = "http://127.0.0.1:8080";
pub(crate) const SCRIPT: &str = "/pkg/registry-console.0.js";

/// A console and the cluster behind it.
pub(crate) struct House {
    pub(crate) router: Router,
    pub(crate) sandbox: Sandbox,
    pub(crate) end: watch::Sender<bool>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The built files, as small as they can be.
pub(crate) fn site() -> Site {
    let names = [
        "registry-console.js",
        "registry-console.wasm",
        "registry-console.css",
        "page.css",
        "plugin-entry.js",
    ];
    let hashed = |name: &str| format!("pkg/{}", name.replacen('.', ".0.", 1));
    let list: BTreeMap<String, String> = names
        .iter()
        .map(|&name| (name.to_owned(), hashed(name)))
        .chain([
            ("favicon.svg".to_owned(), "favicon.svg".to_owned()),
            ("parts/State/shared-1.wasm".to_owned(), hashed("shared-1.wasm")),
            ("parts/State/state.wasm".to_owned(), hashed("state.wasm")),
        ])
        .collect();
    let mut files: BTreeMap<String, Vec<u8>> = list
        .values()
        .map(|path| (path.clone(), b"plain".to_vec()))
        .collect();
    files.insert(format!("{}.br", hashed(names[0])), b"brotli".to_vec());
    files.insert(format!("{}.gz", hashed(names[0])), b"gzip".to_vec());
    Site::new(&list, files).unwrap()
}

pub(crate) fn key() -> PlanKey {
    PlanKey::new([7; 32])
}

pub(crate) fn user(sandbox: &Sandbox, token: &str) -> Arc<dyn Cluster> {
    Arc::new(Connection::from_service(sandbox.service()).as_user(Token::new(token).unwrap()))
}

/// A session of this cluster user.
pub(crate) fn session(cluster: Arc<dyn Cluster>) -> Session {
    Session {
        cluster,
        plan_key: key(),
    }
}

/// A router with this door.
pub(crate) fn behind(door: impl Into<Door>) -> (Router, watch::Sender<bool>) {
    at(door.into(), Rules::Browser(Hosts::loopback(PORT)))
}

/// A router with this door under these rules.
pub(crate) fn at(door: Door, rules: Rules) -> (Router, watch::Sender<bool>) {
    put(door, rules, false, Arc::default())
}

/// A router that tells browsers never to come without TLS.
pub(crate) fn at_strictly(door: Door, rules: Rules) -> (Router, watch::Sender<bool>) {
    put(door, rules, true, Arc::default())
}

/// A router that counts into these figures.
pub(crate) fn counted(door: Door, rules: Rules, metrics: Arc<Metrics>) -> (Router, watch::Sender<bool>) {
    put(door, rules, false, metrics)
}

fn put(
    door: Door,
    rules: Rules,
    strict_transport: bool,
    metrics: Arc<Metrics>,
) -> (Router, watch::Sender<bool>) {
    let (end, ending) = watch::channel(false);
    let front = Front::new(Settings {
        site: Arc::new(site()),
        console: Console {
            cluster: "sandbox".into(),
            ..Console::default()
        },
        door,
        rules,
        strict_transport,
        ending,
        metrics,
    });
    (router(&front.unwrap()), end)
}

impl House {
    /// A console whose door is open to this person of the sandbox.
    pub(crate) fn new(scenario: Scenario, token: &str) -> Self {
        let sandbox = Sandbox::new(scenario);
        let door = Local::open(session(user(&sandbox, token))).unwrap();
        let (router, end) = behind(door);
        Self { router, sandbox, end }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.router, request).await
    }

    /// A page, as a browser opens it.
    pub(crate) async fn page(&self, path: &str) -> Answer {
        self.send(navigate(path)).await
    }

    /// A server function, as our own client calls it.
    pub(crate) async fn call(&self, path: &str, body: &str) -> Answer {
        self.send(call(path, body)).await
    }

    /// Everything that was really written, or tried to be.
    pub(crate) fn writes(&self) -> Vec<RequestLog> {
        writes(&self.sandbox)
    }
}

pub(crate) fn writes(sandbox: &Sandbox) -> Vec<RequestLog> {
    let reads = ["get", "list", "watch"];
    let log = sandbox.requests().into_iter();
    log.filter(|entry| !reads.contains(&entry.verb.as_str()))
        .filter(|entry| !entry.dry_run && !entry.path.ends_with("reviews"))
        .collect()
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// A request with these headers and nothing else.
pub(crate) fn request(method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

pub(crate) fn navigate(path: &str) -> Request<Body> {
    let headers = [
        ("host", HOST),
        ("sec-fetch-site", "none"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    request(Method::GET, path, &headers, "")
}

/// What our own client sends with a call.
pub(crate) const CALL: [(&str, &str); 7] = [
    ("host", HOST),
    ("origin", ORIGIN),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-dest", "empty"),
    ("content-type", "application/json"),
    ("x-requested-with", "registry-console"),
];

pub(crate) fn call(path: &str, body: &str) -> Request<Body> {
    request(Method::POST, path, &CALL, body)
}

/// The same headers with some replaced; an empty value takes a header away.
pub(crate) fn with<'a>(
    base: &[(&'a str, &'a str)],
    changed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let kept = base
        .iter()
        .filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.chain(changed)
        .filter(|(_, value)| !value.is_empty())
        .copied()
        .collect()
}

/// What our own client sends for a stream.
pub(crate) fn listen(topics: &str) -> Request<Body> {
    let headers = with(&CALL, &[("content-type", ""), ("origin", "")]);
    request(Method::GET, &format!("/events?topics={topics}"), &headers, "")
}
