//! The port for those who run the console.

use crate::common::{PORT, call, counted, request, send, session};
use crate::scripted::Panics;
use axum::Router;
use cluster::Connection;
use http::Method;
use sandbox::{Sandbox, Scenario, token};
use server::doors::Local;
use server::guard::{Hosts, Rules};
use server::ops::{Metrics, Ops, router};
use std::sync::Arc;
use tokio::sync::watch;

fn port(sandbox: &Sandbox) -> (Router, watch::Sender<bool>) {
    showing(sandbox, Arc::default())
}

fn showing(sandbox: &Sandbox, metrics: Arc<Metrics>) -> (Router, watch::Sender<bool>) {
    let (end, ending) = watch::channel(false);
    let ops = Ops {
        metrics,
        api: Connection::from_service(sandbox.service()),
        ending,
    };
    (router(ops), end)
}

#[tokio::test]
async fn it_is_alive_whatever_the_cluster_does_and_not_ready_once_it_ends() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    sandbox.faults().down(true);
    let (router, end) = port(&sandbox);
    let ask = |path| send(&router, request(Method::GET, path, &[], ""));
    for path in ["/healthz", "/readyz"] {
        let answer = ask(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (200, "ok\n"),
            "{path}"
        );
    }
    end.send(true).unwrap();
    assert_eq!(ask("/readyz").await.status, 503);
    assert_eq!(ask("/healthz").await.status, 200);
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn figures_are_for_those_whom_the_cluster_lets_see_them() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = port(&sandbox);
    let ask = |headers: Vec<(&'static str, String)>| {
        let router = router.clone();
        async move {
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            send(&router, request(Method::GET, "/metrics", &headers, "")).await
        }
    };
    let with = |token: &str| vec![("authorization", format!("Bearer {token}"))];
    assert_eq!(ask(vec![]).await.status, 401);
    assert_eq!(ask(with("unknown")).await.status, 401);
    assert_eq!(ask(with(token::NOBODY)).await.status, 403);
    let answer = ask(with(token::ADMIN)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(
        answer
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    assert!(
        answer.text.contains("registry_console_build_info{version=\""),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("admin"), "figures name nobody");
}

#[tokio::test]
async fn a_panic_is_counted_and_the_console_goes_on() {
    let metrics = Arc::new(Metrics::default());
    let door = Local::open(session(Arc::new(Panics))).unwrap();
    let (console, _end) = counted(
        door.into(),
        Rules::Browser(Hosts::loopback(PORT)),
        Arc::clone(&metrics),
    );
    for _ in 0..2 {
        assert_eq!(send(&console, call("/api/overview/read", "{}")).await.status, 500);
    }
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _ending) = showing(&sandbox, metrics);
    let token = format!("Bearer {}", token::ADMIN);
    let shown = send(
        &router,
        request(Method::GET, "/metrics", &[("authorization", &token)], ""),
    )
    .await;
    assert!(
        shown.text.contains("registry_console_panics_total 2\n"),
        "{}",
        shown.text
    );
}
