//! The console door: one bearer token says who asks, and nothing else does.

use super::house::{console, keys, passed_on, ring};
use crate::common::{at, request, send};
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use cluster::Connection;
use http::{HeaderMap, Method, Request, Response};
use http_body_util::BodyExt as _;
use leptos::server_fn::axum::server_fn_paths;
use registry::change::Change;
use registry::objects::ManagementState;
use registry::state::StateForm;
use sandbox::{Sandbox, Scenario, token};
use serde_json::json;
use server::doors::ConsoleDoor;
use server::guard::Rules;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn one_bearer_token_opens_it_and_nothing_else_does() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = console(&sandbox);
    let admin = bearer(token::ADMIN);
    let basic = "Basic YWRtaW46YWRtaW4=";
    for (path, _) in server_fn_paths() {
        for refused in [
            &[] as &[(&str, &str)],
            &[("authorization", "")],
            &[("authorization", basic)],
            &[("authorization", token::ADMIN)],
            &[("authorization", &admin), ("authorization", &admin)],
            &[("authorization", &admin), ("authorization", basic)],
            &[("cookie", "openshift-session-token=x; __Host-registry-console=x")],
            &[("x-forwarded-access-token", token::ADMIN)],
        ] {
            let answer = send(&router, passed_on(path, refused)).await;
            assert_eq!(
                (answer.status.as_u16(), answer.json()),
                (401, json!({"Cluster": "SignedOut"})),
                "{path} {refused:?}"
            );
        }
        let query = format!("{path}?token={}&access_token={}", token::ADMIN, token::ADMIN);
        assert_eq!(send(&router, passed_on(&query, &[])).await.status, 401, "{path}");
    }
    assert_eq!(sandbox.requests(), [], "the cluster was asked for nobody");
    let answer = send(
        &router,
        passed_on("/api/overview/read", &[("authorization", &admin)]),
    )
    .await;
    assert_eq!(answer.status, 200);
    assert!(sandbox.requests().iter().all(|asked| asked.user == "admin"));
}

#[tokio::test]
async fn it_sets_no_cookie_and_has_no_page_and_no_form() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = console(&sandbox);
    let admin = bearer(token::ADMIN);
    let headers = [
        ("host", "x"),
        ("authorization", admin.as_str()),
        ("x-requested-with", "registry-console"),
    ];
    for (method, path, status) in [
        (Method::GET, "/", 404),
        (Method::GET, "/state", 404),
        (Method::GET, "/login", 404),
        (Method::GET, "/launch?token=x", 404),
        (Method::GET, "/favicon.svg", 404),
        (Method::POST, "/forms/state", 404),
        (Method::POST, "/logout", 404),
        (Method::GET, "/api/overview/read", 405),
        (Method::GET, "/plugin/favicon.svg", 200),
        (Method::GET, "/plugin/pkg/registry-console.0.js", 200),
        (Method::GET, "/plugin/..%2fapi", 404),
        (Method::GET, "/plugin/nothing.js", 404),
        (Method::GET, "/plugin", 404),
        (Method::GET, "/proxy/imagestreams", 200),
    ] {
        let answer = send(&router, request(method.clone(), path, &headers, "")).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text);
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
        assert!(answer.headers.get("location").is_none(), "{path}");
        assert!(
            answer.headers.get("access-control-allow-origin").is_none(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_manifest_and_the_texts_need_no_token_and_are_never_stale() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = console(&sandbox);
    let manifest = send(
        &router,
        request(Method::GET, "/plugin/plugin-manifest.json", &[("host", "x")], ""),
    )
    .await;
    assert_eq!(
        (manifest.status.as_u16(), manifest.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(manifest.header("cache-control"), "no-cache");
    assert_eq!(manifest.json()["name"], "registry-console");
    let script = manifest.json()["loadScripts"][0].as_str().unwrap().to_owned();
    let script = send(
        &router,
        request(Method::GET, &format!("/plugin/{script}"), &[("host", "x")], ""),
    )
    .await;
    assert_eq!(script.status, 200);
    for (path, status) in [
        ("/plugin/locales/en/plugin__registry-console.json", 200),
        ("/plugin/locales/ja/plugin__registry-console.json", 200),
        ("/plugin/locales/en/plugin__other.json", 404),
        ("/plugin/locales/a/b/plugin__registry-console.json", 404),
    ] {
        let answer = send(&router, request(Method::GET, path, &[("host", "x")], "")).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
    }
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn what_the_console_strips_is_not_missed_and_what_it_cannot_make_a_browser_send_is() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = console(&sandbox);
    let admin = bearer(token::ADMIN);
    let base = [("authorization", admin.as_str())];
    for fine in [
        &[] as &[(&str, &str)],
        &[
            ("origin", "https://console-openshift-console.apps.example"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[(
            "referer",
            "https://console-openshift-console.apps.example/image-registry",
        )],
        &[("x-forwarded-for", "1.2.3.4"), ("x-forwarded-host", "y")],
    ] {
        let answer = send(
            &router,
            passed_on("/api/overview/read", &[&base[..], fine].concat()),
        )
        .await;
        assert_eq!(answer.status, 200, "{fine:?}");
    }
    let bare = [
        ("host", "x"),
        ("authorization", admin.as_str()),
        ("content-type", "application/json"),
    ];
    assert_eq!(
        send(&router, request(Method::POST, "/api/overview/read", &bare, "{}"))
            .await
            .status,
        403
    );
    let form = [
        ("host", "x"),
        ("authorization", admin.as_str()),
        ("x-requested-with", "registry-console"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    assert_eq!(
        send(&router, request(Method::POST, "/api/overview/read", &form, "{}"))
            .await
            .status,
        415
    );
}

/// An API server that notes the heads of its requests.
fn noting() -> (Connection, Arc<Mutex<Vec<HeaderMap>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heads = Arc::clone(&seen);
    let service = tower::service_fn(move |request: Request<kube_body::Body>| {
        heads.lock().unwrap().push(request.headers().clone());
        async move {
            let body = http_body_util::Full::new(Bytes::from_static(b"{\"kind\":\"List\",\"items\":[]}"));
            Ok::<_, Infallible>(Response::new(body))
        }
    });
    (Connection::from_service(service), seen)
}

mod kube_body {
    //! The kind of body that the port sends.
    pub(super) use kube::client::Body;
}

#[tokio::test]
async fn the_api_server_sees_our_headers_only_and_whom_the_console_wants_to_be_seen_as() {
    let (api, seen) = noting();
    let router: Router = at(ConsoleDoor::new(api, keys(&[7])).into(), Rules::Bearer).0;
    let sent = [
        ("authorization", "Bearer canary-token"),
        ("impersonate-user", "dana"),
        ("impersonate-group", "developers"),
        ("impersonate-group", "system:authenticated"),
        ("x-remote-user", "root"),
        ("x-remote-group", "system:masters"),
        ("x_forwarded_user", "root"),
        ("x-forwarded-for", "1.2.3.4"),
        ("connection", "authorization, impersonate-user"),
        ("cookie", "a=b"),
        ("x-csrftoken", "c"),
    ];
    let answer = send(&router, passed_on("/api/overview/read", &sent)).await;
    assert_eq!(answer.status, 200);
    let seen = seen.lock().unwrap();
    assert!(!seen.is_empty());
    for head in seen.iter() {
        let ours = [
            "accept",
            "authorization",
            "content-type",
            "host",
            "impersonate-group",
            "impersonate-user",
            "user-agent",
        ];
        assert!(head.keys().all(|name| ours.contains(&name.as_str())), "{head:?}");
        assert_eq!(head["authorization"], "Bearer canary-token");
        assert_eq!(head["impersonate-user"], "dana");
        let groups: Vec<_> = head.get_all("impersonate-group").iter().collect();
        assert_eq!(groups, ["developers", "system:authenticated"]);
    }
}

#[tokio::test]
async fn half_an_impersonation_is_refused_and_nobody_is_asked() {
    let (api, seen) = noting();
    let router: Router = at(ConsoleDoor::new(api, keys(&[7])).into(), Rules::Bearer).0;
    for half in [
        &[("impersonate-group", "system:masters")] as &[(&str, &str)],
        &[("impersonate-user", "a"), ("impersonate-user", "b")],
        &[("impersonate-user", "a"), ("impersonate-uid", "0")],
        &[("impersonate-user", "a"), ("impersonate-extra-scopes", "x")],
    ] {
        let sent = [&[("authorization", "Bearer t")], half].concat();
        assert_eq!(
            send(&router, passed_on("/api/overview/read", &sent)).await.status,
            401,
            "{half:?}"
        );
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn two_users_at_the_same_moment_never_see_each_others_answers() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = console(&sandbox);
    let rounds = if std::env::var_os("RC_LONG").is_some() {
        1_000
    } else {
        100
    };
    let ask = |token: &'static str| {
        let router = router.clone();
        async move {
            let header = bearer(token);
            send(
                &router,
                passed_on("/api/overview/read", &[("authorization", &header)]),
            )
            .await
            .text
        }
    };
    let (full, bare) = (ask(token::ADMIN).await, ask(token::NOBODY).await);
    assert_ne!(full, bare);
    assert!(bare.contains("Forbidden"), "{bare}");
    for _ in 0..rounds {
        let (admin, nobody) = tokio::join!(ask(token::ADMIN), ask(token::NOBODY));
        assert_eq!(nobody, bare);
        assert!(!admin.contains("Forbidden"));
    }
}

#[tokio::test]
async fn a_stream_takes_the_token_too_and_ends_when_it_does() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, _end) = console(&sandbox);
    let admin = bearer(token::ADMIN);
    let headers = [
        ("host", "x"),
        ("authorization", admin.as_str()),
        ("x-requested-with", "registry-console"),
    ];
    let ask = |headers: &[(&str, &str)]| {
        use tower::ServiceExt as _;
        router
            .clone()
            .oneshot(request(Method::GET, "/events?topics=overview", headers, ""))
    };
    assert_eq!(ask(&headers[..1]).await.unwrap().status(), 403);
    assert_eq!(ask(&[headers[0], headers[2]]).await.unwrap().status(), 401);
    let answer = ask(&headers).await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut body: Body = answer.into_body();
    let mut said = String::new();
    let mut expired = false;
    while let Some(frame) = body.frame().await {
        said.push_str(&String::from_utf8_lossy(
            &frame.unwrap().into_data().unwrap_or_default(),
        ));
        if said.contains("event: overview") && !expired {
            expired = true;
            sandbox.faults().expire_tokens();
            sandbox.faults().close_watches();
        }
    }
    assert!(said.contains("event: signed-out"), "{said}");
}

#[tokio::test]
async fn a_plan_is_carried_out_by_another_replica_after_a_new_session_key_without_a_restart() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let api = || Connection::from_service(sandbox.service());
    let (change, following) = watch::channel(ring(&[1]));
    let (running, _end) = at(ConsoleDoor::new(api(), following).into(), Rules::Bearer);
    let (fresh, _end) = at(ConsoleDoor::new(api(), keys(&[2, 1])).into(), Rules::Bearer);
    let admin = bearer(token::ADMIN);
    let ask = |router: Router, path: &'static str, body: serde_json::Value| {
        let mut request = passed_on(path, &[("authorization", &admin)]);
        *request.body_mut() = Body::from(body.to_string());
        async move { send(&router, request).await }
    };
    let form = Change::State(StateForm {
        to: ManagementState::Unmanaged,
        keep_data: false,
    });
    let review = |router| ask(router, "/api/plan/review", json!({"change": form}));
    let run = |router, hash: &serde_json::Value| {
        ask(
            router,
            "/api/plan/run",
            json!({"change": form, "hash": hash, "confirmation": "yes"}),
        )
    };
    let shown = review(running.clone()).await.json()["hashes"][0].clone();
    assert!(shown.is_string());
    let refused = run(fresh.clone(), &shown).await;
    assert_eq!(refused.status, 409, "another key: {}", refused.text);
    change.send(ring(&[2, 1])).unwrap();
    let shown = review(running).await.json()["hashes"][0].clone();
    let done = run(fresh, &shown).await;
    assert_eq!(done.status, 200, "{}", done.text);
}
