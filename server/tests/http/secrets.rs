//! Secrets go in and never come out: one is planted in the cluster and looked for in everything the server says.

use crate::common::{House, call, listen, navigate};
use crate::logged;
use axum::body::Body;
use futures_util::StreamExt as _;
use http::Request;
use sandbox::{Sandbox, Scenario, token};
use std::time::Duration;
use tower::ServiceExt as _;

const CANARY: &str = "canary-3f9a1c77e2";

async fn plant(sandbox: &Sandbox) {
    let patch = Request::patch("/apis/imageregistry.operator.openshift.io/v1/configs/cluster")
        .header("authorization", format!("Bearer {}", token::ADMIN))
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(format!(r#"{{"spec":{{"httpSecret":"{CANARY}"}}}}"#)))
        .unwrap();
    let answer = sandbox.service().oneshot(patch).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn n5_a_secret_of_the_cluster_and_the_callers_token_are_in_no_answer_and_in_no_log_line() {
    logged::begin();
    let house = House::new(Scenario::ManagedS3, token::ADMIN);
    plant(&house.sandbox).await;
    let state = r#"{"change":{"feature":"State","form":{"to":"Removed"}}"#;
    let storage = r#"{"change":{"feature":"Storage","form":{"kind":"empty-dir","values":{}}}"#;
    let keep = r#"{"change":{"feature":"Keep","form":{"member":"s3"}}"#;
    let rotate = r#"{"change":{"feature":"Parameters","form":{"values":{"http-secret":"rotate"}}}"#;
    let edited = r#"{"form":{"text":"spec:\n  replicas: 2\n  httpSecret: text-canary\n"}}"#;
    let run = r#","hash":"00","confirmation":"yes"}"#;
    let asked = [
        navigate("/?wait=10"),
        navigate("/state?to=Removed&wait=10&password=query-canary"),
        navigate("/storage/keep?member=s3&wait=10"),
        navigate("/parameters?wait=10"),
        navigate("/parameters?view=yaml&wait=10"),
        navigate("/storage/setup?wait=10"),
        navigate("/storage/setup?kind=empty-dir&step=details&wait=10"),
        call("/api/overview/read", "{}"),
        call("/api/state/read", "{}"),
        call("/api/storage/read", "{}"),
        call("/api/parameters/read", "{}"),
        call("/api/parameters/text", r#"{"form":{"values":{"replicas":"3"}}}"#),
        call("/api/plan/review", &format!("{rotate}}}")),
        call("/api/plan/run", &format!("{rotate}{run}")),
        call("/api/plan/review", &format!("{state}}}")),
        call("/api/plan/review", &format!("{storage}}}")),
        call("/api/plan/review", &format!("{keep}}}")),
        call("/api/plan/run", &format!("{state}{run}")),
        call("/api/plan/run", &format!("{keep}{run}")),
        call("/api/plan/run", &format!("{storage}{run}")),
    ];
    for request in asked {
        let path = request.uri().to_string();
        let answer = house.send(request).await;
        assert!(!answer.text.is_empty(), "{path}");
        for secret in [CANARY, token::ADMIN] {
            assert!(!answer.text.contains(secret), "{path} shows {secret}");
            assert!(
                !format!("{:?}", answer.headers).contains(secret),
                "{path} shows {secret} in a header"
            );
        }
    }
    // A secret that somebody typed where none belongs stays in the text it was typed into, and is told nowhere else.
    let answer = house.call("/api/parameters/text", edited).await.json();
    assert_eq!(
        answer["problems"][0]["kind"],
        serde_json::json!({"Text": "Secret"})
    );
    assert!(!answer["problems"].to_string().contains("text-canary"));
    let response = house
        .router
        .clone()
        .oneshot(listen("overview,storage"))
        .await
        .unwrap();
    let mut events = response.into_body().into_data_stream();
    for _ in 0..2 {
        let event = tokio::time::timeout(Duration::from_secs(30), events.next())
            .await
            .unwrap();
        let event = String::from_utf8(event.unwrap().unwrap().to_vec()).unwrap();
        assert!(event.starts_with("event: ") && !event.contains(CANARY), "{event}");
    }
    let log = logged::so_far();
    assert!(log.contains("/api/plan/review"), "the log was looked at");
    for secret in [CANARY, token::ADMIN, "query-canary", "text-canary"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log shows {secret}");
    }
}
