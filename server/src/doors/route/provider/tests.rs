//! Both kinds of login service under one suite, against a service that answers as it is told.

use super::id_token::tests::{Signer, claims, signed, signer};
use super::*;
use crate::doors::route::back::Back;
use crate::outbound::Outbound;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};

type Token = Arc<dyn Fn() -> Response + Send + Sync>;

/// A service on loopback.
struct Service {
    url: String,
    /// The forms that came to the token endpoint.
    asked: Arc<Mutex<Vec<BTreeMap<String, String>>>>,
    state: Arc<Mutex<(Value, Token)>>,
    signer: Arc<Signer>,
}

fn answer(value: &Value) -> Response {
    axum::Json(value.clone()).into_response()
}

async fn service() -> Service {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let description = json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"), "end_session_endpoint": format!("{url}/end"),
    });
    let token: Token = Arc::new(|| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    let state = Arc::new(Mutex::new((description, token)));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let signer = Arc::new(signer("one"));
    let described =
        |State(state): State<Arc<Mutex<(Value, Token)>>>| async move { answer(&state.lock().unwrap().0) };
    let (forms, keys) = (Arc::clone(&asked), Arc::clone(&signer));
    let router = Router::new()
        .route("/.well-known/oauth-authorization-server", get(described))
        .route("/.well-known/openid-configuration", get(described))
        .route("/keys", get(move || async move { axum::Json(keys.set.clone()) }))
        .route(
            "/token",
            post(
                move |State(state): State<Arc<Mutex<(Value, Token)>>>, body: String| async move {
                    let form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
                    forms.lock().unwrap().push(form);
                    let token = Arc::clone(&state.lock().unwrap().1);
                    token()
                },
            ),
        )
        .with_state(Arc::clone(&state));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Service {
        url,
        asked,
        state,
        signer,
    }
}

impl Service {
    fn answers(&self, token: impl Fn() -> Response + Send + Sync + 'static) {
        self.state.lock().unwrap().1 = Arc::new(token);
    }

    fn providers(&self) -> [Box<dyn Provider>; 2] {
        let outbound = Outbound::new(&[], false).unwrap();
        let client = |scopes: &[&str]| Client {
            id: "registry-console".into(),
            secret: Some("canary-secret".into()),
            redirect: "https://console.example/login/callback".into(),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        };
        let openshift = OpenShift::new(
            client(&["user:info", "role:registry-console:*:!"]),
            &self.url,
            outbound.clone(),
            outbound.clone(),
        );
        let signed_out = "https://console.example/signed-out".to_owned();
        let oidc = Oidc::new(
            client(&["openid", "groups"]),
            self.url.clone(),
            outbound,
            signed_out,
        );
        [Box::new(openshift), Box::new(oidc)]
    }

    /// An answer that both kinds take.
    fn grants(&self, nonce: &str) {
        let now = jsonwebtoken::get_current_timestamp();
        let said = claims(json!({"iss": self.url, "nonce": nonce, "exp": now + 3_600}));
        let id_token = signed(&self.signer, "one", &said);
        self.answers(move || {
            answer(&json!({"access_token": "sha256~granted", "token_type": "Bearer", "expires_in": 86_400, "id_token": id_token}))
        });
    }
}

fn flow(begun: Begun) -> Flow {
    Flow::new(begun.state, begun.verifier, begun.nonce, &Back::default(), 0)
}

fn query(address: &str) -> BTreeMap<String, String> {
    let (_, query) = address.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn the_question_carries_a_challenge_and_never_the_verifier_or_the_secret() {
    let service = service().await;
    for provider in service.providers() {
        let begun = provider.begin().await.unwrap();
        let asked = query(&begun.address);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], "registry-console");
        assert_eq!(asked["redirect_uri"], "https://console.example/login/callback");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["state"], begun.state);
        assert!(begun.verifier.len() >= 43, "{}", begun.verifier.len());
        assert!(!begun.address.contains(&begun.verifier) && !begun.address.contains("canary"));
        match provider.means() {
            Means::Oidc => {
                assert_eq!(asked["scope"], "openid groups");
                assert_eq!(asked["nonce"], begun.nonce);
            }
            _ => {
                assert_eq!(asked["scope"], "user:info role:registry-console:*:!");
                assert!(!asked.contains_key("nonce"));
            }
        }
    }
}

#[tokio::test]
async fn states_verifiers_and_nonces_never_repeat() {
    let service = service().await;
    let endpoints = code::Endpoints {
        issuer: service.url.clone(),
        authorization_endpoint: format!("{}/authorize", service.url),
        token_endpoint: format!("{}/token", service.url),
    };
    let client = Client {
        id: "x".into(),
        secret: None,
        redirect: "https://console.example/login/callback".into(),
        scopes: vec!["openid".into()],
    };
    let mut seen = HashSet::new();
    for _ in 0..10_000 {
        let begun = code::begin(&client, &endpoints).unwrap();
        assert!(begun.state.len() >= 43 && begun.nonce.len() >= 43, "256 bits");
        for text in [begun.state, begun.verifier, begun.nonce] {
            assert!(seen.insert(text), "repeated");
        }
    }
}

#[tokio::test]
async fn an_answer_is_redeemed_with_the_verifier_and_gives_the_token() {
    let service = service().await;
    for provider in service.providers() {
        let begun = provider.begin().await.unwrap();
        service.grants(&begun.nonce);
        let (verifier, flow) = (begun.verifier.clone(), flow(begun));
        let granted = provider.finish(&flow, "the-code".into()).await.unwrap();
        let form = service.asked.lock().unwrap().pop().unwrap();
        assert_eq!(form["grant_type"], "authorization_code");
        assert_eq!(form["code"], "the-code");
        assert_eq!(form["code_verifier"], verifier);
        assert_eq!(form["redirect_uri"], "https://console.example/login/callback");
        assert_eq!(form["client_secret"], "canary-secret");
        match provider.means() {
            Means::Oidc => {
                assert!(granted.token.starts_with("ey"), "the bearer is the ID token");
                assert!(
                    granted
                        .seconds
                        .is_some_and(|seconds| (3_500..=3_600).contains(&seconds))
                );
            }
            _ => assert_eq!(
                (granted.token.as_str(), granted.seconds),
                ("sha256~granted", Some(86_400))
            ),
        }
    }
}

#[tokio::test]
async fn whatever_else_the_service_answers_nobody_is_logged_in_and_its_words_are_not_repeated() {
    let service = service().await;
    let answers: Vec<Token> = vec![
        Arc::new(|| {
            (
                StatusCode::BAD_REQUEST,
                axum::Json(json!({"error": "invalid_grant", "error_description": "canary-words"})),
            )
                .into_response()
        }),
        Arc::new(|| (StatusCode::OK, "canary-words").into_response()),
        Arc::new(|| (StatusCode::INTERNAL_SERVER_ERROR, "canary-words").into_response()),
        Arc::new(|| {
            (
                StatusCode::FOUND,
                [("location", "http://127.0.0.1:9/canary-words")],
            )
                .into_response()
        }),
        Arc::new(|| answer(&json!({"access_token": "canary-words", "token_type": "mac"}))),
        Arc::new(|| answer(&json!({"token_type": "Bearer"}))),
        Arc::new(|| (StatusCode::OK, "x".repeat(2 << 20)).into_response()),
    ];
    for provider in service.providers() {
        for (number, token) in answers.iter().enumerate() {
            let begun = provider.begin().await.unwrap();
            let token = Arc::clone(token);
            service.answers(move || token());
            let error = provider.finish(&flow(begun), "code".into()).await.err().unwrap();
            assert!(!error.to_string().contains("canary"), "{number}: {error}");
        }
    }
}

#[tokio::test]
async fn an_id_token_for_another_login_or_from_another_issuer_is_refused() {
    let service = service().await;
    let [_, oidc] = service.providers();
    let begun = oidc.begin().await.unwrap();
    service.grants("another");
    assert!(matches!(
        oidc.finish(&flow(begun), "c".into()).await,
        Err(LoginError::Untrusted(_))
    ));
    let begun = oidc.begin().await.unwrap();
    service.answers(|| answer(&json!({"access_token": "a", "token_type": "Bearer"})));
    assert!(matches!(
        oidc.finish(&flow(begun), "c".into()).await,
        Err(LoginError::Untrusted(_))
    ));
}

#[tokio::test]
async fn a_description_that_leads_elsewhere_without_tls_is_not_followed() {
    let service = service().await;
    for provider in service.providers() {
        for (member, value) in [
            ("authorization_endpoint", "http://evil.example/authorize"),
            ("token_endpoint", "http://evil.example/token"),
            ("token_endpoint", "file:///etc/passwd"),
            ("authorization_endpoint", "javascript:alert(1)"),
        ] {
            let before = service.state.lock().unwrap().0.clone();
            service.state.lock().unwrap().0[member] = json!(value);
            assert_eq!(
                provider.begin().await.err(),
                Some(LoginError::Description),
                "{member} {value}"
            );
            service.state.lock().unwrap().0 = before;
        }
    }
    let [_, oidc] = service.providers();
    service.state.lock().unwrap().0["issuer"] = json!("https://another.example");
    assert_eq!(oidc.begin().await.err(), Some(LoginError::Description));
}

#[tokio::test]
async fn only_a_provider_of_its_own_has_a_farewell_and_it_carries_no_token() {
    let service = service().await;
    let [openshift, oidc] = service.providers();
    assert_eq!(openshift.farewell().await, None);
    let address = oidc.farewell().await.unwrap();
    let asked = query(&address);
    assert_eq!(asked["client_id"], "registry-console");
    assert_eq!(
        asked["post_logout_redirect_uri"],
        "https://console.example/signed-out"
    );
    assert_eq!(asked.len(), 2, "{address}");
}
