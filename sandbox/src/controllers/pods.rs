//! Pods as objects: whose they are, what they mount, how new ones look.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::json::{items, text};
use crate::resources::pods;
use crate::store::{Store, mix, suffix};

/// Which Deployment a pod belongs to. Real pods say so through a ReplicaSet; ours does it in one step.
const OWNER: &str = "/metadata/ownerReferences/0/name";

/// The pods of a Deployment: their ReplicaSet is named after it.
pub(crate) fn of_deployment<'a>(
    store: &'a Store,
    namespace: &'a str,
    name: &str,
) -> impl Iterator<Item = &'a Arc<Value>> {
    let prefix = format!("{name}-");
    store.list(&pods::RESOURCE, Some(namespace)).filter(move |pod| {
        text(pod, OWNER)
            .strip_prefix(&prefix)
            .is_some_and(|hash| !hash.contains('-'))
            && text(pod, "/metadata/ownerReferences/0/kind") == "ReplicaSet"
    })
}

/// The pods that mount a claim and have not ended.
pub(crate) fn mounting<'a>(
    store: &'a Store,
    namespace: &'a str,
    claim: &'a str,
) -> impl Iterator<Item = &'a Arc<Value>> {
    store.list(&pods::RESOURCE, Some(namespace)).filter(move |pod| {
        !matches!(text(pod, "/status/phase"), "Succeeded" | "Failed")
            && claims(&pod["spec"]).any(|name| name == claim)
    })
}

/// The claims a pod's spec mounts.
pub(super) fn claims(spec: &Value) -> impl Iterator<Item = &str> {
    items(spec, "/volumes")
        .iter()
        .filter_map(|volume| volume.pointer("/persistentVolumeClaim/claimName")?.as_str())
}

/// The part of a pod's name that stands for its template.
pub(super) fn template_hash(template: &Value) -> String {
    let digest = template
        .to_string()
        .bytes()
        .fold(0_u64, |hash, byte| mix(hash ^ u64::from(byte)));
    suffix(digest, 10)
}

pub(super) fn hash(pod: &Value) -> &str {
    text(pod, "/metadata/labels/pod-template-hash")
}

pub(super) fn ready(pod: &Value) -> bool {
    items(pod, "/status/conditions")
        .iter()
        .any(|c| c["type"] == "Ready" && c["status"] == "True")
}

/// A pod that has just been created.
pub(super) fn new(deployment: &Value, hash: &str, seed: u64) -> Value {
    let (namespace, owner) = (
        text(deployment, "/metadata/namespace"),
        text(deployment, "/metadata/name"),
    );
    let set = format!("{owner}-{hash}");
    let mut labels = deployment["spec"]["template"]["metadata"]["labels"].clone();
    labels["pod-template-hash"] = json!(hash);
    let mut spec = deployment["spec"]["template"]["spec"].clone();
    spec["restartPolicy"] = json!("Always");
    json!({
        "metadata": {
            "name": format!("{set}-{}", suffix(seed, 5)), "generateName": format!("{set}-"), "namespace": namespace,
            "labels": labels,
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": set, "uid": deployment["metadata"]["uid"],
                "controller": true, "blockOwnerDeletion": true,
            }],
        },
        "spec": spec,
        "status": {"phase": "Pending", "qosClass": "Burstable"},
    })
}

/// Why a pod does not run yet.
pub(super) enum Obstacle<'a> {
    /// The scheduler finds no node.
    Unschedulable(&'a str),
    /// It has a node, and waits for its containers to start.
    Creating,
    /// It has a node, but its volume is in use on another.
    Attached(String),
}

/// The status of a pod that waits.
pub(super) fn waiting(pod: &mut Value, obstacle: &Obstacle<'_>, node: &str, now: Timestamp) {
    let time = rfc3339(now);
    let since = |kind: &str, status: &str| previous(pod, kind, status).unwrap_or_else(|| time.clone());
    let not_ready = json!({"type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "containers with unready status: [registry]", "lastProbeTime": null, "lastTransitionTime": since("Ready", "False")});
    let status = match obstacle {
        Obstacle::Unschedulable(why) => json!({
            "phase": "Pending", "qosClass": "Burstable",
            "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": why, "lastProbeTime": null, "lastTransitionTime": since("PodScheduled", "False")}],
        }),
        Obstacle::Creating | Obstacle::Attached(_) => {
            let scheduled = json!({"type": "PodScheduled", "status": "True", "lastProbeTime": null, "lastTransitionTime": since("PodScheduled", "True")});
            json!({
                "phase": "Pending", "qosClass": "Burstable", "conditions": [scheduled, not_ready],
                "containerStatuses": containers(pod, &json!({"waiting": {"reason": "ContainerCreating"}}), false),
            })
        }
    };
    if !matches!(obstacle, Obstacle::Unschedulable(_)) {
        pod["spec"]["nodeName"] = json!(node);
    }
    pod["status"] = status;
}

/// The status of a pod whose containers run and answer.
pub(super) fn running(pod: &mut Value, node: &str, now: Timestamp) {
    if ready(pod) {
        return;
    }
    let time = rfc3339(now);
    let started = json!({"running": {"startedAt": time}});
    let conditions: Vec<Value> = ["PodScheduled", "Initialized", "ContainersReady", "Ready"]
        .iter()
        .map(
            |kind| json!({"type": kind, "status": "True", "lastProbeTime": null, "lastTransitionTime": time}),
        )
        .collect();
    pod["spec"]["nodeName"] = json!(node);
    pod["status"] = json!({
        "phase": "Running", "qosClass": "Burstable", "startTime": time, "conditions": conditions,
        "containerStatuses": containers(pod, &started, true),
    });
}

fn previous(pod: &Value, kind: &str, status: &str) -> Option<String> {
    items(pod, "/status/conditions")
        .iter()
        .find(|c| c["type"] == kind && c["status"] == status)
        .map(|c| text(c, "/lastTransitionTime").to_owned())
}

fn containers(pod: &Value, state: &Value, ready: bool) -> Vec<Value> {
    items(pod, "/spec/containers")
        .iter()
        .map(|container| {
            json!({
                "name": container["name"], "image": container["image"], "imageID": "", "ready": ready, "started": ready,
                "restartCount": 0, "state": state, "lastState": {},
            })
        })
        .collect()
}
