//! Google, Azure, OpenStack and IBM clusters: what the operator made there, and which credentials the cloud gave.

use serde_json::{Value, json};

use super::Scenario;
use crate::operator::bootstrap;
use crate::resources::configs::NAMESPACE;

/// The secrets of a scenario. The values are nobody's.
pub(super) fn objects(scenario: Scenario) -> Vec<Value> {
    match scenario {
        Scenario::Gcp => vec![minted(json!({"service_account.json": "e30="}))],
        Scenario::Azure => vec![minted(json!({
            "azure_client_id": "c2FuZGJveA==", "azure_client_secret": "c2FuZGJveA==",
            "azure_region": "c3dlZGVuY2VudHJhbA==", "azure_resourcegroup": "bGFnb29uLTd0ejVjLXJn",
            "azure_subscription_id": "c2FuZGJveA==", "azure_tenant_id": "c2FuZGJveA==",
        }))],
        Scenario::OpenStack => vec![minted(json!({"clouds.yaml": "Y2xvdWRzOiB7b3BlbnN0YWNrOiB7fX0K"}))],
        Scenario::IbmCloud | Scenario::IbmCloudPreparing => {
            vec![minted(json!({"ibmcloud_api_key": "c2FuZGJveA=="}))]
        }
        Scenario::AzureIncomplete => vec![secret(
            "image-registry-private-configuration-user",
            &json!({"REGISTRY_STORAGE_AZURE_ACCOUNTKEY": "YTJWNQ=="}),
        )],
        _ => Vec::new(),
    }
}

fn minted(data: Value) -> Value {
    secret("installer-cloud-credentials", &data)
}

fn secret(name: &str, data: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": {"name": name, "namespace": NAMESPACE}, "data": data,
    })
}

/// The configuration of a scenario, where it is one of these.
pub(super) fn config(scenario: Scenario) -> Option<Value> {
    let storage = match scenario {
        Scenario::Gcp => json!({"gcs": {}}),
        Scenario::Azure => json!({"azure": {}}),
        Scenario::OpenStack => json!({"swift": {}}),
        Scenario::IbmCloud => json!({"ibmcos": {}}),
        Scenario::IbmCloudPreparing => json!({"ibmcos": {
            "serviceInstanceCRN": "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e2d3c4b5a69788796a5b4c3d2e1f0:sandbox-provisioning::",
        }}),
        Scenario::AzureIncomplete => json!({"azure": {"accountName": "acmeregistry"}}),
        _ => return None,
    };
    let mut config = bootstrap::config(storage);
    config["spec"]["managementState"] = json!("Managed");
    config["spec"]["replicas"] = json!(2);
    Some(config)
}
