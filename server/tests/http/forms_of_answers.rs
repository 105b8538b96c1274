//! What is compressed and what is not, and the two forms a call's answer may have.

use crate::common::{CALL, HOST, House, behind, call, navigate, request, session, user, with};
use app::api::CallError;
use app::plan::Review;
use app::wire::{COMPACT, read, read_text};
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use registry::error::ClusterError;
use registry::overview::Overview;
use registry::state::StateFacts;
use registry::storage::Facts;
use sandbox::{Sandbox, Scenario, token};
use serde::de::DeserializeOwned;
use server::doors::Local;
use std::fmt::Debug;
use std::io::Read as _;
use tower::ServiceExt as _;

async fn bytes(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, bytes.to_vec())
}

fn taking(mut request: Request<Body>, coding: &'static str) -> Request<Body> {
    let value = http::HeaderValue::from_static(coding);
    request.headers_mut().insert("accept-encoding", value);
    request
}

#[tokio::test]
async fn a_page_comes_compressed_as_its_reader_takes_it() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    for path in ["/", "/storage/setup", "/state?to=Removed", "/nowhere"] {
        let (_, headers, plain) = bytes(&house.router, navigate(path)).await;
        assert!(!headers.contains_key("content-encoding"));
        assert_eq!(headers["vary"], "accept-encoding", "{path}");
        for coding in ["br", "gzip"] {
            let (_, headers, packed) = bytes(&house.router, taking(navigate(path), coding)).await;
            assert_eq!(headers["content-encoding"], coding, "{path}");
            assert_eq!(headers["vary"], "accept-encoding", "{path}");
            // What differs in every answer, token and nonce, compresses not at all; on a page of little else it counts.
            assert!(
                packed.len() * 2 < plain.len(),
                "{path} {coding}: {} of {}",
                packed.len(),
                plain.len()
            );
            let mut page = String::new();
            if coding == "br" {
                brotli::Decompressor::new(&packed[..], 4096)
                    .read_to_string(&mut page)
                    .unwrap();
            } else {
                flate2::read::GzDecoder::new(&packed[..])
                    .read_to_string(&mut page)
                    .unwrap();
            }
            assert!(page.contains("</html>"), "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn nothing_but_pages_is_compressed_as_it_is_made() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    let proxied = with(&CALL, &[("content-type", "")]);
    for (what, request) in [
        ("call", call("/api/overview/read", "{}")),
        ("failed call", call("/api/plan/run", "{}")),
        (
            "proxied",
            request(Method::GET, "/proxy/imagestreams", &proxied, ""),
        ),
    ] {
        let (_, headers, _) = bytes(&house.router, taking(request, "br, gzip")).await;
        assert!(!headers.contains_key("content-encoding"), "{what}");
    }
}

#[tokio::test]
async fn no_two_pages_hold_the_same_token() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let token = |page: &str| {
        let (_, rest) = page.split_once("name=\"token\"").unwrap();
        let (_, rest) = rest.split_once("value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let one = token(&house.page("/state?to=Managed").await.text);
    let two = token(&house.page("/state?to=Managed").await.text);
    assert!(one.len() > 80, "{one}");
    assert_ne!(one, two);
}

async fn both<T: DeserializeOwned + PartialEq + Debug>(router: &Router, path: &str, body: &str) -> T {
    let (status, headers, json) = bytes(router, call(path, body)).await;
    assert_eq!(headers["content-type"], "application/json", "{path}");
    let value: T = serde_json::from_slice(&json).unwrap();
    let headers = with(&CALL, &[("accept", COMPACT)]);
    let asked = request(Method::POST, path, &headers, body);
    let (same_status, headers, compact) = bytes(router, asked).await;
    assert_eq!(headers["content-type"], COMPACT, "{path}");
    assert_eq!(status, same_status, "{path}");
    assert_eq!(read::<T>(&compact).as_ref(), Ok(&value), "{path}");
    assert!(json.len() < 100 || compact.len() < json.len(), "{path}");
    value
}

#[tokio::test]
async fn a_call_says_the_same_in_both_forms() {
    let changes = [
        r#"{"change":{"feature":"State","form":{"to":"Removed"}}}"#,
        r#"{"change":{"feature":"State","form":{"to":"Managed"}}}"#,
        r#"{"change":{"feature":"Storage","form":{"kind":"new-claim","values":{"name":"images","size":"100Gi"}}}}"#,
        r#"{"change":{"feature":"Storage","form":{"kind":"empty-dir","values":{}}}}"#,
    ];
    let mut plans = 0;
    for scenario in [
        Scenario::BareMetalRemoved,
        Scenario::VsphereRemoved,
        Scenario::ReadyClaim,
    ] {
        let house = House::new(scenario, token::ADMIN);
        both::<Overview>(&house.router, "/api/overview/read", "{}").await;
        both::<StateFacts>(&house.router, "/api/state/read", "{}").await;
        both::<Facts>(&house.router, "/api/storage/read", "{}").await;
        for change in changes {
            let answer = house.call("/api/plan/review", change).await;
            if answer.status == 200 {
                plans += 1;
                both::<Review>(&house.router, "/api/plan/review", change).await;
            } else {
                both::<CallError>(&house.router, "/api/plan/review", change).await;
            }
        }
    }
    assert!(plans > 3, "only {plans} of the changes gave a plan");
}

#[tokio::test]
async fn a_call_without_a_session_or_sense_says_so_in_both_forms() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let error: CallError = both(&house.router, "/api/plan/run", "{}").await;
    assert_eq!(error, CallError::Server);
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let (router, _end) = behind(Local::open(session(user(&sandbox, "nobody"))).unwrap());
    let error: CallError = both(&router, "/api/state/read", "{}").await;
    assert_eq!(error, CallError::Cluster(ClusterError::SignedOut));
}

#[tokio::test]
async fn a_stream_speaks_the_form_its_reader_asked_for() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    let headers = [
        ("host", HOST),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "empty"),
        ("x-requested-with", "registry-console"),
        ("accept", COMPACT),
    ];
    let asked = request(Method::GET, "/events?topics=overview", &headers, "");
    let mut body = house.router.clone().oneshot(asked).await.unwrap().into_body();
    let mut text = String::new();
    while !text.contains("\n\n") {
        let frame = body.frame().await.unwrap().unwrap();
        text += std::str::from_utf8(&frame.into_data().unwrap()).unwrap();
    }
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let value: Overview = serde_json::from_str(&house.call("/api/overview/read", "{}").await.text).unwrap();
    assert_eq!(read_text::<Overview>(data), Ok(value));
}
