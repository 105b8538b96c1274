//! How long a login lasts, who shares it, and what ends it.

use super::house::{Browser, House};
use crate::common::with;
use axum::body::Body;
use futures_util::StreamExt as _;
use http::Request;
use sandbox::{Scenario, token};
use std::time::Duration;
use tower::ServiceExt as _;

#[tokio::test]
async fn a_login_that_nobody_uses_ends_after_half_an_hour_and_use_keeps_it() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    for _ in 0..4 {
        house.later(1_700);
        assert_eq!(
            browser.call(&house.router, "/api/overview/read").await.status,
            200
        );
    }
    house.later(1_800);
    assert_eq!(
        browser.call(&house.router, "/api/overview/read").await.status,
        401
    );
    assert!(browser.cookies.borrow().is_empty(), "what ended is taken away");
}

#[tokio::test]
async fn a_login_ends_after_eight_hours_however_much_it_is_used() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    let mut hours = 0;
    while browser.call(&house.router, "/api/overview/read").await.status == 200 {
        house.later(1_200);
        hours += 1;
        assert!(hours <= 24, "it never ended");
    }
    assert_eq!(hours, 24, "8 h in steps of 20 min");
}

#[tokio::test]
async fn replicas_that_share_a_key_share_logins_and_forms() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    let replica = house.replica(&[1]);
    assert_eq!(browser.call(&replica, "/api/overview/read").await.status, 200);
    let form = browser.form_token(&house.router).await;
    let answer = browser
        .submit(&replica, "/forms/state", &format!("token={form}&to=Unmanaged"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let (_, rest) = answer.text.split_once("name=\"hash\" value=\"").unwrap();
    let hash = rest.split('"').next().unwrap();
    let apply = format!("token={form}&to=Unmanaged&hash={hash}&confirmation=yes");
    let answer = browser.submit(&house.router, "/forms/state/apply", &apply).await;
    assert_eq!(
        answer.status, 303,
        "a plan shown by one replica is carried out by another: {}",
        answer.text
    );
    let stranger = house.replica(&[2]);
    assert_eq!(browser.call(&stranger, "/api/overview/read").await.status, 401);
}

#[tokio::test]
async fn a_key_is_exchanged_without_anybody_noticing() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    let before = browser.cookies.borrow().clone();
    house.keys.send(super::house::ring(&[2, 1])).unwrap();
    assert_eq!(
        browser.call(&house.router, "/api/overview/read").await.status,
        200
    );
    assert_ne!(before, *browser.cookies.borrow(), "sealed anew with the new key");
    house.keys.send(super::house::ring(&[2])).unwrap();
    assert_eq!(
        browser.call(&house.router, "/api/overview/read").await.status,
        200
    );
    let old = Browser {
        cookies: before.into(),
    };
    assert_eq!(old.call(&house.router, "/api/overview/read").await.status, 401);
    // Lost keys are a clean login, no failure.
    house.keys.send(super::house::ring(&[9])).unwrap();
    assert_eq!(browser.open(&house.router, "/").await.status, 303);
}

#[tokio::test]
async fn each_login_is_a_session_of_its_own() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    let before = browser.cookies.borrow().clone();
    assert_eq!(browser.log_in(&house.router, token::READER).await.status, 200);
    assert_ne!(before, *browser.cookies.borrow());
    assert!(
        browser
            .open(&house.router, "/?wait=10")
            .await
            .text
            .contains("data-user=\"reader\"")
    );
}

#[tokio::test]
async fn a_token_that_the_cluster_no_longer_knows_ends_the_session_at_once() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    house.sandbox.faults().expire_tokens();
    let call = browser.call(&house.router, "/api/overview/read").await;
    assert_eq!(call.status, 401, "{}", call.text);
    assert!(browser.cookies.borrow().is_empty());

    let again = House::new(Scenario::ReadyClaim);
    let browser = again.logged_in(token::ADMIN).await;
    again.sandbox.faults().expire_tokens();
    let page = browser.open(&again.router, "/state?to=Removed").await;
    assert_eq!(
        (page.status.as_u16(), page.header("location")),
        (303, "/login?to=%2Fstate%3Fto%3DRemoved")
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_the_login_does() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    // Two minutes before its end.
    for _ in 0..23 {
        house.later(1_200);
        assert_eq!(
            browser.call(&house.router, "/api/overview/read").await.status,
            200
        );
    }
    house.later(1_080);
    let cookies = browser.cookies.borrow().clone();
    let cookie: Vec<String> = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let cookie = cookie.join("; ");
    let headers = with(&super::house::CALL, &[("content-type", ""), ("cookie", &cookie)]);
    let mut request = Request::get("/events?topics=overview");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = house
        .router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert!(
        answer.headers().get("set-cookie").is_none(),
        "a stream is no use of a login"
    );
    let mut body = answer.into_body().into_data_stream();
    let mut said = String::new();
    // They pass at once: the clock of the runtime is paused and moves when there is nothing else to do.
    let read = async {
        while let Some(Ok(bytes)) = body.next().await {
            said.push_str(&String::from_utf8_lossy(&bytes));
        }
    };
    tokio::time::timeout(Duration::from_secs(600), read)
        .await
        .unwrap();
    assert!(said.contains("event: overview"), "{said}");
    let last = said.trim_end().rsplit("\n\n").next().unwrap();
    assert!(last.starts_with("event: signed-out"), "{last}");
}

#[tokio::test]
async fn a_forged_cookie_is_nobody_whatever_is_changed_in_it() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    let (name, value) = browser
        .cookies
        .borrow()
        .iter()
        .next()
        .map(|(n, v)| (n.clone(), v.clone()))
        .unwrap();
    let asked = house.sandbox.requests().len();
    for position in (0..value.len()).step_by(7) {
        let mut forged = value.clone().into_bytes();
        forged[position] = if forged[position] == b'A' { b'B' } else { b'A' };
        if forged == value.as_bytes() {
            continue;
        }
        let other = Browser {
            cookies: [(name.clone(), String::from_utf8(forged).unwrap())]
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>()
                .into(),
        };
        assert_eq!(
            other.call(&house.router, "/api/overview/read").await.status,
            401,
            "{position}"
        );
    }
    assert_eq!(
        house.sandbox.requests().len(),
        asked,
        "the cluster was asked for a forger"
    );
}
