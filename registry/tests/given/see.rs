//! What the overview tests share: reading one, finding a part of it, and the clusters most of them begin with.

#![allow(dead_code, reason = "each test file uses its part of this")]
#![expect(clippy::unwrap_used, reason = "a part that is not there fails the test")]

use super::{Given, sample};
use registry::overview::{Explained, Overview, PathState, Place, Relevance, queries};
use registry::resource::Resource;
use serde_json::{Value, json};

pub fn read(given: &Given) -> Overview {
    Overview::read(&given.snapshot(queries()))
}

pub fn place(overview: &Overview, place: Place) -> PathState {
    overview.path.iter().find(|n| n.place == place).unwrap().state
}

pub fn condition<'a>(overview: &'a Overview, kind: &str) -> &'a Explained {
    let of_kind = |c: &&Explained| c.condition.kind == kind && c.about != Relevance::Pruner;
    overview.conditions.iter().find(of_kind).unwrap()
}

pub fn set_condition(config: &mut Value, kind: &str, status: &str, reason: &str, message: &str) {
    let conditions = config["status"]["conditions"].as_array_mut().unwrap();
    conditions.retain(|c| c["type"] != kind);
    conditions.push(
        json!({"type": kind, "status": status, "reason": reason, "message": message,
        "lastTransitionTime": "2026-08-14T12:00:00Z"}),
    );
}

/// A registry with two ready replicas on the operator's bucket.
pub fn healthy() -> Given {
    Given::config(sample("config-managed-s3"))
        .on("infrastructure-aws")
        .one(Resource::ClusterOperator, sample("clusteroperator-ready"))
        .one(Resource::ImagePruner, sample("imagepruner-ok"))
        .one(Resource::ImageConfig, sample("image-config"))
        .deployment(2, 2, 2, 2)
}

/// A registry on the user's own claim, its pods as given.
pub fn on_claim(
    mode: &str,
    phase: &str,
    class: Option<&str>,
    replicas: i64,
    strategy: &str,
) -> (Value, Given) {
    let mut config = sample("config-progressing");
    config["spec"]["replicas"] = json!(replicas);
    config["spec"]["rolloutStrategy"] = json!(strategy);
    set_condition(
        &mut config,
        "Progressing",
        "False",
        "Ready",
        "The registry is ready",
    );
    set_condition(&mut config, "Available", "True", "Ready", "The registry is ready");
    let given = Given::config(config.clone())
        .on("infrastructure-baremetal")
        .claim("registry-rwx", mode, phase, class)
        .deployment(replicas, replicas, replicas, replicas);
    (config, given)
}

pub fn pods(names: &[&str]) -> Vec<Value> {
    let list = sample("registry-pods");
    let items = list["items"].as_array().unwrap();
    let wanted = |p: &&Value| {
        names
            .iter()
            .any(|n| p["metadata"]["name"].as_str().unwrap().ends_with(n))
    };
    items.iter().filter(wanted).cloned().collect()
}
