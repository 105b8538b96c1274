//! Storage keys in every state: none, half of them, and the user's own beside the cluster's.

use serde_json::{Value, json};

use super::Scenario;
use crate::operator::bootstrap;
use crate::resources::configs::NAMESPACE;

const ACCESS: &str = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET: &str = "REGISTRY_STORAGE_S3_SECRETKEY";

/// The user's secret, where a scenario has one. The values are nobody's.
pub(super) fn objects(scenario: Scenario) -> Vec<Value> {
    let data = match scenario {
        Scenario::HalfSecret => json!({ACCESS: "QUtJQVNBTkRCT1hTQU5EQk9Y"}),
        Scenario::OwnKeys => json!({ACCESS: "QUtJQVNBTkRCT1hTQU5EQk9Y", SECRET: "c2FuZGJveA=="}),
        _ => return Vec::new(),
    };
    vec![json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": data,
        "metadata": {
            "name": "image-registry-private-configuration-user", "namespace": NAMESPACE,
            "creationTimestamp": "2026-07-02T08:30:00Z",
            "managedFields": [{"manager": "kubectl-create", "operation": "Update", "apiVersion": "v1",
                "time": "2026-07-02T08:30:00Z", "fieldsType": "FieldsV1", "fieldsV1": {}}],
        },
    })]
}

/// The configuration of a scenario, where it is one of these: a bucket of the user's own.
pub(super) fn config(scenario: Scenario) -> Option<Value> {
    if !matches!(
        scenario,
        Scenario::NoCredentials | Scenario::HalfSecret | Scenario::OwnKeys
    ) {
        return None;
    }
    let mut config = bootstrap::config(json!({"s3": {"bucket": "acme-registry", "region": "eu-west-1"}}));
    config["spec"]["managementState"] = json!("Managed");
    config["spec"]["storage"]["managementState"] = json!("Unmanaged");
    config["spec"]["replicas"] = json!(2);
    Some(config)
}
