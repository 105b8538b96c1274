//! Failures on demand.

use std::time::Duration;

use http::Request;
use http_body_util::Empty;
use sandbox::{Sandbox, Scenario, token};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::common::{CLAIMS, CONFIG, admin, with};

const REVIEWS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

fn claim(name: &str, class: &str) -> Value {
    json!({
        "metadata": {"name": name},
        "spec": {"accessModes": ["ReadWriteMany"], "storageClassName": class, "resources": {"requests": {"storage": "1Gi"}}},
    })
}

#[tokio::test]
async fn the_next_request_fails_as_told_and_the_one_after_does_not() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (code, reason) in [
        (403, "Forbidden"),
        (409, "Conflict"),
        (429, "TooManyRequests"),
        (500, "InternalError"),
        (503, "ServiceUnavailable"),
        (504, "Timeout"),
    ] {
        sandbox.faults().fail_next("patch", "configs", code);
        assert_eq!(admin.get(CONFIG).await.code, 200, "other verbs are left alone");
        let failed = admin.patch(CONFIG, json!({})).await;
        assert_eq!((failed.code, &failed.body["reason"]), (code, &json!(reason)));
        assert_eq!(admin.patch(CONFIG, json!({})).await.code, 200);
    }
}

#[tokio::test]
async fn a_right_taken_away_is_gone_in_requests_and_in_reviews() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    sandbox.faults().forbid("patch", "configs");
    assert_eq!(admin.patch(CONFIG, json!({})).await.code, 403);
    assert_eq!(admin.get(CONFIG).await.code, 200);
    let review = json!({"spec": {"resourceAttributes": {"verb": "patch", "group": "imageregistry.operator.openshift.io", "resource": "configs"}}});
    assert_eq!(admin.post(REVIEWS, review).await.body["status"]["allowed"], false);
}

#[tokio::test]
async fn expired_tokens_are_refused() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    sandbox.faults().expire_tokens();
    assert_eq!(admin(&sandbox).get(CONFIG).await.code, 401);
}

#[tokio::test]
async fn while_it_is_down_nobody_answers() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let get = || {
        Request::get(CONFIG)
            .header("authorization", format!("Bearer {}", token::ADMIN))
            .body(Empty::new())
            .expect("a request")
    };
    sandbox.faults().down(true);
    let error = sandbox.service().oneshot(get()).await.expect_err("no answer");
    assert!(error.to_string().contains("connection refused"));
    sandbox.faults().down(false);
    assert_eq!(
        sandbox
            .service()
            .oneshot(get())
            .await
            .expect("an answer")
            .status(),
        200
    );
}

#[tokio::test]
async fn one_api_group_can_be_away_while_the_others_answer() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    sandbox.faults().unavailable("image.openshift.io", true);
    let refused = admin.get("/apis/image.openshift.io/v1/imagestreams").await;
    assert_eq!(
        (refused.code, &refused.body["details"]["retryAfterSeconds"]),
        (503, &json!(1))
    );
    assert_eq!(admin.get(CONFIG).await.code, 200);
    sandbox.faults().unavailable("*", true);
    assert_eq!(admin.get(CONFIG).await.code, 503);
    sandbox.faults().unavailable("*", false);
    sandbox.faults().unavailable("image.openshift.io", false);
    assert_eq!(
        admin.get("/apis/image.openshift.io/v1/imagestreams").await.code,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn delays_are_as_long_as_told() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let slow = Sandbox::new(Scenario::Slow);
    sandbox.faults().delay(Duration::from_secs(2));
    for (who, expected) in [(admin, 2), (with(&slow, token::ADMIN), 5)] {
        let before = tokio::time::Instant::now();
        assert_eq!(who.get(CONFIG).await.code, 200);
        assert_eq!(before.elapsed().as_secs(), expected);
    }
}

#[tokio::test]
async fn versions_move_under_readers_when_the_operator_is_restless() {
    let sandbox = Sandbox::new(Scenario::ReadyEmptydir);
    let admin = admin(&sandbox);
    sandbox.faults().write_status_constantly(Some(1));
    let version = admin.config().await["metadata"]["resourceVersion"].clone();
    let patch = json!({"metadata": {"resourceVersion": version}, "spec": {"readOnly": true}});
    assert_eq!(admin.patch(CONFIG, patch.clone()).await.code, 409);
    sandbox.faults().write_status_constantly(None);
    let version = admin.config().await["metadata"]["resourceVersion"].clone();
    assert_eq!(
        admin
            .patch(
                CONFIG,
                json!({"metadata": {"resourceVersion": version}, "spec": {"readOnly": true}})
            )
            .await
            .code,
        200
    );
}

#[tokio::test]
async fn sentinel_names_fail_wherever_a_claim_or_class_is_named() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let admin = admin(&sandbox);
    assert_eq!(
        admin
            .post(CLAIMS, claim("sandbox-forbidden", "nfs-csi"))
            .await
            .code,
        403
    );
    assert_eq!(admin.post(CLAIMS, claim("data", "sandbox-error")).await.code, 500);
    let named = |name: &str| json!({"spec": {"storage": {"pvc": {"claim": name}}}});
    assert_eq!(admin.patch(CONFIG, named("sandbox-forbidden")).await.code, 403);
    assert_eq!(admin.patch(CONFIG, named("sandbox-conflict")).await.code, 409);
    assert_eq!(
        admin.patch(CONFIG, named("sandbox-conflict")).await.code,
        200,
        "a conflict happens once"
    );
    assert_eq!(admin.get(&format!("{CLAIMS}/sandbox-error")).await.code, 500);
}

#[tokio::test(start_paused = true)]
async fn the_slow_sentinel_takes_five_seconds_and_then_works() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let before = tokio::time::Instant::now();
    assert_eq!(
        admin(&sandbox)
            .post(CLAIMS, claim("sandbox-slow", "nfs-csi"))
            .await
            .code,
        201
    );
    assert_eq!(before.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn a_sentinel_is_no_way_around_permissions() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let refused = with(&sandbox, token::NOBODY)
        .post(CLAIMS, claim("sandbox-error", "nfs-csi"))
        .await;
    assert_eq!(refused.code, 403);
}

#[tokio::test]
async fn an_expired_token_is_good_again_after_a_new_login() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    sandbox.faults().expire_tokens();
    assert_eq!(admin.get(CONFIG).await.code, 401);
    sandbox.faults().renew_tokens();
    assert_eq!(admin.get(CONFIG).await.code, 200);
}

#[tokio::test]
async fn an_operator_that_never_ran_comes_up_when_told_to() {
    let sandbox = Sandbox::new(Scenario::NotBootstrapped);
    let admin = admin(&sandbox);
    assert_eq!(admin.get(CONFIG).await.code, 404);
    sandbox.faults().start_operator();
    assert_eq!(admin.get(CONFIG).await.code, 200);
}
