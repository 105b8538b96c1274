//! What the drivers of object stores have in common: there is no cloud behind a sandbox. With credentials the bucket is
//! there; without them the operator says what it says.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::json::{object, text};
use crate::operator::Pass;
use crate::resources::{infrastructures, secrets};

pub(super) const USER: &str = "image-registry-private-configuration-user";
pub(super) const CLUSTER: &str = "installer-cloud-credentials";

/// Where the credentials come from.
pub(super) enum Secret {
    /// The user's secret, whole or not at all.
    User(Arc<Value>),
    /// The cluster's own.
    Minted(Arc<Value>),
}

/// The user's secret if it exists, else the cluster's.
pub(super) fn secret(pass: &Pass<'_>) -> Result<Secret, String> {
    if let Some(secret) = pass.own(&secrets::RESOURCE, USER) {
        return Ok(Secret::User(Arc::clone(secret)));
    }
    match pass.own(&secrets::RESOURCE, CLUSTER) {
        Some(secret) => Ok(Secret::Minted(Arc::clone(secret))),
        None => Err(format!(
            "unable to get cluster minted credentials \"openshift-image-registry/{CLUSTER}\": secret \"{CLUSTER}\" not found"
        )),
    }
}

/// The value of a key that must be there, base64 as it is stored.
pub(super) fn required<'a>(secret: &'a Value, name: &str, key: &str) -> Result<&'a str, String> {
    secret["data"].get(key).and_then(Value::as_str).ok_or_else(|| {
        format!(
            "secret \"{}/{name}\" does not contain required key \"{key}\"",
            text(secret, "/metadata/namespace")
        )
    })
}

/// What the infrastructure object says of its platform; empty on another one.
pub(super) fn platform(pass: &Pass<'_>, platform: &str, field: &str) -> String {
    pass.store
        .get(&infrastructures::RESOURCE, "", "cluster")
        .map_or_else(String::new, |found| {
            text(found, &format!("/status/platformStatus/{platform}/{field}")).to_owned()
        })
}

/// Fills in the name the operator makes up when the spec has none; true when it did.
pub(super) fn name(pass: &mut Pass<'_>, member: &str, field: &str) -> bool {
    if !text(&pass.config, &format!("/spec/storage/{member}/{field}")).is_empty() {
        return false;
    }
    let cluster = pass
        .store
        .get(&infrastructures::RESOURCE, "", "cluster")
        .map_or("cluster", |found| text(found, "/status/infrastructureName"))
        .to_owned();
    let place = match member {
        "s3" => platform(pass, "aws", "region"),
        "gcs" => platform(pass, "gcp", "region"),
        "ibmcos" => platform(pass, "ibmcloud", "location"),
        _ => String::new(),
    };
    let mut made = format!("{cluster}-image-registry-{place}");
    made.truncate(62);
    object(&mut pass.config["spec"]["storage"], member)
        .insert(field.into(), json!(made.trim_end_matches('-')));
    true
}
