//! The drivers of object stores, as far as they can be told from their credentials: there is no cloud behind a
//! sandbox. With credentials the bucket is there; without them the operator says what it says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Adopted;
use crate::go_json;
use crate::json::{object, text};
use crate::operator::Pass;
use crate::resources::{infrastructures, secrets};

pub(super) const USER: &str = "image-registry-private-configuration-user";
pub(super) const CLUSTER: &str = "installer-cloud-credentials";

pub(super) fn sync(pass: &mut Pass<'_>, member: &'static str, name: &str) -> Result<Option<Adopted>, String> {
    if super::in_force(pass, member) {
        return Ok(None);
    }
    let found = credentials(pass, member);
    if member == "swift" {
        if let Err(why) = &found {
            pass.condition("StorageExists", "False", why, why);
        }
    } else {
        super::changed(pass, name);
    }
    found?;
    if let Some(refusal) = unreachable(pass) {
        pass.condition("StorageExists", "Unknown", "Unknown Error Occurred", &refusal);
        return Err(refusal);
    }
    let made = name_bucket(pass, member);
    let reason = match (member, made) {
        (_, true) => "Creation Successful",
        ("s3", _) => "S3 Bucket Exists",
        ("gcs", _) => "GCS Bucket Exists",
        ("ibmcos", _) => "IBM COS Bucket Exists",
        _ => "Swift container Exists",
    };
    pass.condition("StorageExists", "True", reason, "");
    Ok(Some(Adopted {
        managed: made,
        in_force: true,
    }))
}

/// The user's secret if it exists, whole or not at all; else the cluster's.
fn credentials(pass: &Pass<'_>, member: &str) -> Result<(), String> {
    let Some(secret) = pass.own(&secrets::RESOURCE, USER) else {
        return minted(pass);
    };
    let required: &[&str] = match member {
        "s3" => &["REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"],
        "gcs" => &["REGISTRY_STORAGE_GCS_KEYFILE"],
        "ibmcos" => &["REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"],
        _ => &[],
    };
    if let Some(missing) = required.iter().find(|key| secret["data"].get(**key).is_none()) {
        return Err(format!(
            "secret \"{}/{USER}\" does not contain required key \"{missing}\"",
            text(secret, "/metadata/namespace")
        ));
    }
    if member == "gcs" {
        let file = STANDARD
            .decode(text(secret, "/data/REGISTRY_STORAGE_GCS_KEYFILE"))
            .unwrap_or_default();
        if serde_json::from_slice::<Value>(&file).is_err() {
            return Err(go_json::complaint(&file));
        }
    }
    Ok(())
}

fn minted(pass: &Pass<'_>) -> Result<(), String> {
    match pass.own(&secrets::RESOURCE, CLUSTER) {
        Some(_) => Ok(()),
        None => Err(format!(
            "unable to get cluster minted credentials \"openshift-image-registry/{CLUSTER}\": secret \"{CLUSTER}\" not found"
        )),
    }
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

/// Fills in what the operator makes up when the spec names no bucket; true when it did.
fn name_bucket(pass: &mut Pass<'_>, member: &str) -> bool {
    let field = if member == "swift" { "container" } else { "bucket" };
    if !text(&pass.config, &format!("/spec/storage/{member}/{field}")).is_empty() {
        return false;
    }
    let (name, region) =
        pass.store
            .get(&infrastructures::RESOURCE, "", "cluster")
            .map_or(("cluster", ""), |i| {
                let region = [
                    "/status/platformStatus/aws/region",
                    "/status/platformStatus/gcp/region",
                ]
                .iter()
                .map(|pointer| text(i, pointer))
                .find(|region| !region.is_empty());
                (text(i, "/status/infrastructureName"), region.unwrap_or(""))
            });
    let mut bucket = format!("{name}-image-registry-{region}");
    bucket.truncate(62);
    let region = region.to_owned();
    let storage = object(&mut pass.config["spec"]["storage"], member);
    storage.insert(field.into(), json!(bucket.trim_end_matches('-')));
    if member == "s3" {
        storage.entry("region").or_insert(json!(region));
        storage.insert("encrypt".into(), json!(true));
    }
    true
}
