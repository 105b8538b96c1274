//! A route door and a console door on a sandbox, with a clock that tests turn, and browsers that keep cookies.

use crate::common::{Answer, at, request, send, with};
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cluster::Connection;
use http::{Method, Request};
use sandbox::{Sandbox, Scenario};
use server::doors::keys::KeyRing;
use server::doors::route::{self, Service};
use server::doors::{ConsoleDoor, Route};
use server::guard::{Hosts, Rules};
use server::outbound::Outbound;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

pub(super) const HOST: &str = "console.apps.example";
pub(super) const ORIGIN: &str = "https://console.apps.example";

/// A route door and everything a test turns at it.
pub(super) struct House {
    pub(super) router: Router,
    pub(super) sandbox: Sandbox,
    pub(super) clock: Arc<AtomicU64>,
    pub(super) keys: watch::Sender<Arc<KeyRing>>,
    pub(super) end: watch::Sender<bool>,
}

/// Keys from bytes, the first of which seals.
pub(super) fn ring(keys: &[u8]) -> Arc<KeyRing> {
    let lines: Vec<String> = keys.iter().map(|&byte| STANDARD.encode([byte; 32])).collect();
    Arc::new(KeyRing::parse(&lines.join("\n")).unwrap())
}

/// Keys that stay as they are.
pub(super) fn keys(keys: &[u8]) -> watch::Receiver<Arc<KeyRing>> {
    watch::channel(ring(keys)).1
}

impl House {
    /// Where people bring a token along.
    pub(super) fn new(scenario: Scenario) -> Self {
        Self::with(Sandbox::new(scenario), Service::None)
    }

    /// Where people log in at a service.
    pub(super) fn with(sandbox: Sandbox, service: Service) -> Self {
        let clock = Arc::new(AtomicU64::new(1_800_000_000));
        let (keys, receiver) = watch::channel(ring(&[1]));
        let door = door(&sandbox, service, receiver, &clock);
        let (hosts, _) = Hosts::base(ORIGIN).unwrap();
        let (router, end) = at(door.into(), Rules::Browser(hosts));
        Self {
            router,
            sandbox,
            clock,
            keys,
            end,
        }
    }

    /// Another replica with these keys, in front of the same cluster.
    pub(super) fn replica(&self, keys: &[u8]) -> Router {
        let door = door(&self.sandbox, Service::None, self::keys(keys), &self.clock);
        let (hosts, _) = Hosts::base(ORIGIN).unwrap();
        at(door.into(), Rules::Browser(hosts)).0
    }

    pub(super) fn later(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A browser that logged in with this token.
    pub(super) async fn logged_in(&self, token: &str) -> Browser {
        let browser = Browser::default();
        let answer = browser.log_in(&self.router, token).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        browser
    }
}

/// A door on this sandbox by itself.
pub(super) fn bare(sandbox: &Sandbox) -> Route {
    door(
        sandbox,
        Service::None,
        keys(&[1]),
        &Arc::new(AtomicU64::new(1_800_000_000)),
    )
}

fn door(
    sandbox: &Sandbox,
    service: Service,
    keys: watch::Receiver<Arc<KeyRing>>,
    clock: &Arc<AtomicU64>,
) -> Route {
    let clock = Arc::clone(clock);
    Route::new(route::Settings {
        base: ORIGIN.to_owned(),
        keys,
        api: Connection::from_service(sandbox.service()),
        service,
        client: (
            "registry-console".into(),
            Some("secret".into()),
            vec!["user:info".into()],
        ),
        outbound: Outbound::new(&[], false).unwrap(),
        paste: true,
        idle: Duration::from_secs(1_800),
        hops: 0,
        clock: Arc::new(move || clock.load(Ordering::SeqCst)),
    })
}

/// A console door on this sandbox, and what ends it.
pub(super) fn console(sandbox: &Sandbox) -> (Router, watch::Sender<bool>) {
    let door = ConsoleDoor::new(Connection::from_service(sandbox.service()), keys(&[7]));
    at(door.into(), Rules::Bearer)
}

/// A browser: its cookies, and the headers it sends.
#[derive(Default)]
pub(super) struct Browser {
    pub(super) cookies: RefCell<BTreeMap<String, String>>,
}

impl Browser {
    pub(super) fn cookie(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Sends a request with these headers and the browser's cookies, and keeps the cookies of the answer.
    pub(super) async fn send(
        &self,
        router: &Router,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let cookie = self.cookie();
        let headers = with(headers, &[("cookie", &cookie)]);
        let answer = send(router, request(method, path, &headers, body)).await;
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies
                    .borrow_mut()
                    .insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Opens a page.
    pub(super) async fn open(&self, router: &Router, path: &str) -> Answer {
        self.send(router, Method::GET, path, &NAVIGATE, "").await
    }

    /// Calls a server function.
    pub(super) async fn call(&self, router: &Router, path: &str) -> Answer {
        self.send(router, Method::POST, path, &CALL, "{}").await
    }

    /// Sends a plain form.
    pub(super) async fn submit(&self, router: &Router, path: &str, body: &str) -> Answer {
        self.send(router, Method::POST, path, &SUBMIT, body).await
    }

    /// Brings a token along.
    pub(super) async fn log_in(&self, router: &Router, token: &str) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token)
            .finish();
        self.submit(router, "/login/token", &body).await
    }

    /// The token of the forms on a page.
    pub(super) async fn form_token(&self, router: &Router) -> String {
        let page = self.open(router, "/state").await.text;
        let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

pub(super) const NAVIGATE: [(&str, &str); 4] = [
    ("host", HOST),
    ("sec-fetch-site", "none"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

pub(super) const CALL: [(&str, &str); 7] = [
    ("host", HOST),
    ("origin", ORIGIN),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-dest", "empty"),
    ("content-type", "application/json"),
    ("x-requested-with", "registry-console"),
];

pub(super) const SUBMIT: [(&str, &str); 6] = [
    ("host", HOST),
    ("origin", ORIGIN),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    ("content-type", "application/x-www-form-urlencoded"),
];

/// A call as the OpenShift console passes it on.
pub(super) fn passed_on(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let base = [
        ("host", "registry-console.registry-console.svc:9443"),
        ("content-type", "application/json"),
        ("x-requested-with", "registry-console"),
    ];
    request(Method::POST, path, &[&base[..], headers].concat(), "{}")
}
