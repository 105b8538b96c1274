//! Storage comes first: which member is set, whether it is in force already, and the driver that adopts or makes it.

mod azure;
mod cloud;
mod credentials;
mod empty_dir;
mod gcs;
mod ibmcos;
mod pvc;
mod s3;
mod swift;

use serde_json::{Value, json};

use super::{ApplyError, Pass};
use crate::json::{as_object, object, text};
use crate::resources::infrastructures;
use crate::settings::Release;
use crate::store::Store;

/// The members the operator counts, in the order it names them. `oss` is not among them any more.
const MEMBERS: [(&str, &str); 7] = [
    ("emptyDir", "EmptyDir"),
    ("s3", "S3"),
    ("swift", "Swift"),
    ("gcs", "GCS"),
    ("ibmcos", "IBMCOS"),
    ("pvc", "PVC"),
    ("azure", "Azure"),
];

/// What a driver found: the storage that is in force now, and whose it is.
pub(super) struct Adopted {
    /// Made by the operator, and therefore removed by it.
    managed: bool,
    /// Complete enough to be called the storage in use.
    in_force: bool,
}

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<(), ApplyError> {
    let failed = |why: String| ApplyError::Retried(format!("unable to sync storage configuration: {why}"));
    if !pass.config["spec"]["storage"].is_object() {
        pass.config["spec"]["storage"] = json!({});
    }
    let mut set = members(&pass.config["spec"]["storage"]);
    if set.is_empty() && !has_stranger(&pass.config["spec"]["storage"]) {
        pass.config["spec"]["storage"] = platform_default(pass.store);
        set = members(&pass.config["spec"]["storage"]);
        if set.is_empty() {
            return Err(ApplyError::Permanent {
                reason: "StorageNotConfigured",
                message: "storage backend not configured".into(),
            });
        }
    }
    if set.len() > 1 {
        let names: Vec<&str> = set.iter().map(|(_, name)| *name).collect();
        return Err(failed(format!(
            "exactly one storage type should be configured at the same time, got {}: [{}]",
            names.len(),
            names.join(" ")
        )));
    }
    let mut in_use = pass.config["spec"]["storage"].clone();
    if let Some(&(member, _)) = set.first() {
        if in_force(pass, member) {
            credentials::check(pass, member).map_err(failed)?;
        }
        let adopted = match member {
            "emptyDir" => empty_dir::sync(pass),
            "pvc" => pvc::sync(pass),
            "azure" => azure::sync(pass),
            "gcs" => gcs::sync(pass),
            "swift" => swift::sync(pass),
            "ibmcos" => ibmcos::sync(pass),
            _ => s3::sync(pass),
        };
        let adopted = adopted.map_err(failed)?;
        let owner = text(&pass.config, "/spec/storage/managementState");
        if let Some(Adopted { managed, .. }) = adopted
            && pass.setting.release != Release::Legacy
            && owner.is_empty()
        {
            let state = if managed { "Managed" } else { "Unmanaged" };
            object(&mut pass.config["spec"], "storage").insert("managementState".into(), json!(state));
        }
        in_use = pass.config["spec"]["storage"].clone();
        if adopted.is_some_and(|adopted| !adopted.in_force) {
            as_object(&mut in_use).remove(member);
        }
    }
    object(&mut pass.config, "status").insert("storage".into(), in_use);
    Ok(())
}

/// Whether the member in spec is the one in force.
fn in_force(pass: &Pass<'_>, member: &str) -> bool {
    let spec = &pass.config["spec"]["storage"][member];
    !spec.is_null() && pass.config["status"]["storage"].get(member) == Some(spec)
}

/// The condition every driver begins a change with.
fn changed(pass: &mut Pass<'_>, name: &str) {
    let message = format!("{name} storage is in an unknown state");
    pass.condition(
        "StorageExists",
        "Unknown",
        &format!("{name} Configuration Changed"),
        &message,
    );
}

pub(super) fn members(storage: &Value) -> Vec<(&'static str, &'static str)> {
    MEMBERS
        .into_iter()
        .filter(|(member, _)| storage[*member].is_object())
        .collect()
}

/// A member this operator does not know: it came with a newer release, whose operator takes care of it.
fn has_stranger(storage: &Value) -> bool {
    storage.as_object().is_some_and(|map| {
        map.keys().any(|key| {
            key != "managementState" && key != "oss" && MEMBERS.iter().all(|(member, _)| member != key)
        })
    })
}

/// What the operator chooses by itself on this platform.
pub(super) fn platform_default(store: &Store) -> Value {
    let platform = store
        .get(&infrastructures::RESOURCE, "", "cluster")
        .map_or("", |infrastructure| {
            text(infrastructure, "/status/platformStatus/type")
        });
    match platform {
        "AWS" => json!({"s3": {}}),
        "Azure" => json!({"azure": {}}),
        "GCP" => json!({"gcs": {}}),
        "IBMCloud" | "PowerVS" => json!({"ibmcos": {}}),
        "OpenStack" | "oVirt" => json!({"pvc": {"claim": pvc::DEFAULT}}),
        "BareMetal" | "VSphere" | "None" | "Nutanix" | "KubeVirt" | "EquinixMetal" | "AlibabaCloud"
        | "External" => json!({}),
        _ => json!({"emptyDir": {}}),
    }
}
