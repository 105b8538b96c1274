//! However broken an object arrives, the overview is read: every node of every sample is deleted, nulled and given
//! another type in turn.

mod given;

use given::{Given, sample};
use registry::overview::{Overview, PathState, queries};
use registry::resource::Resource;
use registry::snapshot::Snapshot;
use serde_json::{Value, json};

/// Paths of every node below the root, as JSON pointers.
fn nodes(value: &Value, at: String, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, inner)| (key.replace('~', "~0").replace('/', "~1"), inner))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(n, inner)| (n.to_string(), inner))
            .collect(),
        _ => Vec::new(),
    };
    for (key, inner) in children {
        let path = format!("{at}/{key}");
        nodes(inner, path.clone(), all);
        all.push(path);
    }
}

fn without(value: &Value, path: &str) -> Value {
    let mut changed = value.clone();
    let (parent, key) = path.rsplit_once('/').unwrap_or_default();
    match changed.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(list)) => {
            list.remove(key.parse().unwrap_or_default());
        }
        _ => {}
    }
    changed
}

fn with(value: &Value, path: &str, other: Value) -> Value {
    let mut changed = value.clone();
    if let Some(node) = changed.pointer_mut(path) {
        *node = other;
    }
    changed
}

fn items(name: &str) -> Vec<Value> {
    sample(name)["items"].as_array().cloned().unwrap_or_default()
}

fn full() -> Given {
    Given::config(sample("config-route-rejected"))
        .on("infrastructure-aws")
        .one(
            Resource::ClusterOperator,
            sample("clusteroperator-degraded-pruner"),
        )
        .one(Resource::ImagePruner, sample("imagepruner-failed"))
        .one(Resource::ImageConfig, sample("image-config"))
        .list(
            Resource::Pod,
            items("registry-pods").into_iter().skip(1).take(2).collect(),
        )
        .list(
            Resource::Route,
            items("routes-list").into_iter().take(2).collect(),
        )
        .deployment(2, 2, 1, 3)
        .claim("registry-rwx", "ReadWriteOnce", "Pending", Some("thin-csi"))
}

/// Reads the overview of a broken object and makes sure that it says something and reaches the browser whole.
fn survives(base: &Snapshot, resource: Resource, object: Value, what: &str) {
    let mut snapshot = base.clone();
    for query in queries().into_iter().filter(|q| q.resource == resource) {
        snapshot.insert(query, Ok(vec![object.clone()]));
    }
    let overview = Overview::read(&snapshot);
    let text = serde_json::to_string(&overview).unwrap_or_default();
    assert_eq!(
        serde_json::from_str::<Overview>(&text).ok().as_ref(),
        Some(&overview),
        "{what}"
    );
    assert_eq!(overview.path.len(), 8, "{what}");
    let failing = overview
        .path
        .iter()
        .filter(|node| node.state == PathState::Failing);
    assert!(failing.count() <= 1, "one root cause: {what} {:?}", overview.path);
}

#[test]
fn no_broken_node_takes_the_headline_away() {
    let mut samples: Vec<(Resource, Value)> = [
        "config-managed-s3",
        "config-progressing",
        "config-emptydir",
        "config-two-storages",
        "config-unmanaged",
        "config-removed-baremetal",
        "config-pvc-rwo-two-replicas",
        "config-route-rejected",
        "config-ca-missing",
        "config-4.5-managed-s3",
    ]
    .into_iter()
    .map(|name| (Resource::Config, sample(name)))
    .collect();
    samples.push((
        Resource::ClusterOperator,
        sample("clusteroperator-degraded-pruner"),
    ));
    samples.push((Resource::ImagePruner, sample("imagepruner-failed")));
    samples.push((Resource::ImageConfig, sample("image-config")));
    samples.push((Resource::Infrastructure, sample("infrastructure-aws")));
    samples.extend(
        items("routes-list")
            .into_iter()
            .take(2)
            .map(|r| (Resource::Route, r)),
    );
    samples.extend(
        items("registry-pods")
            .into_iter()
            .skip(1)
            .take(3)
            .map(|p| (Resource::Pod, p)),
    );
    let base = full().snapshot(queries());
    let mut read = 0;
    for (resource, object) in samples {
        let mut paths = Vec::new();
        nodes(&object, String::new(), &mut paths);
        for path in paths {
            survives(
                &base,
                resource,
                without(&object, &path),
                &format!("{resource:?} without {path}"),
            );
            let others = [json!(null), json!("word"), json!(-1), json!([null, {"x": true}])];
            for other in others {
                let what = format!("{resource:?} with {path} = {other}");
                survives(&base, resource, with(&object, &path, other), &what);
            }
            read += 5;
        }
    }
    assert!(read > 5_000, "only {read} broken objects were tried");
}

#[test]
fn odd_texts_in_conditions_are_read_to_their_end() {
    let texts = [
        "",
        "route ",
        "route a (host ) not admitted: ",
        ") not admitted: route ",
        "route ä (host ü, router ö) not admitted: ß,route ",
        "Error: Error: Unable to apply resources: ",
        "exactly one storage type should be configured at the same time, got 2: [",
        "persistentvolumeclaims \"",
        " must be positive number",
        "PVC  does not contain the necessary access modes",
        "secret \"secret \"secret \" cluster minted credentials not found",
        "failed to create object *v1.Route, Name=: not found",
        "configmap \"\" not found image-registry-certificates",
        "\n\u{2028}🦀 permission denied",
    ];
    let base = full().snapshot(queries());
    for text in texts {
        for (kind, reason) in [
            ("Progressing", "Error"),
            ("Degraded", "RouteDegraded"),
            ("Degraded", "VerificationFailed"),
            ("StorageExists", "PVC Issues Found"),
            ("StorageExists", text),
            ("ImageRegistryCertificatesControllerDegraded", "Error"),
        ] {
            let mut config = sample("config-managed-s3");
            config["status"]["conditions"] = json!([{"type": kind, "status": "True", "reason": reason, "message": text},
                    {"type": kind, "status": "False", "reason": reason, "message": text}]);
            survives(
                &base,
                Resource::Config,
                config,
                &format!("{kind}/{reason}: {text}"),
            );
        }
    }
}
