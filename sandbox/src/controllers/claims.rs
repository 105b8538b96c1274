//! The storage controller: which claims get a volume, and what the others are told.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::events::{self, Happening};
use super::pods;
use crate::json::{items, object, text};
use crate::resources::{persistentvolumeclaims, persistentvolumes, storageclasses};
use crate::world::World;

const PROVISIONED_BY: &str = "volume.kubernetes.io/storage-provisioner";

/// What becomes of a claim now.
enum Fate {
    Bind,
    /// Waits; the event says why.
    Wait {
        kind: &'static str,
        reason: &'static str,
        message: String,
    },
}

pub(super) fn run(world: &mut World, now: Timestamp) {
    let pending: Vec<Value> = world
        .store
        .list(&persistentvolumeclaims::RESOURCE, None)
        .filter(|claim| {
            text(claim, "/status/phase") == "Pending" && claim["metadata"].get("deletionTimestamp").is_none()
        })
        .map(|claim| (**claim).clone())
        .collect();
    for claim in pending {
        let timer = format!(
            "bind/{}/{}",
            text(&claim, "/metadata/namespace"),
            text(&claim, "/metadata/name")
        );
        match fate(world, &claim) {
            Fate::Wait {
                kind,
                reason,
                message,
            } => {
                world.forget(&timer);
                events::report(
                    world,
                    &claim,
                    &Happening {
                        by: "persistentvolume-controller",
                        kind,
                        reason,
                        message: &message,
                    },
                    now,
                );
            }
            Fate::Bind if world.due(&timer, world.pace.binding(), now) => {
                world.forget(&timer);
                bind(world, claim, now);
            }
            Fate::Bind => {}
        }
    }
}

fn fate(world: &World, claim: &Value) -> Fate {
    let waits = |kind, reason, message: String| Fate::Wait {
        kind,
        reason,
        message,
    };
    let class_name = text(claim, "/spec/storageClassName");
    if class_name.is_empty() {
        let message = "no persistent volumes available for this claim and no storage class is set";
        return waits("Normal", "FailedBinding", message.into());
    }
    let Some(class) = world.store.get(&storageclasses::RESOURCE, "", class_name) else {
        return waits(
            "Warning",
            "ProvisioningFailed",
            format!("storageclass.storage.k8s.io \"{class_name}\" not found"),
        );
    };
    let provisioner = text(class, "/provisioner");
    let shared = items(claim, "/spec/accessModes")
        .iter()
        .any(|mode| mode == "ReadWriteMany");
    if shared && !shares(provisioner) {
        return waits(
            "Warning",
            "ProvisioningFailed",
            format!(
                "failed to provision volume with StorageClass \"{class_name}\": rpc error: code = InvalidArgument desc = Volume capabilities not supported: multi-node access is not available for this driver"
            ),
        );
    }
    let (namespace, name) = (text(claim, "/metadata/namespace"), text(claim, "/metadata/name"));
    let mounted = pods::mounting(&world.store, namespace, name).next().is_some();
    if text(class, "/volumeBindingMode") == "WaitForFirstConsumer" && !mounted {
        return waits(
            "Normal",
            "WaitForFirstConsumer",
            "waiting for first consumer to be created before binding".into(),
        );
    }
    Fate::Bind
}

/// Whether volumes of this provisioner can be written from several nodes.
fn shares(provisioner: &str) -> bool {
    ["nfs", "cephfs", "efs", "file"]
        .iter()
        .any(|hint| provisioner.contains(hint))
}

fn bind(world: &mut World, mut claim: Value, now: Timestamp) {
    let volume = format!("pvc-{}", text(&claim, "/metadata/uid"));
    let class = text(&claim, "/spec/storageClassName").to_owned();
    let size = claim["spec"]["resources"]["requests"]["storage"].clone();
    let modes = claim["spec"]["accessModes"].clone();
    let provisioner = world
        .store
        .get(&storageclasses::RESOURCE, "", &class)
        .map(|class| text(class, "/provisioner").to_owned())
        .unwrap_or_default();
    let reclaim = world
        .store
        .get(&storageclasses::RESOURCE, "", &class)
        .map_or("Delete".to_owned(), |class| {
            text(class, "/reclaimPolicy").to_owned()
        });
    let pv = json!({
        "metadata": {"name": volume},
        "spec": {
            "accessModes": modes, "capacity": {"storage": size}, "storageClassName": class,
            "persistentVolumeReclaimPolicy": reclaim, "volumeMode": claim["spec"]["volumeMode"],
            "claimRef": {
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "namespace": claim["metadata"]["namespace"], "name": claim["metadata"]["name"], "uid": claim["metadata"]["uid"],
            },
        },
        "status": {"phase": "Bound"},
    });
    world.store.put(&persistentvolumes::RESOURCE, pv, now);
    object(&mut claim, "spec").insert("volumeName".into(), json!(volume));
    claim["status"] = json!({"phase": "Bound", "accessModes": modes, "capacity": {"storage": size}});
    if !claim["metadata"]["annotations"].is_object() {
        claim["metadata"]["annotations"] = json!({});
    }
    claim["metadata"]["annotations"][PROVISIONED_BY] = json!(provisioner);
    claim["metadata"]["annotations"]["pv.kubernetes.io/bind-completed"] = json!("yes");
    world.store.put(&persistentvolumeclaims::RESOURCE, claim, now);
}
