//! What the server says it serves.

use sandbox::{Sandbox, Scenario, token};
use serde_json::json;

use crate::common::{CONFIG, admin, with};

const DEFINITION: &str =
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/configs.imageregistry.operator.openshift.io";

#[tokio::test]
async fn everything_discovered_can_be_listed() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let admin = admin(&sandbox);
    let mut paths = vec!["/api/v1".to_owned()];
    for group in admin.get("/apis").await.body["groups"]
        .as_array()
        .expect("groups")
    {
        paths.push(format!(
            "/apis/{}",
            group["preferredVersion"]["groupVersion"]
                .as_str()
                .expect("a version")
        ));
    }
    let mut listed = 0;
    for path in paths {
        let resources = admin.get(&path).await;
        assert_eq!(resources.code, 200, "{path}");
        for resource in resources.body["resources"].as_array().expect("resources") {
            if !resource["verbs"]
                .as_array()
                .expect("verbs")
                .contains(&json!("list"))
            {
                continue;
            }
            let list = admin
                .get(&format!("{path}/{}", resource["name"].as_str().expect("a name")))
                .await;
            assert_eq!(list.code, 200, "{path} {resource}");
            assert_eq!(
                list.body["kind"],
                format!("{}List", resource["kind"].as_str().expect("a kind"))
            );
            listed += 1;
        }
    }
    assert!(listed >= 31, "{listed}");
}

#[tokio::test]
async fn a_disabled_capability_has_no_group_no_namespace_and_no_capability() {
    let sandbox = Sandbox::new(Scenario::CapabilityDisabled);
    let admin = admin(&sandbox);
    for path in [
        CONFIG,
        "/apis/imageregistry.operator.openshift.io",
        "/apis/imageregistry.operator.openshift.io/v1",
    ] {
        let answer = admin.get(path).await;
        assert_eq!(
            (answer.code, answer.text.as_str()),
            (404, "404 page not found\n"),
            "{path}"
        );
    }
    assert_eq!(
        admin
            .get("/api/v1/namespaces/openshift-image-registry")
            .await
            .code,
        404
    );
    let version = admin
        .get("/apis/config.openshift.io/v1/clusterversions/version")
        .await
        .body;
    let enabled = version["status"]["capabilities"]["enabledCapabilities"]
        .as_array()
        .expect("a list")
        .clone();
    assert!(!enabled.is_empty() && !enabled.contains(&json!("ImageRegistry")));
}

#[tokio::test]
async fn the_definition_names_the_fields_its_release_has() {
    let pointer = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties";
    let current = admin(&Sandbox::new(Scenario::BareMetalRemoved))
        .get(DEFINITION)
        .await
        .body;
    let old = admin(&Sandbox::new(Scenario::Legacy45))
        .get(DEFINITION)
        .await
        .body;
    let new = admin(&Sandbox::new(Scenario::UnknownParts))
        .get(DEFINITION)
        .await
        .body;
    for (field, in_current, in_old, in_new) in [
        ("/replicas", true, true, true),
        ("/logging", true, true, true),
        ("/logLevel", true, false, true),
        ("/topologySpreadConstraints", true, false, true),
        ("/storage/properties/managementState", true, false, true),
        ("/storage/properties/s3/properties/bucket", true, true, true),
        ("/storage/properties/s3/properties/trustedCA", true, false, true),
        (
            "/storage/properties/azure/properties/networkAccess",
            true,
            false,
            true,
        ),
        ("/storage/properties/ibmcos", true, false, true),
        ("/storage/properties/tape", false, false, true),
    ] {
        let has = |definition: &serde_json::Value| definition.pointer(&format!("{pointer}{field}")).is_some();
        assert_eq!(
            (has(&current), has(&old), has(&new)),
            (in_current, in_old, in_new),
            "{field}"
        );
    }
}

#[tokio::test]
async fn health_and_version_are_public_and_nothing_else_is() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let stranger = with(&sandbox, "");
    assert_eq!(stranger.get("/healthz").await.text, "ok");
    assert_eq!(stranger.get("/version").await.body["major"], "1");
    assert_eq!(stranger.get("/apis").await.code, 403);
    assert_eq!(with(&sandbox, token::NOBODY).get("/apis").await.code, 200);
}
