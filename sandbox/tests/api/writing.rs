//! Writes of ordinary objects: creation, replacement, deletion, and every way they are refused.

use sandbox::{Sandbox, Scenario};
use serde_json::json;

use crate::common::admin;

const MAPS: &str = "/api/v1/namespaces/openshift-config/configmaps";

#[tokio::test]
async fn a_created_object_gets_identity_version_and_time() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let created = admin
        .post(MAPS, json!({"metadata": {"name": "a"}, "data": {"k": "v"}}))
        .await;
    assert_eq!(created.code, 201);
    for field in ["uid", "resourceVersion", "creationTimestamp", "namespace"] {
        assert!(
            created.body["metadata"][field].is_string(),
            "{field}: {}",
            created.text
        );
    }
    assert_eq!(
        (&created.body["apiVersion"], &created.body["kind"]),
        (&json!("v1"), &json!("ConfigMap"))
    );
    assert_eq!(admin.get(&format!("{MAPS}/a")).await.body, created.body);
}

#[tokio::test]
async fn a_second_object_of_the_same_name_already_exists() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let map = json!({"metadata": {"name": "a"}});
    admin.post(MAPS, map.clone()).await;
    let refused = admin.post(MAPS, map).await;
    assert_eq!(
        (refused.code, &refused.body["reason"]),
        (409, &json!("AlreadyExists"))
    );
    assert_eq!(refused.body["message"], "configmaps \"a\" already exists");
}

#[tokio::test]
async fn a_generated_name_keeps_its_prefix() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let created = admin(&sandbox)
        .post(MAPS, json!({"metadata": {"generateName": "trust-"}}))
        .await;
    let name = created.body["metadata"]["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    assert!(
        name.starts_with("trust-") && name.len() == "trust-".len() + 5,
        "{name}"
    );
}

#[tokio::test]
async fn nothing_is_created_in_a_namespace_that_does_not_exist() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let refused = admin(&sandbox)
        .post(
            "/api/v1/namespaces/nowhere/configmaps",
            json!({"metadata": {"name": "a"}}),
        )
        .await;
    assert_eq!(
        (refused.code, &refused.body["message"]),
        (404, &json!("namespaces \"nowhere\" not found"))
    );
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_bad_requests() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for body in [
        json!({"metadata": {"name": "a", "namespace": "elsewhere"}}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}}),
        json!([1, 2]),
    ] {
        let refused = admin.post(MAPS, body.clone()).await;
        assert_eq!(
            (refused.code, &refused.body["reason"]),
            (400, &json!("BadRequest")),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_version_on_a_new_object_is_an_error_without_a_reason() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let refused = admin(&sandbox)
        .post(MAPS, json!({"metadata": {"name": "a", "resourceVersion": "5"}}))
        .await;
    assert_eq!((refused.code, refused.body.get("reason")), (500, None));
    assert_eq!(
        refused.body["message"],
        "resourceVersion should not be set on objects to be created"
    );
}

#[tokio::test]
async fn a_collection_is_deleted_as_far_as_it_is_selected() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (name, side) in [("a", "left"), ("b", "right")] {
        let map = json!({"metadata": {"name": name, "labels": {"side": side}}});
        admin.post(MAPS, map).await;
    }
    let deleted = admin.delete(&format!("{MAPS}?labelSelector=side%3Dleft")).await;
    assert_eq!(
        (deleted.code, &deleted.body["kind"]),
        (200, &json!("ConfigMapList"))
    );
    assert_eq!(admin.get(&format!("{MAPS}/a")).await.code, 404);
    assert_eq!(admin.get(&format!("{MAPS}/b")).await.code, 200);
}

#[tokio::test]
async fn names_follow_the_rule_for_names() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for name in ["Upper", "under_score", "-dash", "dot.", "a..b"] {
        let refused = admin.post(MAPS, json!({"metadata": {"name": name}})).await;
        assert_eq!(
            (refused.code, &refused.body["details"]["causes"][0]["field"]),
            (422, &json!("metadata.name")),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_replacement_needs_the_newest_version() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let first = admin
        .post(MAPS, json!({"metadata": {"name": "a"}, "data": {"k": "1"}}))
        .await
        .body;
    let mut second = first.clone();
    second["data"]["k"] = json!("2");
    assert_eq!(admin.put(&format!("{MAPS}/a"), second.clone()).await.code, 200);
    let refused = admin.put(&format!("{MAPS}/a"), second).await;
    assert_eq!((refused.code, &refused.body["reason"]), (409, &json!("Conflict")));
}

#[tokio::test]
async fn a_replacement_cannot_change_the_name() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(MAPS, json!({"metadata": {"name": "a"}})).await;
    assert_eq!(
        admin
            .put(&format!("{MAPS}/a"), json!({"metadata": {"name": "b"}}))
            .await
            .code,
        400
    );
}

#[tokio::test]
async fn a_write_that_changes_nothing_keeps_the_version() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let created = admin
        .post(MAPS, json!({"metadata": {"name": "a"}, "data": {"k": "v"}}))
        .await
        .body;
    let same = admin
        .patch(&format!("{MAPS}/a"), json!({"data": {"k": "v"}}))
        .await
        .body;
    assert_eq!(same, created);
}

#[tokio::test]
async fn only_merge_patches_are_taken() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(MAPS, json!({"metadata": {"name": "a"}})).await;
    let response = admin
        .send(
            http::Method::PATCH,
            &format!("{MAPS}/a"),
            "application/json-patch+json",
            "[]",
        )
        .await;
    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn a_deletion_says_what_was_deleted_and_a_second_one_finds_nothing() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(MAPS, json!({"metadata": {"name": "a"}})).await;
    let deleted = admin.delete(&format!("{MAPS}/a")).await;
    assert_eq!((deleted.code, &deleted.body["status"]), (200, &json!("Success")));
    assert_eq!(admin.delete(&format!("{MAPS}/a")).await.code, 404);
}

#[tokio::test]
async fn a_deletion_can_insist_on_the_object_it_means() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let created = admin.post(MAPS, json!({"metadata": {"name": "a"}})).await.body;
    let path = format!("{MAPS}/a");
    for wrong in [json!({"uid": "another"}), json!({"resourceVersion": "1"})] {
        let refused = admin.delete_with(&path, json!({"preconditions": wrong})).await;
        assert_eq!((refused.code, &refused.body["reason"]), (409, &json!("Conflict")));
    }
    let right =
        json!({"uid": created["metadata"]["uid"], "resourceVersion": created["metadata"]["resourceVersion"]});
    assert_eq!(
        admin
            .delete_with(&path, json!({"preconditions": right}))
            .await
            .code,
        200
    );
}

#[tokio::test]
async fn dry_runs_of_every_write_leave_no_trace() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let kept = admin.post(MAPS, json!({"metadata": {"name": "kept"}})).await.body;
    let mut changed = kept.clone();
    changed["data"] = json!({"k": "v"});
    assert_eq!(
        admin
            .post(&format!("{MAPS}?dryRun=All"), json!({"metadata": {"name": "b"}}))
            .await
            .code,
        201
    );
    assert_eq!(
        admin.put(&format!("{MAPS}/kept?dryRun=All"), changed).await.body["data"],
        json!({"k": "v"})
    );
    assert_eq!(admin.delete(&format!("{MAPS}/kept?dryRun=All")).await.code, 200);
    assert_eq!(admin.get(&format!("{MAPS}/b")).await.code, 404);
    assert_eq!(admin.get(&format!("{MAPS}/kept")).await.body, kept);
}

#[tokio::test]
async fn a_body_of_more_than_three_mebibytes_is_too_large() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let refused = admin(&sandbox)
        .post(
            MAPS,
            json!({"metadata": {"name": "a"}, "data": {"k": "x".repeat(3 << 20)}}),
        )
        .await;
    assert_eq!(
        (refused.code, &refused.body["reason"]),
        (413, &json!("RequestEntityTooLarge"))
    );
}
