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

const USER: &str = "image-registry-private-configuration-user";
const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";

/// Storage keys of the cluster's and of the user's own, each with a value to look for.
async fn plant_keys(sandbox: &Sandbox) {
    for (name, key) in [
        (USER, "REGISTRY_STORAGE_S3_ACCESSKEY"),
        ("installer-cloud-credentials", "aws_access_key_id"),
    ] {
        let bearer = format!("Bearer {}", token::ADMIN);
        let patch = format!(r#"{{"stringData":{{"{key}":"{CANARY}"}}}}"#);
        let request = Request::patch(format!("{SECRETS}/{name}"))
            .header("authorization", bearer)
            .header("content-type", "application/merge-patch+json")
            .body(Body::from(patch))
            .unwrap();
        assert_eq!(sandbox.service().oneshot(request).await.unwrap().status(), 200);
    }
}

fn credentials(secret: &str) -> String {
    let typed = format!(r#""s3-access-key":"AKIA","s3-secret-key":"{secret}""#);
    format!(
        r#"{{"change":{{"feature":"Credentials","form":{{"wish":{{"replace":"s3"}},"secrets":{{{typed}}}}}}}"#
    )
}

#[tokio::test]
async fn n5_storage_keys_are_in_no_answer_no_event_no_refusal_and_no_log_line() {
    const TYPED: &str = "typed-canary-81c2f5";
    logged::begin();
    let house = House::new(Scenario::OwnKeys, token::ADMIN);
    plant_keys(&house.sandbox).await;
    let form = credentials(TYPED);
    let remove = r#"{"change":{"feature":"Credentials","form":{"wish":"remove"}}"#;
    let run = r#","hash":"00","confirmation":"yes"}"#;
    let asked = [
        navigate("/credentials?wait=10"),
        navigate("/credentials?to=replace&wait=10"),
        navigate("/credentials?to=remove&wait=10"),
        navigate("/?wait=10"),
        call("/api/storage/read", "{}"),
        call("/api/plan/review", &format!("{form}}}")),
        call("/api/plan/run", &format!("{form}{run}")),
        call("/api/plan/review", &format!("{remove}}}")),
        // Refused by the form's own rules, and by the API server once the Secret was closed.
        call(
            "/api/plan/review",
            &format!("{}}}", credentials(&format!("{TYPED} and more"))),
        ),
    ];
    let look = |path: &str, text: &str, headers: &str| {
        for secret in [
            CANARY,
            TYPED,
            "Y2FuYXJ5LTNmOWExYzc3ZTI",
            "dHlwZWQtY2FuYXJ5LTgxYzJmN",
        ] {
            assert!(!text.contains(secret), "{path} shows {secret}: {text}");
            assert!(!headers.contains(secret), "{path} shows {secret} in a header");
        }
    };
    for request in asked {
        let path = request.uri().to_string();
        let answer = house.send(request).await;
        assert!(!answer.text.is_empty(), "{path}");
        look(&path, &answer.text, &format!("{:?}", answer.headers));
    }
    // Carried out for real, with the hash that was shown.
    let review = house.send(call("/api/plan/review", &format!("{form}}}"))).await;
    let hash = review.json()["hashes"][0].as_str().unwrap().to_owned();
    let run = format!(r#"{form},"hash":"{hash}","confirmation":"yes"}}"#);
    let done = house.send(call("/api/plan/run", &run)).await;
    assert_eq!(done.status, 200, "{}", done.text);
    look("/api/plan/run", &done.text, "");

    let response = house.router.clone().oneshot(listen("storage")).await.unwrap();
    let mut events = response.into_body().into_data_stream();
    let event = tokio::time::timeout(Duration::from_secs(30), events.next())
        .await
        .unwrap();
    let event = String::from_utf8(event.unwrap().unwrap().to_vec()).unwrap();
    assert!(
        event.contains(USER) || event.contains("REGISTRY_STORAGE_S3_SECRETKEY"),
        "{event}"
    );
    look("/events", &event, "");
    let log = logged::so_far();
    assert!(log.contains("/api/plan/run"), "the log was looked at");
    for secret in [CANARY, TYPED] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log shows {secret}");
    }
}

#[tokio::test]
async fn whoever_may_not_read_or_write_secrets_is_told_the_missing_right() {
    let house = House::new(Scenario::OwnKeys, token::READER);
    let facts = house.send(call("/api/storage/read", "{}")).await.json();
    let permission = &facts["credentials"]["user"]["Err"]["Forbidden"]["permission"];
    assert_eq!(
        (permission["verb"].as_str(), permission["name"].as_str()),
        (Some("Get"), Some(USER))
    );
    let form = credentials("any");
    let review = house
        .send(call("/api/plan/review", &format!("{form}}}")))
        .await
        .json();
    assert_eq!(review["verdicts"]["Ok"][0]["allowed"], false, "{review}");
    let hash = review["hashes"][0].as_str().unwrap();
    let run = format!(r#"{form},"hash":"{hash}","confirmation":"yes"}}"#);
    let refused = house.send(call("/api/plan/run", &run)).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("Create"), "{}", refused.text);
}
