//! The route door: who is let in, what it says to those who are not, and the guard in front of it.

use super::house::{Browser, CALL, HOST, House, NAVIGATE, ORIGIN, SUBMIT};
use crate::common::Answer;
use crate::common::{request, send, with};
use http::Method;
use sandbox::{Scenario, token};
use serde_json::json;
use server::doors::route::Service;
use server::outbound::Outbound;

fn cookies(answer: &Answer) -> Vec<&str> {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect()
}

#[tokio::test]
async fn nobody_is_led_to_the_login_with_a_page_and_told_401_with_anything_else() {
    let house = House::new(Scenario::ReadyClaim);
    let nobody = Browser::default();
    for (page, to) in [
        ("/", "%2F"),
        ("/state?to=Removed", "%2Fstate%3Fto%3DRemoved"),
        ("/unknown", "%2F"),
        ("//evil.example/", "%2F"),
    ] {
        let answer = nobody.open(&house.router, page).await;
        assert_eq!(answer.status, 303, "{page}");
        assert_eq!(answer.header("location"), format!("/login?to={to}"), "{page}");
    }
    let call = nobody.call(&house.router, "/api/overview/read").await;
    assert_eq!(
        (call.status.as_u16(), call.json()),
        (401, json!({"Cluster": "SignedOut"}))
    );
    let bare = with(&CALL, &[("content-type", "")]);
    for path in ["/events?topics=overview", "/proxy/imagestreams"] {
        let answer = nobody.send(&house.router, Method::GET, path, &bare, "").await;
        assert_eq!(answer.status, 401, "{path}");
    }
    for path in ["/forms/state", "/forms/state/apply", "/logout"] {
        assert_eq!(
            nobody.submit(&house.router, path, "to=Removed").await.status,
            401,
            "{path}"
        );
    }
    assert_eq!(house.sandbox.requests(), [], "the cluster was asked for nobody");
}

#[tokio::test]
async fn the_login_page_is_there_for_everybody_and_needs_no_script() {
    let house = House::new(Scenario::ReadyClaim);
    let answer = Browser::default()
        .open(&house.router, "/login?to=%2Fstate%3Fto%3DRemoved")
        .await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains("action=\"/login/token\""), "{}", answer.text);
    assert!(
        answer.text.contains("value=\"/state?to=Removed\""),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("type=\"module\""), "no module is loaded");
    assert_eq!(house.sandbox.requests(), []);
}

#[tokio::test]
async fn a_token_that_the_cluster_knows_opens_the_door_and_is_never_seen_again() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = Browser::default();
    let body = format!("token={}&to=%2Fstate%3Fto%3DRemoved%26x%3D1", token::ADMIN);
    let answer = browser.submit(&house.router, "/login/token", &body).await;
    assert_eq!(
        answer.status, 200,
        "a page, because a redirect would not carry a new strict cookie"
    );
    assert!(
        answer
            .text
            .contains("content=\"0;url=/state?to=Removed&amp;x=1\""),
        "{}",
        answer.text
    );
    let set = cookies(&answer);
    assert!(set[0].starts_with("__Host-registry-console="), "{set:?}");
    for cookie in set {
        for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
        }
    }
    let mut said = vec![answer.text];
    for page in ["/?wait=10", "/state", "/storage/setup", "/login", "/unknown"] {
        let answer = browser.open(&house.router, page).await;
        assert!(
            answer.status.is_success() || answer.status == 404,
            "{page} {}",
            answer.status
        );
        said.push(format!("{:?}{}", answer.headers, answer.text));
    }
    assert!(said[1].contains("data-user=\"admin\""), "{}", &said[1][..300]);
    said.push(browser.call(&house.router, "/api/overview/read").await.text);
    for text in said {
        assert!(!text.contains(token::ADMIN), "{text}");
    }
    assert!(house.sandbox.requests().iter().all(|asked| asked.user == "admin"));
}

#[tokio::test]
async fn a_wrong_token_stays_on_the_page_and_says_so() {
    let house = House::new(Scenario::ReadyClaim);
    for wrong in ["", "wrong", "a b", "ä", "Bearer x"] {
        let browser = Browser::default();
        let answer = browser.log_in(&house.router, wrong).await;
        assert_eq!(answer.status, 401, "{wrong:?}");
        assert!(
            answer.text.contains("The cluster does not accept this token."),
            "{}",
            answer.text
        );
        assert!(
            wrong.is_empty() || !answer.text.contains(&format!("value=\"{wrong}\"")),
            "it is not repeated"
        );
        assert!(browser.cookies.borrow().is_empty());
    }
}

#[tokio::test]
async fn a_login_by_another_page_is_refused_whatever_it_sends() {
    let house = House::new(Scenario::ReadyClaim);
    let body = format!("token={}", token::ADMIN);
    for changed in [
        &[("origin", "https://evil.apps.example")] as &[(&str, &str)],
        &[
            ("origin", "https://evil.apps.example"),
            ("sec-fetch-site", "same-site"),
        ],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "http://console.apps.example")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site")],
        &[("content-type", "text/plain")],
        &[("host", "evil.example")],
    ] {
        let answer = send(
            &house.router,
            request(Method::POST, "/login/token", &with(&SUBMIT, changed), &body),
        )
        .await;
        assert!(
            [403, 415, 421].contains(&answer.status.as_u16()),
            "{changed:?}: {}",
            answer.status
        );
        assert_eq!(cookies(&answer), [] as [&str; 0], "{changed:?}");
    }
    assert_eq!(house.sandbox.requests(), []);
}

#[tokio::test]
async fn only_the_consoles_own_name_and_origin_are_taken() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    let rows: [(&[(&str, &str)], u16); 12] = [
        (&[], 200),
        (&[("sec-fetch-site", "")], 200),
        (&[("origin", "")], 200),
        (&[("origin", ""), ("sec-fetch-site", "")], 403),
        (
            &[
                ("origin", "https://other.apps.example"),
                ("sec-fetch-site", "same-site"),
            ],
            403,
        ),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("origin", "http://console.apps.example")], 403),
        (&[("host", "127.0.0.1:8443")], 421),
        (&[("host", "console.apps.example.evil.example")], 421),
        (&[("x-requested-with", "")], 403),
        (&[("sec-fetch-dest", "iframe")], 403),
    ];
    for (changed, status) in rows {
        let answer = browser
            .send(
                &house.router,
                Method::POST,
                "/api/overview/read",
                &with(&CALL, changed),
                "{}",
            )
            .await;
        assert_eq!(answer.status.as_u16(), status, "{changed:?}");
        assert!(answer.headers.get("access-control-allow-origin").is_none());
    }
    let forwarded = [
        ("x-forwarded-host", HOST),
        ("x-forwarded-proto", "https"),
        ("forwarded", "host=console.apps.example"),
    ];
    let lied = with(&with(&CALL, &[("host", "evil.example")]), &forwarded);
    let answer = browser
        .send(&house.router, Method::POST, "/api/overview/read", &lied, "{}")
        .await;
    assert_eq!(answer.status, 421, "what proxies say decides nothing");
}

#[tokio::test]
async fn no_page_on_the_way_in_ever_leads_to_another_host() {
    let house = House::new(Scenario::ReadyClaim);
    for wish in [
        "//evil.example",
        "/\\evil.example",
        "%09//evil.example",
        "https:evil.example",
        "javascript:alert(1)",
    ] {
        let to: String = form_urlencoded::byte_serialize(wish.as_bytes()).collect();
        let page = Browser::default()
            .open(&house.router, &format!("/login?to={to}"))
            .await;
        assert!(
            !page.text.contains("evil.example") && !page.text.contains("alert"),
            "{wish}"
        );
        let body = format!("token={}&to={to}", token::ADMIN);
        let entered = Browser::default()
            .submit(&house.router, "/login/token", &body)
            .await;
        assert!(
            entered.text.contains("content=\"0;url=/\""),
            "{wish}: {}",
            entered.text
        );
    }
}

#[tokio::test]
async fn an_answer_nobody_asked_for_is_refused_and_no_token_is_asked_for() {
    // Nothing listens there: a request would be told as one that failed.
    let service = Service::OpenShift {
        api_server: "http://127.0.0.1:9".into(),
        api: Outbound::new(&[], false).unwrap(),
    };
    let house = House::with(sandbox::Sandbox::new(Scenario::ReadyClaim), service);
    for query in [
        "",
        "?code=c",
        "?code=c&state=s",
        "?state=",
        "?code=c&state=s&state=t",
        "?error=access_denied&state=s",
    ] {
        let answer = Browser::default()
            .open(&house.router, &format!("/login/callback{query}"))
            .await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(
            answer.text.contains("begun in another browser"),
            "{}",
            answer.text
        );
        assert!(cookies(&answer).iter().all(|cookie| cookie.contains("Max-Age=0")));
    }
    let guessed = with(&NAVIGATE, &[("sec-purpose", "prefetch")]);
    let answer = send(
        &house.router,
        request(Method::GET, "/login/callback?code=c&state=s", &guessed, ""),
    )
    .await;
    assert_eq!(answer.status, 405);
    let answer = Browser::default().open(&house.router, "/login/start").await;
    assert_eq!(answer.status, 502);
    assert!(
        answer.text.contains("The login service does not answer"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn too_many_logins_from_one_address_are_asked_to_wait() {
    let house = House::new(Scenario::ReadyClaim);
    let mut refused = None;
    for _ in 0..200 {
        let answer = Browser::default().log_in(&house.router, "wrong").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status, 401);
    }
    let refused = refused.expect("nobody was ever asked to wait");
    assert_eq!(refused.header("retry-after"), "60");
    assert!(refused.text.contains("too many logins"), "{}", refused.text);
}

#[tokio::test]
async fn logging_out_needs_a_form_of_the_sessions_own_pages() {
    let house = House::new(Scenario::ReadyClaim);
    let (browser, other) = (
        house.logged_in(token::ADMIN).await,
        house.logged_in(token::ADMIN).await,
    );
    let theirs = other.form_token(&house.router).await;
    for forged in ["", "token=", "token=AAAA", &format!("token={theirs}")] {
        assert_eq!(
            browser.submit(&house.router, "/logout", forged).await.status,
            403,
            "{forged}"
        );
    }
    let get = browser.open(&house.router, "/logout").await;
    assert_eq!(get.status, 405, "a link changes nothing");
    assert_eq!(
        browser.call(&house.router, "/api/overview/read").await.status,
        200
    );
    let own = browser.form_token(&house.router).await;
    let answer = browser
        .submit(&house.router, "/logout", &format!("token={own}"))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/signed-out")
    );
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(browser.cookies.borrow().is_empty());
    assert_eq!(
        browser.call(&house.router, "/api/overview/read").await.status,
        401
    );
    assert_eq!(browser.open(&house.router, "/signed-out").await.status, 200);
}

#[tokio::test]
async fn every_address_of_the_door_carries_the_headers_that_protect_it() {
    let house = House::new(Scenario::ReadyClaim);
    let browser = house.logged_in(token::ADMIN).await;
    for path in [
        "/",
        "/login",
        "/login/start",
        "/login/callback",
        "/signed-out",
        "/unknown",
        "/favicon.svg",
    ] {
        let answer = browser.open(&house.router, path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"),
            "{path} {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
    }
    assert_eq!(ORIGIN, "https://console.apps.example");
}
