//! The Config the operator makes when there is none.

use serde_json::{Value, json};

use super::storage;
use crate::json::text;
use crate::resources::{configs, infrastructures};
use crate::store::Store;

/// The Config for the platform of this cluster: Removed where the platform offers no storage.
pub(super) fn for_platform(store: &Store) -> Value {
    let chosen = storage::platform_default(store);
    let single = store
        .get(&infrastructures::RESOURCE, "", "cluster")
        .is_some_and(|found| text(found, "/status/infrastructureTopology") == "SingleReplica");
    let cloud = ["s3", "azure", "gcs", "ibmcos", "swift"]
        .iter()
        .any(|member| chosen[*member].is_object());
    let claim = chosen["pvc"].is_object();
    let mut config = config(chosen);
    let spec = &mut config["spec"];
    if spec["storage"] != json!({}) {
        spec["managementState"] = json!("Managed");
    }
    if cloud && !single {
        spec["replicas"] = json!(2);
    }
    if claim {
        spec["rolloutStrategy"] = json!("Recreate");
    }
    config
}

/// A Removed registry of one replica, with the fields the operator always writes.
pub(crate) fn config(storage: Value) -> Value {
    json!({
        "apiVersion": "imageregistry.operator.openshift.io/v1", "kind": "Config",
        "metadata": {"name": configs::NAME, "finalizers": ["imageregistry.operator.openshift.io/finalizer"]},
        "spec": {
            "logLevel": "Normal", "operatorLogLevel": "Normal", "managementState": "Removed", "replicas": 1,
            "rolloutStrategy": "RollingUpdate", "proxy": {}, "storage": storage, "unsupportedConfigOverrides": null,
            "requests": {"read": {"maxWaitInQueue": "0s"}, "write": {"maxWaitInQueue": "0s"}},
            "observedConfig": {"servingInfo": {
                "minTLSVersion": "VersionTLS12",
                "cipherSuites": [
                    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                ],
            }},
        },
        "status": {"conditions": [], "generations": [], "readyReplicas": 0, "storage": {}, "storageManaged": false},
    })
}
