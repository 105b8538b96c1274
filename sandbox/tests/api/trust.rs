//! The trust store: what naming a ConfigMap of CAs brings about.

use sandbox::{Sandbox, Scenario};
use serde_json::json;

use crate::common::{DEPLOYMENT, OPERATOR, admin, condition};

const IMAGES: &str = "/apis/config.openshift.io/v1/images/cluster";
const MAPS: &str = "/api/v1/namespaces/openshift-config/configmaps";
const MERGED: &str = "/api/v1/namespaces/openshift-image-registry/configmaps/image-registry-certificates";

#[tokio::test]
async fn a_named_config_map_reaches_the_pods_and_rolls_them() {
    let sandbox = Sandbox::new(Scenario::ReadyEmptydir);
    let admin = admin(&sandbox);
    let before = admin.get(DEPLOYMENT).await.body["spec"]["template"].clone();
    admin
        .post(
            MAPS,
            json!({"metadata": {"name": "registry-config"}, "data": {"host..5000": "PEM"}}),
        )
        .await;
    admin
        .patch(
            IMAGES,
            json!({"spec": {"additionalTrustedCA": {"name": "registry-config"}}}),
        )
        .await;
    assert_eq!(admin.get(MERGED).await.body["data"]["host..5000"], "PEM");
    assert_ne!(admin.get(DEPLOYMENT).await.body["spec"]["template"], before);
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=True/Ready"
    );
}

#[tokio::test]
async fn a_named_config_map_that_is_missing_degrades_the_operator_and_keeps_the_last_copy() {
    let sandbox = Sandbox::new(Scenario::ReadyEmptydir);
    let admin = admin(&sandbox);
    admin
        .post(
            MAPS,
            json!({"metadata": {"name": "registry-config"}, "data": {"host": "PEM"}}),
        )
        .await;
    admin
        .patch(
            IMAGES,
            json!({"spec": {"additionalTrustedCA": {"name": "registry-config"}}}),
        )
        .await;
    admin.delete(&format!("{MAPS}/registry-config")).await;
    let config = admin.config().await;
    assert_eq!(
        condition(&config, "ImageRegistryCertificatesControllerDegraded"),
        "ImageRegistryCertificatesControllerDegraded=True/Error"
    );
    assert_eq!(condition(&config, "Available"), "Available=True/Ready");
    assert_eq!(
        condition(&admin.get(OPERATOR).await.body, "Degraded"),
        "Degraded=True/ImageRegistryCertificatesControllerError"
    );
    assert_eq!(admin.get(MERGED).await.body["data"]["host"], "PEM");
    admin
        .patch(IMAGES, json!({"spec": {"additionalTrustedCA": {"name": ""}}}))
        .await;
    assert!(admin.get(MERGED).await.body["data"].get("host").is_none());
}

#[tokio::test]
async fn new_credentials_roll_the_pods() {
    let sandbox = Sandbox::new(Scenario::ManagedS3);
    let admin = admin(&sandbox);
    let before = admin.get(DEPLOYMENT).await.body["spec"]["template"].clone();
    let keys = json!({"REGISTRY_STORAGE_S3_ACCESSKEY": "a", "REGISTRY_STORAGE_S3_SECRETKEY": "s"});
    let secret =
        json!({"metadata": {"name": "image-registry-private-configuration-user"}, "stringData": keys});
    admin
        .post("/api/v1/namespaces/openshift-image-registry/secrets", secret)
        .await;
    let after = admin.get(DEPLOYMENT).await.body["spec"]["template"].clone();
    assert_ne!(after, before);
    assert!(!after.to_string().contains("\"s\""));
}
