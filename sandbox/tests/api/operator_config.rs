//! The Config as the API server treats it: schema, strictness, conflicts, dry runs.

use sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};

use crate::common::{CONFIG, admin};

const DRY: &str = "?dryRun=All&fieldValidation=Strict&fieldManager=console";

fn sample(text: &str) -> Value {
    serde_json::from_str(text).expect("a sample")
}

#[tokio::test]
async fn a_stale_resource_version_in_a_patch_is_a_conflict_in_the_api_servers_words() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let version = admin.config().await["metadata"]["resourceVersion"].clone();
    let patch = json!({"metadata": {"resourceVersion": version}, "spec": {"readOnly": true}});
    assert_eq!(admin.patch(CONFIG, patch.clone()).await.code, 200);
    let refused = admin.patch(CONFIG, patch).await;
    assert_eq!(refused.code, 409);
    assert_eq!(
        refused.body,
        sample(include_str!("../../fixtures/error-409-conflict.json"))
    );
}

#[tokio::test]
async fn a_strict_patch_with_a_strange_field_is_refused_with_the_whole_object_in_the_text() {
    let sandbox = Sandbox::new(Scenario::ReadyEmptydir);
    let admin = admin(&sandbox);
    let secret = admin.config().await["spec"]["httpSecret"]
        .as_str()
        .expect("a secret")
        .to_owned();
    let patch = json!({"spec": {"storage": {"persistentVolumeClaim": {"claim": "x"}}}});
    let refused = admin.patch(&format!("{CONFIG}{DRY}"), patch).await;
    assert_eq!(refused.code, 422);
    assert_eq!(refused.body["reason"], "Invalid");
    let message = refused.body["message"].as_str().expect("a message");
    assert!(
        message.starts_with(" \"\" is invalid: patch: Invalid value: \"{"),
        "{message}"
    );
    assert!(message.ends_with("strict decoding error: unknown field \"spec.storage.persistentVolumeClaim\""));
    assert!(
        message.contains(&secret),
        "the real one leaks the secret here, and so must the sandbox"
    );
    let shape = sample(include_str!(
        "../../fixtures/error-422-strict-patch-leaks-spec.json"
    ));
    assert_eq!(
        refused.body["details"]["causes"][0]["field"],
        shape["details"]["causes"][0]["field"]
    );
    assert_eq!(
        refused.body["details"]["causes"][0]["reason"],
        shape["details"]["causes"][0]["reason"]
    );
}

#[tokio::test]
async fn without_strictness_a_strange_field_is_pruned_and_a_warning_says_so() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let patch = json!({"spec": {"storage": {"persistentVolumeClaim": {"claim": "x"}}}});
    let answer = admin(&sandbox).patch(CONFIG, patch).await;
    assert_eq!(answer.code, 200);
    assert_eq!(answer.body["spec"]["storage"], json!({}));
    assert_eq!(
        answer.warnings,
        ["299 - \"unknown field \\\"spec.storage.persistentVolumeClaim\\\"\""]
    );
}

#[tokio::test]
async fn a_chunk_size_out_of_bounds_is_refused_as_the_schema_refuses_it() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let patch = json!({"spec": {"storage": {"s3": {"chunkSizeMiB": 1}}}});
    let refused = admin(&sandbox).patch(&format!("{CONFIG}{DRY}"), patch).await;
    assert_eq!(refused.code, 422);
    assert_eq!(
        refused.body,
        sample(include_str!("../../fixtures/error-422-schema.json"))
    );
}

#[tokio::test]
async fn every_bound_of_the_schema_is_guarded() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (spec, field, why) in [
        (
            json!({"managementState": "Off"}),
            "spec.managementState",
            "should match '^(Managed|Unmanaged|Force|Removed)$'",
        ),
        (
            json!({"rolloutStrategy": ""}),
            "spec.rolloutStrategy",
            "should match '^(RollingUpdate|Recreate)$'",
        ),
        (
            json!({"logLevel": "Loud"}),
            "spec.logLevel",
            "Unsupported value: \"Loud\": supported values: \"\", \"Normal\"",
        ),
        (
            json!({"replicas": "two"}),
            "spec.replicas",
            "must be of type integer: \"string\"",
        ),
        (json!({"replicas": null}), "spec.replicas", "Required value"),
        (
            json!({"routes": [{"hostname": "a"}]}),
            "spec.routes[0].name",
            "Required value",
        ),
        (
            json!({"readOnly": "yes"}),
            "spec.readOnly",
            "must be of type boolean",
        ),
        (
            json!({"requests": {"read": {"maxWaitInQueue": "soon"}}}),
            "spec.requests.read.maxWaitInQueue",
            "duration",
        ),
        (
            json!({"storage": {"azure": {"container": "ab"}}}),
            "spec.storage.azure.container",
            "at least 3 chars long",
        ),
        (
            json!({"storage": {"azure": {"container": "A-B"}}}),
            "spec.storage.azure.container",
            "should match",
        ),
        (
            json!({"storage": {"s3": {"cloudFront": {"baseURL": "https://d", "privateKey": {"key": "k"}}}}}),
            "spec.storage.s3.cloudFront.keypairID",
            "Required value",
        ),
        (
            json!({"storage": {"azure": {"networkAccess": {"type": "External", "internal": {}}}}}),
            "spec.storage.azure.networkAccess",
            "internal is forbidden when type is not Internal",
        ),
    ] {
        let refused = admin
            .patch(&format!("{CONFIG}{DRY}"), json!({"spec": spec}))
            .await;
        assert_eq!(refused.code, 422, "{spec}: {}", refused.text);
        let cause = &refused.body["details"]["causes"][0];
        assert_eq!(cause["field"], field, "{spec}");
        assert!(
            cause["message"].as_str().expect("a message").contains(why),
            "{spec}: {cause}"
        );
    }
}

#[tokio::test]
async fn what_identifies_the_object_cannot_be_patched() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (patch, code, message) in [
        (
            json!({"metadata": {"name": "other"}}),
            400,
            "the name of the object (other) does not match the name on the URL (cluster)",
        ),
        (
            json!({"metadata": {"uid": "other"}}),
            422,
            "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable",
        ),
        (
            json!({"kind": "Other"}),
            422,
            "Other.imageregistry.operator.openshift.io \"cluster\" is invalid: kind: Invalid value: \"Other\": must be Config",
        ),
    ] {
        let refused = admin.patch(CONFIG, patch).await;
        assert_eq!((refused.code, &refused.body["message"]), (code, &json!(message)));
    }
}

#[tokio::test]
async fn several_strange_fields_are_named_in_the_order_of_the_object() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let patch = json!({"spec": {"zebra": 1, "storage": {"persistentVolumeClaim": {}}}});
    let refused = admin(&sandbox).patch(&format!("{CONFIG}{DRY}"), patch).await;
    let message = refused.body["message"].as_str().expect("a message");
    let named = "strict decoding error: unknown field \"spec.storage.persistentVolumeClaim\", unknown field \"spec.zebra\"";
    assert!(message.ends_with(named), "{message}");
}

#[tokio::test]
async fn negative_replicas_pass_the_schema() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    assert_eq!(
        admin(&sandbox)
            .patch(&format!("{CONFIG}{DRY}"), json!({"spec": {"replicas": -1}}))
            .await
            .code,
        200
    );
}

#[tokio::test]
async fn azure_gains_its_default_network_access() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let patch = json!({"spec": {"storage": {"azure": {"accountName": "acme"}}}});
    let answer = admin(&sandbox).patch(&format!("{CONFIG}{DRY}"), patch).await;
    assert_eq!(
        answer.body["spec"]["storage"]["azure"]["networkAccess"],
        json!({"type": "External"})
    );
}

#[tokio::test]
async fn a_dry_run_answers_like_the_real_thing_and_changes_nothing() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let before = admin.config().await;
    let answer = admin
        .patch(&format!("{CONFIG}{DRY}"), json!({"spec": {"replicas": 2}}))
        .await;
    assert_eq!((answer.code, &answer.body["spec"]["replicas"]), (200, &json!(2)));
    assert_eq!(admin.config().await, before);
    assert_eq!(
        sandbox
            .requests()
            .iter()
            .filter(|request| request.dry_run)
            .count(),
        1
    );
}

#[tokio::test]
async fn the_generation_moves_with_the_spec_only() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let generation = |object: &Value| object["metadata"]["generation"].as_i64().expect("a generation");
    let before = admin.config().await;
    let labelled = admin
        .patch(CONFIG, json!({"metadata": {"labels": {"a": "b"}}}))
        .await
        .body;
    assert_eq!(generation(&labelled), generation(&before));
    assert_ne!(
        labelled["metadata"]["resourceVersion"],
        before["metadata"]["resourceVersion"]
    );
    let changed = admin
        .patch(CONFIG, json!({"spec": {"readOnly": true}}))
        .await
        .body;
    assert_eq!(generation(&changed), generation(&before) + 1);
    let after = admin.config().await;
    assert_eq!(
        after["status"]["observedGeneration"],
        after["metadata"]["generation"]
    );
}

#[tokio::test]
async fn status_in_an_ordinary_write_is_ignored() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let answer = admin(&sandbox)
        .patch(CONFIG, json!({"status": {"readyReplicas": 9}}))
        .await;
    assert_eq!(
        (answer.code, &answer.body["status"]["readyReplicas"]),
        (200, &json!(0))
    );
}

#[tokio::test]
async fn before_bootstrap_a_patch_finds_nothing() {
    let sandbox = Sandbox::new(Scenario::NotBootstrapped);
    let refused = admin(&sandbox)
        .patch(CONFIG, json!({"spec": {"replicas": 1}}))
        .await;
    assert_eq!(refused.code, 404);
    assert_eq!(
        refused.body,
        sample(include_str!("../../fixtures/error-404-config.json"))
    );
}

#[tokio::test]
async fn a_release_of_the_guides_time_prunes_without_a_word_even_when_asked_to_be_strict() {
    let sandbox = Sandbox::new(Scenario::Legacy45);
    let patch = json!({"spec": {"logLevel": "Debug"}});
    let answer = admin(&sandbox)
        .patch(&format!("{CONFIG}?fieldValidation=Strict"), patch)
        .await;
    assert_eq!((answer.code, answer.warnings.len()), (200, 0));
    assert!(answer.body["spec"].get("logLevel").is_none());
}

#[tokio::test]
async fn deleting_the_config_makes_the_operator_bootstrap_it_again() {
    let sandbox = Sandbox::new(Scenario::ReadyEmptydir);
    let admin = admin(&sandbox);
    let before = admin.config().await;
    assert_eq!(admin.delete(CONFIG).await.code, 200);
    let after = admin.config().await;
    assert_ne!(after["metadata"]["uid"], before["metadata"]["uid"]);
    assert_eq!(after["spec"]["managementState"], "Removed");
    assert_eq!(after["spec"]["storage"], json!({}));
}
