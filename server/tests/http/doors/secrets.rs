//! What belongs to a login is in no answer and in no line of the log, at any level.

use super::house::{Browser, House, console, passed_on};
use crate::common::send;
use crate::logged;
use sandbox::{Sandbox, Scenario, token};
use server::doors::route::Service;
use server::outbound::Outbound;

#[tokio::test]
async fn token_cookie_code_and_state_are_logged_nowhere_and_who_came_is() {
    logged::begin();
    let service = Service::OpenShift {
        api_server: "http://127.0.0.1:9".into(),
        api: Outbound::new(&[], false).unwrap(),
    };
    let house = House::with(Sandbox::new(Scenario::ReadyClaim), service);
    let browser = house.logged_in(token::DEVELOPER).await;
    let cookie = browser.cookies.borrow().values().next().cloned().unwrap();
    let form = browser.form_token(&house.router).await;
    let mut said = Vec::new();
    said.push(browser.open(&house.router, "/?wait=10").await);
    said.push(browser.call(&house.router, "/api/overview/read").await);
    said.push(
        browser
            .open(
                &house.router,
                "/login/callback?code=code-canary-1&state=state-canary-2",
            )
            .await,
    );
    said.push(Browser::default().log_in(&house.router, "token-canary-3").await);
    said.push(
        browser
            .submit(&house.router, "/logout", &format!("token={form}"))
            .await,
    );
    let (router, _end) = console(&house.sandbox);
    said.push(
        send(
            &router,
            passed_on(
                "/api/overview/read",
                &[("authorization", "Bearer bearer-canary-4")],
            ),
        )
        .await,
    );
    let log = logged::so_far();
    let audit: Vec<&str> = log.lines().filter(|line| line.contains(" audit: ")).collect();
    for wanted in [
        "event=\"login\" user=\"dana\" result=\"done\"",
        "event=\"logout\" user=\"dana\"",
        "event=\"login\" result=\"denied\"",
    ] {
        assert!(
            audit.iter().any(|line| line.contains(wanted)),
            "{wanted}\n{audit:#?}"
        );
    }
    let secrets = [
        token::DEVELOPER,
        cookie.as_str(),
        form.as_str(),
        "code-canary-1",
        "state-canary-2",
        "token-canary-3",
        "bearer-canary-4",
    ];
    for secret in secrets {
        assert_eq!(
            log.lines().find(|line| line.contains(secret)),
            None,
            "logged: {secret}"
        );
        for answer in &said {
            assert!(
                secret == form || !answer.text.contains(secret),
                "answered: {secret}"
            );
        }
    }
}
