//! The driver of S3, and what the drivers of object stores have in common: there is no cloud behind a sandbox. With
//! credentials the bucket is there; without them the operator says what it says.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Adopted;
use crate::json::{object, text};
use crate::operator::Pass;
use crate::resources::{infrastructures, secrets};

pub(super) const USER: &str = "image-registry-private-configuration-user";
pub(super) const CLUSTER: &str = "installer-cloud-credentials";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    if super::in_force(pass, "s3") {
        return Ok(None);
    }
    let found = credentials(pass);
    super::changed(pass, "S3");
    found?;
    if let Some(refusal) = unreachable(pass) {
        pass.condition("StorageExists", "Unknown", "Unknown Error Occurred", &refusal);
        return Err(refusal);
    }
    let made = name(pass, "s3", "bucket");
    if made {
        let region = platform(pass, "aws", "region");
        let storage = object(&mut pass.config["spec"]["storage"], "s3");
        storage.entry("region").or_insert(json!(region));
        storage.insert("encrypt".into(), json!(true));
    }
    let reason = if made {
        "Creation Successful"
    } else {
        "S3 Bucket Exists"
    };
    pass.condition("StorageExists", "True", reason, "");
    Ok(Some(Adopted {
        managed: made,
        in_force: true,
    }))
}

fn credentials(pass: &Pass<'_>) -> Result<(), String> {
    let secret = match secret(pass)? {
        Secret::User(secret) => secret,
        Secret::Minted(_) => return Ok(()),
    };
    for key in ["REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"] {
        required(&secret, USER, key)?;
    }
    Ok(())
}

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

/// An endpoint on this very machine's discard port: refused, as it would be.
fn unreachable(pass: &Pass<'_>) -> Option<String> {
    let endpoint = text(&pass.config, "/spec/storage/s3/regionEndpoint");
    let host = endpoint
        .strip_prefix("https://")
        .or_else(|| endpoint.strip_prefix("http://"))?;
    let port = host.rsplit_once(':')?.1;
    if !host.starts_with("127.0.0.1:") && port != "9" {
        return None;
    }
    let bucket = text(&pass.config, "/spec/storage/s3/bucket");
    Some(format!(
        "RequestError: send request failed\ncaused by: Head \"{endpoint}/{bucket}\": dial tcp {host}: connect: connection refused"
    ))
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
