//! Claims: what is checked, which class they get, when they are bound, and what they are told while they wait.

use sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};

use crate::common::{CLAIMS, CONFIG, Someone, admin};

fn claim(name: &str, mode: &str, class: Option<&str>) -> Value {
    let mut claim = json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
        "spec": {"accessModes": [mode], "resources": {"requests": {"storage": "100Gi"}}},
    });
    if let Some(class) = class {
        claim["spec"]["storageClassName"] = json!(class);
    }
    claim
}

async fn phase(admin: &Someone, name: &str) -> String {
    admin.get(&format!("{CLAIMS}/{name}")).await.body["status"]["phase"]
        .as_str()
        .expect("a phase")
        .to_owned()
}

async fn last_event(admin: &Someone, name: &str) -> String {
    let path = format!(
        "/api/v1/namespaces/openshift-image-registry/events?fieldSelector=involvedObject.name%3D{name}"
    );
    let events = admin.get(&path).await.body;
    events["items"]
        .as_array()
        .expect("events")
        .last()
        .map_or(String::new(), |event| {
            event["message"].as_str().unwrap_or("").to_owned()
        })
}

#[tokio::test]
async fn a_claim_without_a_class_gets_the_default_one() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let created = admin(&sandbox)
        .post(CLAIMS, claim("data", "ReadWriteOnce", None))
        .await;
    assert_eq!(
        (created.code, &created.body["spec"]["storageClassName"]),
        (201, &json!("thin-csi"))
    );
    assert_eq!(
        (
            &created.body["spec"]["volumeMode"],
            &created.body["status"]["phase"]
        ),
        (&json!("Filesystem"), &json!("Pending"))
    );
}

#[tokio::test]
async fn binding_follows_class_and_access_mode() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let admin = admin(&sandbox);
    for (name, mode, class, expected, told) in [
        ("shared", "ReadWriteMany", Some("nfs-csi"), "Bound", ""),
        ("block", "ReadWriteOnce", Some("thin-csi"), "Bound", ""),
        (
            "greedy",
            "ReadWriteMany",
            Some("thin-csi"),
            "Pending",
            "multi-node access is not available",
        ),
        (
            "later",
            "ReadWriteOnce",
            Some("local-block"),
            "Pending",
            "waiting for first consumer to be created before binding",
        ),
        (
            "lost",
            "ReadWriteOnce",
            Some("nope"),
            "Pending",
            "storageclass.storage.k8s.io \"nope\" not found",
        ),
        (
            "manual",
            "ReadWriteOnce",
            Some(""),
            "Pending",
            "no persistent volumes available for this claim and no storage class is set",
        ),
    ] {
        assert_eq!(admin.post(CLAIMS, claim(name, mode, class)).await.code, 201);
        assert_eq!(phase(&admin, name).await, expected, "{name}");
        let event = last_event(&admin, name).await;
        assert!(
            if told.is_empty() {
                event.is_empty()
            } else {
                event.contains(told)
            },
            "{name}: {event}"
        );
    }
}

#[tokio::test]
async fn without_any_class_a_claim_waits_and_is_told_why() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(CLAIMS, claim("data", "ReadWriteMany", None)).await;
    assert_eq!(phase(&admin, "data").await, "Pending");
    assert_eq!(
        last_event(&admin, "data").await,
        "no persistent volumes available for this claim and no storage class is set"
    );
}

#[tokio::test]
async fn a_claim_that_waits_for_its_first_consumer_is_bound_when_the_registry_mounts_it() {
    let sandbox = Sandbox::new(Scenario::VsphereRemoved);
    let admin = admin(&sandbox);
    admin
        .post(CLAIMS, claim("registry-rwo", "ReadWriteOnce", Some("thin-csi")))
        .await;
    assert_eq!(phase(&admin, "registry-rwo").await, "Pending");
    let patch = json!({"spec": {
        "managementState": "Managed", "rolloutStrategy": "Recreate", "replicas": 1,
        "storage": {"managementState": "Unmanaged", "pvc": {"claim": "registry-rwo"}},
    }});
    assert_eq!(admin.patch(CONFIG, patch).await.code, 200);
    assert_eq!(phase(&admin, "registry-rwo").await, "Bound");
    assert_eq!(admin.config().await["status"]["readyReplicas"], 1);
}

#[tokio::test]
async fn bad_claims_are_refused_at_the_field() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let admin = admin(&sandbox);
    let with = |pointer: &str, value: Value| {
        let mut claim = claim("data", "ReadWriteOnce", None);
        *claim.pointer_mut(pointer).expect("a field") = value;
        claim
    };
    for (body, field) in [
        (with("/metadata/name", json!("Data")), "metadata.name"),
        (with("/spec/accessModes", json!([])), "spec.accessModes"),
        (
            with("/spec/accessModes", json!(["ReadWriteOften"])),
            "spec.accessModes",
        ),
        (
            with("/spec/accessModes", json!(["ReadWriteOnce", "ReadWriteOncePod"])),
            "spec.accessModes",
        ),
        (
            with("/spec/resources/requests", json!({})),
            "spec.resources[storage]",
        ),
        (
            with("/spec/resources/requests/storage", json!("0")),
            "spec.resources[storage]",
        ),
    ] {
        let refused = admin.post(CLAIMS, body.clone()).await;
        assert_eq!(
            (refused.code, &refused.body["details"]["causes"][0]["field"]),
            (422, &json!(field)),
            "{body}"
        );
        assert!(
            refused.body["message"]
                .as_str()
                .expect("a message")
                .starts_with("PersistentVolumeClaim \"")
        );
    }
    let refused = admin
        .post(CLAIMS, with("/spec/resources/requests/storage", json!("100 Gi")))
        .await;
    assert_eq!(refused.code, 400);
    assert!(
        refused
            .text
            .contains("quantities must match the regular expression")
    );
}

#[tokio::test]
async fn a_strange_field_of_a_claim_is_refused_when_asked_to_be_strict() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let mut body = claim("data", "ReadWriteOnce", None);
    body["spec"]["size"] = json!("100Gi");
    let refused = admin(&sandbox)
        .post(&format!("{CLAIMS}?fieldValidation=Strict"), body)
        .await;
    assert_eq!(refused.code, 400);
    assert_eq!(
        refused.body["message"],
        "PersistentVolumeClaim in version \"v1\" cannot be handled as a PersistentVolumeClaim: strict decoding error: unknown field \"spec.size\""
    );
}

#[tokio::test]
async fn a_claim_is_immutable_but_may_grow_once_bound() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let admin = admin(&sandbox);
    let path = format!("{CLAIMS}/registry-rwx");
    let size = |size: &str| json!({"spec": {"resources": {"requests": {"storage": size}}}});
    assert_eq!(
        admin
            .patch(&path, json!({"spec": {"accessModes": ["ReadWriteOnce"]}}))
            .await
            .code,
        422
    );
    assert_eq!(admin.patch(&path, size("50Gi")).await.code, 422);
    assert_eq!(admin.patch(&path, size("200Gi")).await.code, 200);
}

#[tokio::test]
async fn a_claim_in_use_is_only_marked_when_it_is_deleted() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let admin = admin(&sandbox);
    let path = format!("{CLAIMS}/registry-rwx");
    assert!(admin.delete(&path).await.body["metadata"]["deletionTimestamp"].is_string());
    assert_eq!(admin.get(&path).await.code, 200);
    admin
        .patch(CONFIG, json!({"spec": {"managementState": "Removed"}}))
        .await;
    assert_eq!(admin.get(&path).await.code, 404);
}
