//! Logging out of a login at OpenShift: the token's object is deleted, and when it is not, that is said.

use super::house::{Browser, CALL, House};
use crate::common::with;
use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt as _;
use http::Request;
use sandbox::{Sandbox, Scenario, token};
use serde_json::json;
use server::doors::route::Service;
use server::outbound::Outbound;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

const TOKENS: &str = "/apis/oauth.openshift.io/v1/oauthaccesstokens";
const TOKEN: &str = "sha256~of-the-login-service";

fn name() -> String {
    let (_, secret) = TOKEN.split_once('~').unwrap();
    format!("sha256~{}", URL_SAFE_NO_PAD.encode(Sha256::digest(secret)))
}

async fn as_admin(sandbox: &Sandbox, method: &str, path: &str, body: String) -> u16 {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", token::ADMIN))
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    sandbox
        .service()
        .oneshot(request)
        .await
        .unwrap()
        .status()
        .as_u16()
}

/// A login service that gives everybody the one token, which the cluster knows as dana's.
async fn house() -> House {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let described = json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
    });
    let router = Router::new()
        .route(
            "/.well-known/oauth-authorization-server",
            get(move || async move { axum::Json(described) }),
        )
        .route(
            "/token",
            post(|| async {
                axum::Json(json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 86_400}))
            }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let object = json!({"metadata": {"name": name()}, "clientName": "registry-console", "userName": "reader",
        "scopes": ["user:full"], "expiresIn": 86_400});
    assert_eq!(as_admin(&sandbox, "POST", TOKENS, object.to_string()).await, 201);
    let service = Service::OpenShift {
        api_server: url,
        api: Outbound::new(&[], false).unwrap(),
    };
    House::with(sandbox, service)
}

async fn logged_in(house: &House) -> Browser {
    let browser = Browser::default();
    let start = browser.open(&house.router, "/login/start").await;
    assert_eq!(start.status, 303, "{}", start.text);
    let (_, query) = start.header("location").split_once('?').unwrap();
    let (_, state) = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "state")
        .unwrap();
    let entered = browser
        .open(&house.router, &format!("/login/callback?code=c&state={state}"))
        .await;
    assert_eq!(entered.status, 200, "{}", entered.text);
    browser
}

async fn leave(house: &House, browser: &Browser) -> crate::common::Answer {
    let form = browser.form_token(&house.router).await;
    browser
        .submit(&house.router, "/logout", &format!("token={form}"))
        .await
}

#[tokio::test]
async fn logging_out_deletes_the_token_and_a_copied_cookie_is_nobodys() {
    let house = house().await;
    let browser = logged_in(&house).await;
    let copy = Browser {
        cookies: browser.cookies.borrow().clone().into(),
    };
    assert_eq!(copy.call(&house.router, "/api/overview/read").await.status, 200);
    assert_eq!(leave(&house, &browser).await.status, 303);
    let path = format!("{TOKENS}/{}", name());
    assert_eq!(as_admin(&house.sandbox, "GET", &path, String::new()).await, 404);
    assert_eq!(copy.call(&house.router, "/api/overview/read").await.status, 401);
}

#[tokio::test]
async fn a_token_that_could_not_be_deleted_is_said_and_the_browser_is_logged_out_all_the_same() {
    let house = house().await;
    let browser = logged_in(&house).await;
    house
        .sandbox
        .faults()
        .fail_next("delete", "useroauthaccesstokens", 500);
    let answer = leave(&house, &browser).await;
    assert_eq!(answer.status, 502);
    assert!(
        answer.text.contains("the token was not revoked"),
        "{}",
        answer.text
    );
    assert!(browser.cookies.borrow().is_empty());
    assert_eq!(
        browser.call(&house.router, "/api/overview/read").await.status,
        401
    );
}

#[tokio::test]
async fn the_stream_of_another_tab_says_that_the_login_ended_when_one_logs_out() {
    let house = house().await;
    let browser = logged_in(&house).await;
    let cookie = browser.cookie();
    let mut request = Request::get("/events?topics=overview");
    for (name, value) in with(&CALL, &[("content-type", ""), ("cookie", &cookie)]) {
        request = request.header(name, value);
    }
    let tab = house.router.clone().oneshot(request.body(Body::empty()).unwrap());
    let mut tab = tab.await.unwrap().into_body().into_data_stream();
    let mut said = String::new();
    let mut left = false;
    let read = async {
        while let Some(bytes) = tab.next().await {
            said.push_str(&String::from_utf8_lossy(&bytes.unwrap()));
            if said.contains("event: overview") && !left {
                left = true;
                assert_eq!(leave(&house, &browser).await.status, 303);
                // The API server ends every watch within a minute; the next one needs the token again.
                house.sandbox.faults().close_watches();
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(90), read).await.unwrap();
    let last = said.trim_end().rsplit("\n\n").next().unwrap();
    assert!(last.starts_with("event: signed-out"), "{last}");
}
