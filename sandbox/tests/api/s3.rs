//! Buckets as the simulated operator treats them: what it makes and cares for, and what it says when it cannot.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};

use crate::common::{CONFIG, Someone, admin, condition, message};

const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";
const CONFIG_MAPS: &str = "/api/v1/namespaces/openshift-config/configmaps";

async fn keys(admin: &Someone, access: &str) {
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": {"name": "image-registry-private-configuration-user"},
        "data": {
            "REGISTRY_STORAGE_S3_ACCESSKEY": STANDARD.encode(access),
            "REGISTRY_STORAGE_S3_SECRETKEY": STANDARD.encode("secret"),
        },
    });
    let answer = admin.post(SECRETS, secret).await;
    assert_eq!(answer.code, 201, "{}", answer.text);
}

/// A user-provisioned cluster on AWS with this configuration saved.
async fn saved(access: Option<&str>, owner: &str, s3: Value) -> (Someone, Value) {
    let sandbox = Sandbox::builder(Scenario::AwsRemoved).build();
    let admin = admin(&sandbox);
    if let Some(access) = access {
        keys(&admin, access).await;
    }
    let storage = json!({"s3": s3, "managementState": owner});
    let patch = json!({"spec": {"managementState": "Managed", "storage": storage}});
    let answer = admin
        .patch(&format!("{CONFIG}?fieldValidation=Strict"), patch)
        .await;
    assert_eq!(answer.code, 200, "{}", answer.text);
    let config = admin.config().await;
    (admin, config)
}

#[tokio::test]
async fn a_bucket_of_the_users_is_adopted_and_left_as_it_is() {
    let s3 = json!({"bucket": "acme-registry", "region": "eu-west-1"});
    let (_, config) = saved(Some("AKIA"), "Unmanaged", s3).await;
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=True/S3 Bucket Exists"
    );
    assert_eq!(condition(&config, "StorageEncrypted"), "no StorageEncrypted");
    assert_eq!(
        config["spec"]["storage"],
        json!({"managementState": "Unmanaged", "s3": {
            "bucket": "acme-registry", "region": "eu-west-1", "trustedCA": {"name": ""}, "virtualHostedStyle": false}})
    );
}

#[tokio::test]
async fn a_bucket_of_the_operators_is_named_encrypted_and_cared_for() {
    let (_, config) = saved(Some("AKIA"), "Managed", json!({"region": "eu-west-1"})).await;
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=True/Creation Successful"
    );
    assert_eq!(
        condition(&config, "StoragePublicAccessBlocked"),
        "StoragePublicAccessBlocked=True/Public Access Block Successful"
    );
    assert_eq!(
        condition(&config, "StorageIncompleteUploadCleanupEnabled"),
        "StorageIncompleteUploadCleanupEnabled=True/Enable Cleanup Successful"
    );
    let s3 = &config["spec"]["storage"]["s3"];
    assert_eq!(s3["encrypt"], true);
    assert!(
        s3["bucket"]
            .as_str()
            .is_some_and(|name| name.ends_with("-image-registry-eu-west-1"))
    );
}

#[tokio::test]
async fn what_stands_against_a_bucket_is_said_in_the_operators_words() {
    let bucket = |name: &str| json!({"bucket": name, "region": "eu-west-1"});
    let at = |endpoint: &str| json!({"bucket": "b", "region": "us-east-1", "regionEndpoint": endpoint});
    for (access, s3, exists, says) in [
        (
            None,
            bucket("acme-registry"),
            "Unknown/S3 Configuration Changed",
            "unable to get cluster minted credentials",
        ),
        (
            Some("WRONG"),
            bucket("acme-registry"),
            "False/InvalidAccessKeyId",
            "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
        ),
        (
            Some("AKIA"),
            bucket("foreign-registry"),
            "False/Unable to Access Bucket",
            "BucketAlreadyExists",
        ),
        (
            Some("AKIA"),
            at("https://minio.corp.example:9"),
            "Unknown/Unknown Error Occurred",
            "RequestError: send request failed\ncaused by: Head \"https://minio.corp.example:9/b\": dial tcp",
        ),
        (
            Some("AKIA"),
            at("https://private-ca.corp.example"),
            "Unknown/Unknown Error Occurred",
            "x509: certificate signed by unknown authority",
        ),
    ] {
        let (_, config) = saved(access, "Unmanaged", s3).await;
        assert_eq!(
            condition(&config, "StorageExists"),
            format!("StorageExists={exists}")
        );
        assert_eq!(condition(&config, "Progressing"), "Progressing=True/Error");
        let said = message(&config, "Progressing");
        assert!(said.contains(says), "{said}");
    }
}

#[tokio::test]
async fn a_private_authority_is_trusted_once_its_config_map_is_there() {
    let s3 = json!({"bucket": "b", "region": "us-east-1", "regionEndpoint": "https://private-ca.corp.example",
        "trustedCA": {"name": "registry-s3-ca"}});
    let (admin, config) = saved(Some("AKIA"), "Unmanaged", s3).await;
    assert_eq!(condition(&config, "Progressing"), "Progressing=True/Error");
    let bundle = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "registry-s3-ca"},
        "data": {"ca-bundle.crt": "-----BEGIN CERTIFICATE-----"}});
    let answer = admin.post(CONFIG_MAPS, bundle).await;
    assert_eq!(answer.code, 201, "{}", answer.text);
    assert_eq!(
        condition(&admin.config().await, "StorageExists"),
        "StorageExists=True/S3 Bucket Exists"
    );
}
