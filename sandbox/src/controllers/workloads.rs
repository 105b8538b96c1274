//! The Deployment controller with scheduler and kubelet: pods appear, wait for volumes, become ready, are replaced.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::events::{self, Happening};
use super::pods::{self, Obstacle};
use crate::clock::rfc3339;
use crate::json::{int, items, text};
use crate::resources::{self, deployments, nodes, persistentvolumeclaims};
use crate::store::Store;
use crate::world::World;

/// Nodes pods may run on, when the scenario has none of its own.
const ANY_NODE: &str = "worker-0";

pub(super) fn run(world: &mut World, now: Timestamp) {
    let all: Vec<Arc<Value>> = world.store.list(&deployments::RESOURCE, None).cloned().collect();
    for deployment in all {
        if deployment["metadata"].get("deletionTimestamp").is_none() {
            roll_out(world, &deployment, now);
        }
    }
}

fn roll_out(world: &mut World, deployment: &Value, now: Timestamp) {
    let (namespace, name) = (
        text(deployment, "/metadata/namespace"),
        text(deployment, "/metadata/name"),
    );
    let hash = pods::template_hash(&deployment["spec"]["template"]);
    let wanted = usize::try_from(int(deployment, "/spec/replicas", 1)).unwrap_or(0);
    let generation = int(deployment, "/metadata/generation", 0);
    let started = format!("roll-out/{namespace}/{name}/{generation}");
    let observed = int(deployment, "/status/observedGeneration", 0) >= generation;
    if observed && counts(&world.store, namespace, name, &hash).complete(wanted) {
        for part in ["created", "ready", "deadline"] {
            world.forget(&format!("{started}/{part}"));
        }
        return;
    }
    let created = world.due(&format!("{started}/created"), world.pace.pods_created(), now);
    let come_up = world.due(&format!("{started}/ready"), world.pace.pods_ready(), now);
    if created {
        make_pods(world, deployment, &hash, wanted, now);
        drive_pods(world, deployment, &hash, come_up, now);
        retire_pods(world, deployment, &hash, wanted);
    }
    let deadline = SignedDuration::from_secs(int(deployment, "/spec/progressDeadlineSeconds", 600));
    let complete = counts(&world.store, namespace, name, &hash).complete(wanted);
    let late = !complete && world.due(&format!("{started}/deadline"), deadline, now);
    report(world, deployment, &hash, wanted, created || observed, late, now);
}

fn make_pods(world: &mut World, deployment: &Value, hash: &str, wanted: usize, now: Timestamp) {
    let (namespace, name) = (
        text(deployment, "/metadata/namespace"),
        text(deployment, "/metadata/name"),
    );
    if text(deployment, "/spec/strategy/type") == "Recreate" {
        let old: Vec<String> = pods::of_deployment(&world.store, namespace, name)
            .filter(|pod| pods::hash(pod) != hash)
            .map(|pod| text(pod, "/metadata/name").to_owned())
            .collect();
        for pod in old {
            world.store.remove(&resources::pods::RESOURCE, namespace, &pod);
        }
    }
    let have = pods::of_deployment(&world.store, namespace, name)
        .filter(|pod| pods::hash(pod) == hash)
        .count();
    for _ in have..wanted {
        let seed = world.store.next_identity();
        world
            .store
            .put(&resources::pods::RESOURCE, pods::new(deployment, hash, seed), now);
    }
}

/// Brings new pods as far as their volumes let them.
fn drive_pods(world: &mut World, deployment: &Value, hash: &str, come_up: bool, now: Timestamp) {
    let (namespace, name) = (
        text(deployment, "/metadata/namespace"),
        text(deployment, "/metadata/name"),
    );
    let nodes = workers(&world.store);
    let new: Vec<Value> = pods::of_deployment(&world.store, namespace, name)
        .filter(|pod| pods::hash(pod) == hash)
        .map(|pod| (**pod).clone())
        .collect();
    for (index, mut pod) in new.into_iter().enumerate() {
        let node = &nodes[index % nodes.len()];
        match obstacle(&world.store, &pod, namespace, index) {
            Some(obstacle) => {
                pods::waiting(&mut pod, &obstacle, node, now);
                complain(world, &pod, &obstacle, now);
            }
            None if come_up => pods::running(&mut pod, node, now),
            None => pods::waiting(&mut pod, &Obstacle::Creating, node, now),
        }
        world.store.put(&resources::pods::RESOURCE, pod, now);
    }
}

/// The event real clusters have for a pod that is held up.
fn complain(world: &mut World, pod: &Value, obstacle: &Obstacle<'_>, now: Timestamp) {
    let (by, reason, message) = match obstacle {
        Obstacle::Unschedulable(why) => ("default-scheduler", "FailedScheduling", *why),
        Obstacle::Attached(why) => ("attachdetach-controller", "FailedAttachVolume", why.as_str()),
        Obstacle::Creating => return,
    };
    let what = Happening {
        by,
        kind: "Warning",
        reason,
        message,
    };
    events::report(world, pod, &what, now);
}

/// What keeps the `index`-th pod of a Deployment from running: its claims.
fn obstacle(store: &Store, pod: &Value, namespace: &str, index: usize) -> Option<Obstacle<'static>> {
    for name in pods::claims(&pod["spec"]) {
        let Some(claim) = store.get(&persistentvolumeclaims::RESOURCE, namespace, name) else {
            return Some(Obstacle::Unschedulable(
                "0/6 nodes are available: persistentvolumeclaim not found.",
            ));
        };
        if text(claim, "/status/phase") != "Bound" {
            return Some(Obstacle::Unschedulable(
                "0/6 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
            ));
        }
        // A volume for one node cannot follow the second pod to another.
        let single = !items(claim, "/spec/accessModes")
            .iter()
            .any(|mode| mode == "ReadWriteMany");
        if single && index > 0 {
            let volume = text(claim, "/spec/volumeName");
            return Some(Obstacle::Attached(format!(
                "Multi-Attach error for volume \"{volume}\" Volume is already used by pod(s) on another node"
            )));
        }
    }
    None
}

/// Takes old pods away once new ones serve, and any beyond the wanted number.
fn retire_pods(world: &mut World, deployment: &Value, hash: &str, wanted: usize) {
    let (namespace, name) = (
        text(deployment, "/metadata/namespace"),
        text(deployment, "/metadata/name"),
    );
    let own: Vec<(String, bool, bool)> = pods::of_deployment(&world.store, namespace, name)
        .map(|pod| {
            (
                text(pod, "/metadata/name").to_owned(),
                pods::hash(pod) == hash,
                pods::ready(pod),
            )
        })
        .collect();
    let serving = own.iter().filter(|(_, new, ready)| *new && *ready).count();
    let mut kept = 0;
    for (pod, new, _) in own {
        kept += usize::from(new);
        if (new && kept > wanted) || (!new && serving >= wanted) {
            world.store.remove(&resources::pods::RESOURCE, namespace, &pod);
        }
    }
}

struct Counts {
    all: usize,
    updated: usize,
    ready: usize,
    updated_ready: usize,
}

impl Counts {
    fn complete(&self, wanted: usize) -> bool {
        self.all == wanted && self.updated == wanted && self.updated_ready == wanted
    }
}

fn counts(store: &Store, namespace: &str, name: &str, hash: &str) -> Counts {
    let mut counts = Counts {
        all: 0,
        updated: 0,
        ready: 0,
        updated_ready: 0,
    };
    for pod in pods::of_deployment(store, namespace, name) {
        let (new, ready) = (pods::hash(pod) == hash, pods::ready(pod));
        counts.all += 1;
        counts.updated += usize::from(new);
        counts.ready += usize::from(ready);
        counts.updated_ready += usize::from(new && ready);
    }
    counts
}

fn report(
    world: &mut World,
    deployment: &Value,
    hash: &str,
    wanted: usize,
    observed: bool,
    late: bool,
    now: Timestamp,
) {
    let (namespace, name) = (
        text(deployment, "/metadata/namespace"),
        text(deployment, "/metadata/name"),
    );
    let Some(current) = world.store.get(&deployments::RESOURCE, namespace, name) else {
        return;
    };
    let mut new = (**current).clone();
    let counts = counts(&world.store, namespace, name, hash);
    let observed_generation = if observed {
        new["metadata"]["generation"].clone()
    } else {
        json!(int(&new, "/status/observedGeneration", 0))
    };
    let complete = observed && counts.complete(wanted);
    let set = format!("{name}-{hash}");
    let progressing = match (complete, late) {
        (true, _) => (
            "True",
            "NewReplicaSetAvailable",
            format!("ReplicaSet \"{set}\" has successfully progressed."),
        ),
        (false, true) => (
            "False",
            "ProgressDeadlineExceeded",
            format!("ReplicaSet \"{set}\" has timed out progressing."),
        ),
        (false, false) => (
            "True",
            "ReplicaSetUpdated",
            format!("ReplicaSet \"{set}\" is progressing."),
        ),
    };
    let available = if counts.ready >= wanted.min(1) && (counts.ready > 0 || wanted == 0) {
        (
            "True",
            "MinimumReplicasAvailable",
            "Deployment has minimum availability.".to_owned(),
        )
    } else {
        (
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.".to_owned(),
        )
    };
    let conditions: Vec<Value> = [("Available", available), ("Progressing", progressing)]
        .into_iter()
        .map(|(kind, (status, reason, message))| {
            let before = items(&new, "/status/conditions").iter().find(|c| c["type"] == kind && c["status"] == status);
            let since = before.map_or_else(|| rfc3339(now), |c| text(c, "/lastTransitionTime").to_owned());
            json!({"type": kind, "status": status, "reason": reason, "message": message, "lastTransitionTime": since, "lastUpdateTime": since})
        })
        .collect();
    let mut status = json!({"observedGeneration": observed_generation, "conditions": conditions});
    for (field, count) in [
        ("replicas", counts.all),
        ("updatedReplicas", counts.updated),
        ("readyReplicas", counts.ready),
        ("availableReplicas", counts.ready),
        ("unavailableReplicas", wanted.saturating_sub(counts.ready)),
    ] {
        if count > 0 {
            status[field] = json!(count);
        }
    }
    new["status"] = status;
    world.store.put(&deployments::RESOURCE, new, now);
}

fn workers(store: &Store) -> Vec<String> {
    let named: Vec<String> = store
        .list(&nodes::RESOURCE, None)
        .filter(|node| {
            node["metadata"]["labels"]
                .get("node-role.kubernetes.io/worker")
                .is_some()
        })
        .map(|node| text(node, "/metadata/name").to_owned())
        .collect();
    if named.is_empty() {
        vec![ANY_NODE.to_owned()]
    } else {
        named
    }
}
