//! Storage keys in every state: what the operator says of them, and that it notices when they change.

use sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};

use crate::common::{CONFIG, DEPLOYMENT, Someone, admin};

const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";
const USER: &str =
    "/api/v1/namespaces/openshift-image-registry/secrets/image-registry-private-configuration-user";
const CLOUD: &str = "/api/v1/namespaces/openshift-image-registry/secrets/installer-cloud-credentials";
const ACCESS: &str = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET: &str = "REGISTRY_STORAGE_S3_SECRETKEY";

fn recording(name: &str) -> Value {
    let text = include_str!("../../fixtures/recorded/operator.json");
    let all: Vec<Value> = serde_json::from_str(text).expect("the recordings");
    all.into_iter()
        .find(|one| one["scenario"] == name)
        .expect("a recording")
}

fn condition(object: &Value, kind: &str) -> (String, String, String) {
    let all = object["status"]["conditions"].as_array().expect("conditions");
    let found = all.iter().find(|c| c["type"] == kind).expect("the condition");
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"), text("message"))
}

async fn says(admin: &Someone, kind: &str) -> (String, String, String) {
    condition(&admin.get(CONFIG).await.body, kind)
}

/// What the real operator said at the end of a recording.
fn said(name: &str, kind: &str) -> (String, String, String) {
    let recording = recording(name);
    let last = recording["steps"]
        .as_array()
        .expect("steps")
        .last()
        .expect("a step");
    condition(&last["then"], kind)
}

#[tokio::test]
async fn b4_without_credentials_the_operator_says_what_the_real_one_said() {
    let admin = admin(&Sandbox::new(Scenario::NoCredentials));
    for kind in ["Progressing", "StorageExists"] {
        assert_eq!(
            says(&admin, kind).await,
            said("s3 without credentials", kind),
            "{kind}"
        );
    }
    assert_eq!(says(&admin, "Available").await.1, "DeploymentNotFound");
    let keys = json!({"metadata": {"name": "image-registry-private-configuration-user"}, "stringData": {ACCESS: "a", SECRET: "s"}});
    admin.post(SECRETS, keys).await;
    assert_eq!(says(&admin, "Progressing").await.1, "Ready");
}

#[tokio::test]
async fn b5_with_one_key_missing_the_operator_says_what_the_real_one_said() {
    let admin = admin(&Sandbox::new(Scenario::HalfSecret));
    let (status, reason, message) = says(&admin, "Progressing").await;
    assert_eq!((status.as_str(), reason.as_str()), ("True", "Error"));
    let recorded = said("s3 with one key missing", "Progressing").2;
    assert_eq!(message, recorded);
    assert!(
        message.ends_with(&format!("does not contain required key \"{SECRET}\"")),
        "{message}"
    );
    // Either way out helps.
    assert_eq!(admin.delete(USER).await.code, 200);
    assert_eq!(says(&admin, "Progressing").await.1, "Ready");
}

#[tokio::test]
async fn new_keys_are_a_new_template_and_the_same_keys_are_none() {
    let admin = admin(&Sandbox::new(Scenario::OwnKeys));
    let generation = async || admin.get(DEPLOYMENT).await.body["metadata"]["generation"].clone();
    let before = generation().await;
    admin.patch(USER, json!({"data": {SECRET: "c2FuZGJveA=="}})).await;
    assert_eq!(generation().await, before);
    admin.patch(USER, json!({"stringData": {SECRET: "new"}})).await;
    assert_ne!(generation().await, before);
    assert_eq!(says(&admin, "Progressing").await.1, "Ready");
}

#[tokio::test]
async fn keys_taken_away_from_storage_in_force_are_an_error_while_the_old_pods_serve() {
    let admin = admin(&Sandbox::new(Scenario::OwnKeys));
    admin.delete(USER).await;
    assert_eq!(
        says(&admin, "Progressing").await.1,
        "Ready",
        "the cluster's own are taken"
    );
    admin.delete(CLOUD).await;
    // The operator looks with the next event that concerns it.
    admin.patch(CONFIG, json!({"spec": {"logLevel": "Debug"}})).await;
    let (status, reason, message) = says(&admin, "Progressing").await;
    assert_eq!((status.as_str(), reason.as_str()), ("True", "Error"), "{message}");
    assert!(
        message.ends_with("secret \"installer-cloud-credentials\" not found"),
        "{message}"
    );
    assert_eq!(says(&admin, "Available").await.0, "True");
}
