//! Logging in: the pages, the code, the token, and every way it can be refused.

use std::sync::Arc;

use http::Method;
use sandbox::{LoginClient, ManualClock, Sandbox, Scenario, SignedDuration, Timestamp};
use serde_json::json;

use crate::common::admin;
use crate::oauth_common::{
    CALLBACK, Client, SCOPES, SECRET, STATE, VERIFIER, WHO, basic, builder, challenge, client, encoded,
    sandbox,
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn anyone_may_read_where_to_log_in() {
    let sandbox = builder().issuer("https://login.example").build();
    let (parts, text) = Client::new(&sandbox)
        .send(
            Method::GET,
            "/.well-known/oauth-authorization-server",
            &[("host", "evil.example")],
            "",
        )
        .await;
    assert_eq!(parts.status, 200);
    let metadata: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        metadata,
        json!({
            "issuer": "https://login.example",
            "authorization_endpoint": "https://login.example/oauth/authorize",
            "token_endpoint": "https://login.example/oauth/token",
            "scopes_supported": ["user:check-access", "user:full", "user:info", "user:list-projects", "user:list-scoped-projects"],
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["plain", "S256"],
        })
    );
}

#[tokio::test]
async fn a_login_gives_a_code_and_the_code_a_token() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let page = client.open(&[]).await;
    assert_eq!(page.code, 200);
    for text in [
        "<strong>registry-console</strong>",
        "admin",
        "reader",
        "dana",
        "nobody",
    ] {
        assert!(page.html.contains(text), "{text}: {}", page.html);
    }
    let sent_back = client.log_in("reader", &[]).await;
    assert_eq!(sent_back.code, 302);
    assert!(sent_back.location.starts_with(&format!("{CALLBACK}?code=")));
    assert_eq!(sent_back.told("state"), STATE);
    let answer = client.swap(&sent_back.told("code"), &[]).await;
    assert_eq!(answer.code, 200, "{}", answer.body["error"]);
    let token = answer.body["access_token"].as_str().expect("a token").to_owned();
    assert_eq!((token.len(), token.starts_with("sha256~")), (50, true));
    let mut rest = answer.body;
    rest["access_token"] = json!("");
    assert_eq!(
        rest,
        json!({"access_token": "", "token_type": "Bearer", "expires_in": 86_400, "scope": SCOPES})
    );
    let who = client.get(WHO, &token).await;
    assert_eq!((who.code, &who.body["metadata"]["name"]), (200, &json!("reader")));
}

#[tokio::test]
async fn the_client_may_say_who_it_is_in_a_header_too() {
    let sandbox = builder()
        .login_client(LoginClient {
            secret: "p+s/s w%rd".into(),
            ..client()
        })
        .build();
    let client = Client::new(&sandbox);
    let code = client.code("admin", &[]).await;
    let body = encoded(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    let wrong = basic("registry-console", "p+s/s w%rd2");
    assert_eq!(
        client.token(&[FORM, ("authorization", &wrong)], &body).await.body["error"],
        "unauthorized_client"
    );
    // Both halves are form-encoded before they are joined (RFC 6749, 2.3.1).
    let right = basic("registry-console", "p%2Bs%2Fs+w%25rd");
    let answer = client.token(&[FORM, ("authorization", &right)], &body).await;
    assert_eq!(answer.code, 200, "{}", answer.body["error"]);
}

#[tokio::test]
async fn a_plain_verifier_works_and_a_request_without_a_challenge_needs_none() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    let code = client.code("admin", &plain).await;
    assert_eq!(client.swap(&code, &[]).await.code, 200);
    let code = client
        .code("admin", &[("code_challenge", ""), ("code_challenge_method", "")])
        .await;
    assert_eq!(client.swap(&code, &[("code_verifier", "")]).await.code, 200);
}

#[tokio::test]
async fn a_code_is_swapped_once_by_whoever_asked_for_it() {
    let other = "other-verifier-0123456789-0123456789-0123456789";
    let hashed = challenge();
    for (changes, error) in [
        (vec![("code_verifier", other)], "invalid_grant"),
        (vec![("code_verifier", hashed.as_str())], "invalid_grant"),
        (vec![("code_verifier", "")], "invalid_request"),
        (vec![("code_verifier", "short")], "invalid_request"),
        (
            vec![("redirect_uri", "https://console.example/login/callback/other")],
            "invalid_request",
        ),
        (vec![("redirect_uri", "https://evil.example/")], "invalid_request"),
        (vec![("client_id", "stranger")], "unauthorized_client"),
        (vec![("client_secret", "guessed")], "unauthorized_client"),
        (vec![("client_secret", ""), ("client_id", "")], "invalid_request"),
        (vec![("code", "")], "invalid_grant"),
        (vec![("code", "sha256~guessed")], "invalid_grant"),
        (vec![("code", "guessed")], "invalid_grant"),
        (vec![("grant_type", "refresh_token")], "unsupported_grant_type"),
        (vec![("grant_type", "")], "unsupported_grant_type"),
    ] {
        let sandbox = sandbox();
        let client = Client::new(&sandbox);
        let code = client.code("admin", &[]).await;
        let refused = client.swap(&code, &changes).await;
        assert_eq!(
            (refused.code, &refused.body["error"]),
            (400, &json!(error)),
            "{changes:?}"
        );
        assert!(refused.body["error_description"].is_string());
        assert_eq!(client.swap(&code, &[]).await.code, 200, "{changes:?}");
        let replayed = client.swap(&code, &[]).await;
        assert_eq!(
            (replayed.code, &replayed.body["error"]),
            (400, &json!("invalid_grant"))
        );
    }
}

#[tokio::test]
async fn the_code_of_one_client_is_worth_nothing_to_another() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    let code = client.code("admin", &[]).await;
    let other = json!({"metadata": {"name": "other"}, "secret": "other", "redirectURIs": [CALLBACK]});
    let path = "/apis/oauth.openshift.io/v1/oauthclients";
    assert_eq!(admin(&sandbox).post(path, other).await.code, 201);
    let refused = client
        .swap(&code, &[("client_id", "other"), ("client_secret", "other")])
        .await;
    assert_eq!(
        (refused.code, &refused.body["error"]),
        (400, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn a_code_lasts_five_minutes() {
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let sandbox = builder().clock(Arc::clone(&clock)).build();
    let client = Client::new(&sandbox);
    let code = client.code("admin", &[]).await;
    clock.advance(SignedDuration::from_secs(299));
    assert_eq!(client.swap(&code, &[]).await.code, 200);
    let code = client.code("admin", &[]).await;
    clock.advance(SignedDuration::from_secs(300));
    let late = client.swap(&code, &[]).await;
    assert_eq!((late.code, &late.body["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_the_client_did_not_register() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    for changes in [
        [("client_id", "stranger")],
        [("client_id", "")],
        [("redirect_uri", "https://evil.example/login/callback")],
        [("redirect_uri", "https://console.example/login/callback2")],
    ] {
        for page in [
            client.open(&changes).await,
            client.log_in("admin", &changes).await,
        ] {
            assert_eq!((page.code, page.location.as_str()), (400, ""), "{changes:?}");
            assert!(page.html.contains("role=\"alert\""), "{}", page.html);
            assert!(!page.html.contains("<form"), "{}", page.html);
        }
    }
}

#[tokio::test]
async fn what_the_client_got_wrong_is_told_to_the_client() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    for (changes, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "unsupported_response_type"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "S512"), "invalid_request"),
    ] {
        let page = client.open(&[changes]).await;
        assert_eq!(
            (page.code, page.told("error").as_str()),
            (302, error),
            "{changes:?}"
        );
        assert_eq!(
            (page.told("state").as_str(), page.told("code").as_str()),
            (STATE, "")
        );
        assert!(page.location.starts_with(CALLBACK));
    }
    // Scopes are judged after the login, as in the original.
    for (scope, error, says) in [
        ("openid", "invalid_scope", "no scope handler found"),
        ("user:info user:full", "access_denied", "scope denied: user:full"),
        (
            "role:cluster-admin:*:!",
            "access_denied",
            "scope denied: role:cluster-admin:*:!",
        ),
        ("", "access_denied", "scope denied: user:full"),
    ] {
        assert_eq!(client.open(&[("scope", scope)]).await.code, 200);
        let page = client.log_in("admin", &[("scope", scope)]).await;
        assert_eq!((page.code, page.told("error").as_str()), (302, error), "{scope}");
        assert!(page.told("error_description").contains(says), "{}", page.location);
        assert_eq!(page.told("code"), "");
    }
}

#[tokio::test]
async fn a_wrong_password_shows_an_error_and_keeps_the_name() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    for (name, password) in [
        ("reader", "admin"),
        ("reader", ""),
        ("stranger", "stranger"),
        ("", ""),
    ] {
        let page = client
            .submit(
                &[],
                &[("username", name), ("password", password), ("action", "login")],
            )
            .await;
        assert_eq!((page.code, page.location.as_str()), (200, ""));
        assert!(page.html.contains("role=\"alert\""), "{}", page.html);
        assert!(page.html.contains(&format!("value=\"{name}\"")), "{}", page.html);
        assert!(
            password.is_empty() || !page.html.contains(&format!("value=\"{password}\"")) || password == name
        );
    }
    // The return key sends no button.
    let page = client
        .submit(&[], &[("username", "reader"), ("password", "reader")])
        .await;
    assert_eq!(page.code, 302);
    let dana = client.token_of("developer", SCOPES).await;
    assert_eq!(client.get(WHO, &dana).await.body["metadata"]["name"], "dana");
}

#[tokio::test]
async fn whoever_cancels_is_sent_back_without_a_code() {
    let sandbox = sandbox();
    let page = Client::new(&sandbox)
        .submit(
            &[],
            &[("username", "admin"), ("password", "admin"), ("action", "cancel")],
        )
        .await;
    assert_eq!((page.code, page.told("error").as_str()), (302, "access_denied"));
    assert_eq!(
        (page.told("state").as_str(), page.told("code").as_str()),
        (STATE, "")
    );
}

fn asking() -> Sandbox {
    let client = LoginClient {
        prompt: true,
        ..client()
    };
    builder().login_client(client).build()
}

#[tokio::test]
async fn a_client_that_prompts_has_its_scopes_approved_once() {
    let sandbox = asking();
    let client = Client::new(&sandbox);
    let page = client.log_in("admin", &[]).await;
    assert_eq!((page.code, page.location.as_str()), (200, ""));
    for scope in SCOPES.split(' ') {
        assert!(
            page.html.contains(&format!("<code>{scope}</code>")),
            "{}",
            page.html
        );
    }
    let ticket = page.field("ticket");
    let allowed = client
        .submit(&[], &[("ticket", &ticket), ("action", "approve")])
        .await;
    assert_eq!(allowed.code, 302);
    assert_eq!(client.swap(&allowed.told("code"), &[]).await.code, 200);
    // A ticket is good once; after that one logs in again, and has approved already.
    let again = client
        .submit(&[], &[("ticket", &ticket), ("action", "approve")])
        .await;
    assert!(again.html.contains("name=\"password\""), "{}", again.html);
    assert_eq!(client.log_in("admin", &[]).await.code, 302);
    assert_eq!(client.log_in("reader", &[]).await.code, 200);
}

#[tokio::test]
async fn whoever_denies_is_sent_back_and_asked_again_the_next_time() {
    let sandbox = asking();
    let client = Client::new(&sandbox);
    let ticket = client.log_in("admin", &[]).await.field("ticket");
    let denied = client
        .submit(&[], &[("ticket", &ticket), ("action", "cancel")])
        .await;
    assert_eq!(
        (denied.code, denied.told("error").as_str()),
        (302, "access_denied")
    );
    let late = client
        .submit(&[], &[("ticket", &ticket), ("action", "approve")])
        .await;
    assert_eq!((late.code, late.location.as_str()), (200, ""));
    assert_eq!(client.log_in("admin", &[]).await.code, 200);
}

#[tokio::test]
async fn an_approval_covers_what_was_on_the_page_whatever_the_address_says_by_then() {
    let sandbox = asking();
    let client = Client::new(&sandbox);
    let ticket = client
        .log_in("admin", &[("scope", "user:info")])
        .await
        .field("ticket");
    let allowed = client
        .submit(
            &[("scope", SCOPES)],
            &[("ticket", &ticket), ("action", "approve")],
        )
        .await;
    let answer = client.swap(&allowed.told("code"), &[]).await;
    assert_eq!(answer.body["scope"], "user:info");
}

#[tokio::test]
async fn each_address_takes_its_own_methods_only() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    for (method, path) in [
        (Method::GET, "/oauth/token"),
        (Method::DELETE, "/oauth/authorize"),
        (Method::POST, "/.well-known/oauth-authorization-server"),
    ] {
        let (parts, _) = client.send(method, path, &[FORM], "").await;
        assert_eq!(parts.status, 405, "{path}");
        assert!(parts.headers.contains_key("allow"));
    }
    // A form that says it is something else has no fields.
    let (parts, text) = client
        .send(
            Method::POST,
            "/oauth/token",
            &[("content-type", "application/json")],
            "grant_type=authorization_code",
        )
        .await;
    assert_eq!(parts.status, 400);
    assert!(text.contains("unsupported_grant_type"));
}

#[tokio::test]
async fn nothing_secret_of_a_login_is_logged_or_kept_in_the_open() {
    let sandbox = sandbox();
    let client = Client::new(&sandbox);
    client.open(&[]).await;
    let code = client.code("admin", &[]).await;
    let answer = client.swap(&code, &[]).await;
    let token = answer.body["access_token"].as_str().expect("a token").to_owned();
    client
        .send(
            Method::GET,
            &format!("/oauth/token?code={code}&access_token={token}"),
            &[],
            "",
        )
        .await;
    client.get(WHO, &token).await;
    let objects = admin(&sandbox)
        .get("/apis/oauth.openshift.io/v1/oauthaccesstokens")
        .await
        .text;
    let log = sandbox.requests();
    let shown = format!("{log:?}{sandbox:?}{:?}{:?}", sandbox.service(), builder());
    for secret in [code.as_str(), &token, SECRET, VERIFIER, STATE] {
        assert!(!shown.contains(secret), "{shown}");
    }
    for secret in [code.as_str(), &token] {
        assert!(!objects.contains(secret), "{objects}");
    }
    let paths: Vec<(&str, &str)> = log
        .iter()
        .map(|request| (request.verb.as_str(), request.path.as_str()))
        .collect();
    for expected in [
        ("get", "/oauth/authorize"),
        ("post", "/oauth/authorize"),
        ("post", "/oauth/token"),
    ] {
        assert!(paths.contains(&expected), "{paths:?}");
    }
}

#[tokio::test]
async fn the_oauth_server_is_down_with_everything_else() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    sandbox.faults().down(true);
    let request = http::Request::get("/.well-known/oauth-authorization-server")
        .body(http_body_util::Empty::<bytes::Bytes>::new())
        .expect("a request");
    assert!(
        tower::ServiceExt::oneshot(sandbox.service(), request)
            .await
            .is_err()
    );
}
