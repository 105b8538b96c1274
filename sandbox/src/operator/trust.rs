//! The CAs the registry trusts: the ConfigMap the cluster's image settings name, merged for the pods.

use serde_json::{Map, Value, json};

use super::Pass;
use crate::json::text;
use crate::resources::{configmaps, images_config};
use crate::store::mix;

const MERGED: &str = "image-registry-certificates";

/// The ConfigMap that is named but not there.
pub(super) fn missing(pass: &Pass<'_>) -> Option<String> {
    let name = reference(pass)?;
    let found = pass.store.get(&configmaps::RESOURCE, "openshift-config", &name);
    found.is_none().then_some(name)
}

/// Copies the keys of the user's ConfigMap next to the service CA. A missing one leaves the last copy alone.
pub(super) fn sync(pass: &mut Pass<'_>) {
    if missing(pass).is_some() {
        return;
    }
    let Some(merged) = pass.own(&configmaps::RESOURCE, MERGED) else {
        return;
    };
    let mut merged = (**merged).clone();
    merged["data"] = Value::Object(keys(pass));
    pass.put(&configmaps::RESOURCE, merged);
}

/// Changes when the merged CAs do, so that the pods are replaced.
pub(super) fn checksum(pass: &Pass<'_>) -> Option<String> {
    let data = pass.own(&configmaps::RESOURCE, MERGED)?["data"].to_string();
    let digest = data.bytes().fold(0_u64, |hash, byte| mix(hash ^ u64::from(byte)));
    Some(format!("sha256:{digest:016x}"))
}

fn keys(pass: &Pass<'_>) -> Map<String, Value> {
    let mut keys = Map::new();
    for service in ["svc", "svc.cluster.local"] {
        let host = format!("image-registry.openshift-image-registry.{service}..5000");
        keys.insert(
            host,
            json!("-----BEGIN CERTIFICATE-----\nc2VydmljZSBDQQ==\n-----END CERTIFICATE-----\n"),
        );
    }
    let user =
        reference(pass).and_then(|name| pass.store.get(&configmaps::RESOURCE, "openshift-config", &name));
    if let Some(data) = user.and_then(|map| map["data"].as_object()) {
        keys.extend(data.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    keys
}

fn reference(pass: &Pass<'_>) -> Option<String> {
    let images = pass.store.get(&images_config::RESOURCE, "", "cluster")?;
    let name = text(images, "/spec/additionalTrustedCA/name");
    (!name.is_empty()).then(|| name.to_owned())
}
