//! What every answer carries.

use crate::common::{CALL, House, SCRIPT, call, listen, navigate, request};
use axum::body::Body;
use http::{HeaderMap, Method, Request};
use sandbox::{Scenario, token};
use std::collections::BTreeSet;
use tower::ServiceExt as _;

const POLICY: &str = "default-src 'none'; script-src 'self' 'nonce-NONCE' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

const FIXED: [(&str, &str); 6] = [
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

fn nonce(headers: &HeaderMap) -> String {
    let policy = headers["content-security-policy"].to_str().unwrap();
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    rest.split_once('\'').unwrap().0.to_owned()
}

fn every_kind_of_answer() -> Vec<(&'static str, u16, Request<Body>)> {
    vec![
        ("page", 200, navigate("/")),
        ("unknown page", 404, navigate("/nowhere")),
        ("file", 200, navigate(SCRIPT)),
        ("call", 200, call("/api/overview/read", "{}")),
        ("failed call", 400, call("/api/plan/run", "{}")),
        ("unknown call", 404, call("/api/nowhere", "{}")),
        ("stream", 200, listen("overview")),
        ("wrong method", 405, request(Method::DELETE, "/", &CALL, "")),
        (
            "wrong host",
            421,
            request(Method::GET, "/", &[("host", "evil.example")], ""),
        ),
        (
            "foreign call",
            403,
            request(Method::POST, "/api/plan/run", &CALL[..1], "{}"),
        ),
        ("launch", 401, navigate("/launch?token=x")),
        (
            "too large",
            413,
            call("/api/plan/run", &"x".repeat((1 << 20) + 1)),
        ),
    ]
}

#[tokio::test]
async fn every_answer_carries_the_whole_policy_with_a_nonce_of_its_own() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let mut nonces = BTreeSet::new();
    for (name, status, request) in every_kind_of_answer() {
        let response = house.router.clone().oneshot(request).await.unwrap();
        let headers = response.headers();
        assert_eq!(response.status().as_u16(), status, "{name}");
        let nonce = nonce(headers);
        assert!(nonce.len() >= 22, "{name}: 128 bits");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert_eq!(policy.replace(&nonce, "NONCE"), POLICY, "{name}");
        assert!(nonces.insert(nonce), "{name}: the nonce was used before");
        for (header, value) in FIXED {
            assert_eq!(headers[header], value, "{name} {header}");
        }
        assert_eq!(
            headers.get_all("content-security-policy").iter().count(),
            1,
            "{name}"
        );
        assert!(
            headers
                .keys()
                .all(|key| !key.as_str().starts_with("access-control-")),
            "{name}"
        );
        let cache = headers["cache-control"].to_str().unwrap();
        let expected = if name == "file" {
            "public, max-age=31536000, immutable"
        } else {
            "no-"
        };
        assert!(cache.starts_with(expected), "{name}: {cache}");
        assert!(headers.contains_key("x-request-id"), "{name}");
    }
}

#[tokio::test]
async fn every_script_of_a_page_carries_the_nonce_of_its_header() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    for path in ["/", "/state?to=Managed", "/storage/setup", "/nowhere"] {
        let answer = house.page(path).await;
        let nonce = nonce(&answer.headers);
        let scripts: Vec<&str> = answer.text.split("<script").skip(1).collect();
        assert!(!scripts.is_empty(), "{path}");
        for script in scripts {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: {tag}");
        }
        assert!(
            !answer.text.contains(" style=\""),
            "{path} has a style the policy refuses"
        );
        assert!(
            !answer.text.contains(" onclick=\""),
            "{path} has a handler the policy refuses"
        );
    }
}
