//! Config maps and secrets: the rules for their keys, and what happens to plain text.

use std::sync::Arc;

use sandbox::{ManualClock, Sandbox, Scenario, SignedDuration, Timestamp, token};
use serde_json::{Value, json};

use crate::common::{admin, with};

const MAPS: &str = "/api/v1/namespaces/openshift-config/configmaps";
const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";

#[tokio::test]
async fn a_colon_in_a_key_is_refused_in_the_api_servers_words() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let map = json!({"metadata": {"name": "registry-config"}, "data": {"registry-with-port.example.com:5000": "PEM"}});
    let refused = admin(&sandbox).post(MAPS, map).await;
    let sample: Value =
        serde_json::from_str(include_str!("../../fixtures/error-422-configmap-key.json")).expect("a sample");
    assert_eq!((refused.code, refused.body), (422, sample));
}

#[tokio::test]
async fn keys_keep_to_their_alphabet_and_length() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (key, code) in [
        ("host..5000", 201),
        ("Under_score-1.pem", 201),
        ("..", 422),
        ("..host", 422),
        ("a b", 422),
        ("", 422),
        (&"x".repeat(254), 422),
    ] {
        let mut data = serde_json::Map::new();
        data.insert(key.to_owned(), json!("v"));
        let answer = admin
            .post(
                &format!("{MAPS}?dryRun=All"),
                json!({"metadata": {"name": "a"}, "data": data}),
            )
            .await;
        assert_eq!(answer.code, code, "{key:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_config_map_holds_one_mebibyte_and_not_a_byte_more() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (bytes, code) in [(1_048_576, 201), (1_048_577, 422)] {
        let map = json!({"metadata": {"name": "a"}, "data": {"k": "x".repeat(bytes)}});
        assert_eq!(admin.post(&format!("{MAPS}?dryRun=All"), map).await.code, code);
    }
}

#[tokio::test]
async fn a_patch_of_one_key_leaves_the_others() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin
        .post(
            MAPS,
            json!({"metadata": {"name": "a"}, "data": {"one": "1", "two": "2", "three": "3"}}),
        )
        .await;
    let patched = admin
        .patch(&format!("{MAPS}/a"), json!({"data": {"two": null, "four": "4"}}))
        .await
        .body;
    assert_eq!(patched["data"], json!({"one": "1", "three": "3", "four": "4"}));
}

#[tokio::test]
async fn plain_text_of_a_secret_is_encoded_and_never_comes_back_plain() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let secret = json!({"metadata": {"name": "s"}, "stringData": {"KEY": "a:b"}});
    let created = admin(&sandbox).post(SECRETS, secret).await;
    assert_eq!(
        (created.code, &created.body["type"], &created.body["data"]),
        (201, &json!("Opaque"), &json!({"KEY": "YTpi"}))
    );
    assert!(created.body.get("stringData").is_none());
}

#[tokio::test]
async fn a_patch_with_plain_text_is_encoded_too() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin
        .post(
            SECRETS,
            json!({"metadata": {"name": "s"}, "stringData": {"A": "1"}}),
        )
        .await;
    let patched = admin
        .patch(&format!("{SECRETS}/s"), json!({"stringData": {"B": "2"}}))
        .await
        .body;
    assert_eq!(patched["data"], json!({"A": "MQ==", "B": "Mg=="}));
    assert!(patched.get("stringData").is_none());
}

#[tokio::test]
async fn data_that_is_not_base64_and_pull_secrets_that_are_not_json_are_refused() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let refused = admin
        .post(
            SECRETS,
            json!({"metadata": {"name": "s"}, "data": {"k": "no base64!"}}),
        )
        .await;
    assert_eq!(refused.code, 400);
    assert_eq!(
        refused.body["message"],
        "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 2"
    );
    let pull = json!({"metadata": {"name": "p"}, "type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": "hunter2"}});
    let refused = admin.post(SECRETS, pull).await;
    assert_eq!(refused.code, 422);
    assert_eq!(
        refused.body["details"]["causes"][0]["field"],
        "data[.dockerconfigjson]"
    );
    assert!(!refused.text.contains("hunter2"), "{}", refused.text);
}

#[tokio::test]
async fn a_tls_secret_needs_both_halves_and_keeps_its_type() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let refused = admin
        .post(
            SECRETS,
            json!({"metadata": {"name": "t"}, "type": "kubernetes.io/tls", "stringData": {"tls.crt": "c"}}),
        )
        .await;
    assert_eq!(
        (refused.code, &refused.body["details"]["causes"][0]["field"]),
        (422, &json!("data[tls.key]"))
    );
    admin.post(SECRETS, json!({"metadata": {"name": "o"}})).await;
    assert_eq!(
        admin
            .patch(&format!("{SECRETS}/o"), json!({"type": "kubernetes.io/tls"}))
            .await
            .code,
        422
    );
}

#[tokio::test]
async fn plain_text_wins_over_data_of_the_same_key_and_is_merged_with_the_rest() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let secret = json!({"metadata": {"name": "s"}, "data": {"A": "MQ==", "B": "MQ=="}, "stringData": {"A": "2", "C": "3"}});
    let created = admin.post(SECRETS, secret).await.body;
    assert_eq!(created["data"], json!({"A": "Mg==", "B": "MQ==", "C": "Mw=="}));
    let patch = json!({"data": {"B": null, "A": "MQ=="}, "stringData": {"A": "4"}});
    let patched = admin.patch(&format!("{SECRETS}/s"), patch).await.body;
    assert_eq!(patched["data"], json!({"A": "NA==", "C": "Mw=="}));
}

#[tokio::test]
async fn a_secret_says_who_wrote_it_last_and_when_and_a_write_of_the_same_is_none() {
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let sandbox = Sandbox::builder(Scenario::BareMetalRemoved)
        .clock(Arc::clone(&clock))
        .build();
    let admin = admin(&sandbox);
    let managed = |secret: &Value| {
        let fields = secret["metadata"]["managedFields"].as_array().expect("a list");
        let pair = |entry: &Value| {
            format!(
                "{} {}",
                entry["manager"].as_str().unwrap(),
                entry["time"].as_str().unwrap()
            )
        };
        fields.iter().map(pair).collect::<Vec<_>>()
    };
    let secret = json!({"metadata": {"name": "s", "managedFields": [{"manager": "forged"}]}, "stringData": {"A": "1"}});
    let made = admin
        .post(&format!("{SECRETS}?fieldManager=one"), secret)
        .await
        .body;
    assert_eq!(managed(&made), ["one 1970-01-01T00:00:00Z"]);
    clock.advance(SignedDuration::from_secs(60));
    for (key, expected) in [
        ("1", vec!["one 1970-01-01T00:00:00Z"]),
        ("2", vec!["one 1970-01-01T00:00:00Z", "two 1970-01-01T00:01:00Z"]),
    ] {
        let path = format!("{SECRETS}/s?fieldManager=two");
        admin.patch(&path, json!({"stringData": {"A": key}})).await;
        let now = admin.get(&format!("{SECRETS}/s")).await.body;
        assert_eq!(managed(&now), expected);
    }
}

#[tokio::test]
async fn a_closed_secret_is_deleted_and_not_changed() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let secret = json!({"metadata": {"name": "s"}, "immutable": true, "stringData": {"A": "1"}});
    admin.post(SECRETS, secret).await;
    let path = format!("{SECRETS}/s");
    for (patch, field) in [
        (json!({"stringData": {"A": "canary"}}), "data"),
        (json!({"immutable": false}), "immutable"),
    ] {
        let refused = admin.patch(&path, patch).await;
        let cause = &refused.body["details"]["causes"][0];
        assert_eq!((refused.code, cause["field"].as_str()), (422, Some(field)));
        assert_eq!(
            cause["message"],
            "Forbidden: field is immutable when `immutable` is set"
        );
        assert!(!refused.text.contains("canary"), "{}", refused.text);
    }
    assert_eq!(admin.delete(&path).await.code, 200);
}

#[tokio::test]
async fn whoever_may_only_read_the_cluster_reads_its_config_maps_and_no_secret() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    admin(&sandbox)
        .post(SECRETS, json!({"metadata": {"name": "s"}}))
        .await;
    let reader = with(&sandbox, token::READER);
    assert_eq!(reader.get(&format!("{SECRETS}/s")).await.code, 403);
    assert_eq!(reader.get(SECRETS).await.code, 403);
    assert_eq!(reader.get(MAPS).await.code, 200);
}
