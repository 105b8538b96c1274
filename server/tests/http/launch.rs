//! The locked door: a launch address that works once, and the cookie it is swapped for.

use crate::common::{Answer, behind, navigate, request, send, session, user, with};
use axum::Router;
use http::Method;
use sandbox::{Sandbox, Scenario, token};
use server::doors::Local;
use server::doors::local::{LIFETIME, Launch};
use std::time::Duration;
use tokio::sync::watch;

fn locked(lifetime: Duration) -> (Router, String, watch::Sender<bool>) {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let (launch, token) = Launch::new(lifetime).unwrap();
    let door = Local::locked(session(user(&sandbox, token::ADMIN)), launch, 8080).unwrap();
    let (router, end) = behind(door);
    (router, token, end)
}

async fn open(router: &Router, cookie: &str) -> Answer {
    let headers = with(&[("host", "127.0.0.1:8080")], &[("cookie", cookie)]);
    send(router, request(Method::GET, "/", &headers, "")).await
}

#[tokio::test]
async fn the_launch_address_opens_the_console_once() {
    let (router, token, _end) = locked(LIFETIME);
    let closed = open(&router, "").await;
    assert_eq!(closed.status, 401);
    assert!(closed.text.contains("terminal"), "{}", closed.text);

    let address = format!("/launch?token={token}");
    let first = send(&router, navigate(&address)).await;
    assert_eq!(first.status, 200);
    assert!(first.text.contains("url=/"), "goes on by itself");
    assert!(!first.text.contains(&token));
    let cookie = first.header("set-cookie").to_owned();
    let (pair, attributes) = cookie.split_once(';').unwrap();
    assert_eq!(attributes, " Path=/; HttpOnly; SameSite=Strict");
    let (name, value) = pair.split_once('=').unwrap();
    assert_eq!(name, "registry-console-8080");
    assert!(value.len() >= 43 && value != token, "256 bits of its own");

    assert_eq!(open(&router, pair).await.status, 200);
    assert_eq!(
        open(&router, &format!("other=1; {pair}; more=2")).await.status,
        200
    );
    for wrong in [
        "registry-console-8080=x".to_owned(),
        format!("registry-console-8081={value}"),
        format!("registry-console-8080={token}"),
        format!("registry-console-8080={value}x"),
        format!("registry-console-8080=\"{value}\""),
    ] {
        assert_eq!(open(&router, &wrong).await.status, 401, "{wrong}");
    }

    let again = send(&router, navigate(&address)).await;
    assert_eq!(again.status, 401);
    assert!(
        again.text.contains("used before") && again.text.contains("terminal"),
        "{}",
        again.text
    );
    assert!(again.headers.get("set-cookie").is_none());
    assert_eq!(open(&router, pair).await.status, 200, "the first browser stays");
}

#[tokio::test]
async fn guesses_glances_and_old_addresses_open_nothing() {
    let (router, token, _end) = locked(LIFETIME);
    for query in [
        "".to_owned(),
        "?token=".into(),
        "?token=x".into(),
        format!("?Token={token}"),
        format!("?token={token}x"),
    ] {
        let answer = send(&router, navigate(&format!("/launch{query}"))).await;
        assert_eq!(answer.status, 401, "{query}");
        assert!(answer.headers.get("set-cookie").is_none(), "{query}");
    }
    // Neither a HEAD nor a prefetch uses it up.
    let address = format!("/launch?token={token}");
    let host = ("host", "127.0.0.1:8080");
    assert_eq!(
        send(&router, request(Method::HEAD, &address, &[host], ""))
            .await
            .status,
        405
    );
    let guess = [host, ("sec-purpose", "prefetch;prerender")];
    assert_eq!(
        send(&router, request(Method::GET, &address, &guess, ""))
            .await
            .status,
        401
    );
    assert_eq!(send(&router, navigate(&address)).await.status, 200);

    let (router, token, _end) = locked(Duration::ZERO);
    let answer = send(&router, navigate(&format!("/launch?token={token}"))).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn without_a_session_only_files_and_the_launch_address_answer() {
    let (router, _, _end) = locked(LIFETIME);
    for path in ["/", "/state", "/storage/setup", "/nowhere", "/?wait=10"] {
        assert_eq!(send(&router, navigate(path)).await.status, 401, "{path}");
    }
    assert_eq!(send(&router, navigate("/pkg/page.0.css")).await.status, 200);
    assert_eq!(send(&router, crate::common::listen("overview")).await.status, 401);
}
