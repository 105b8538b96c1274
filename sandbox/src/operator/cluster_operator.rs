//! The ClusterOperator: everything the Config and the ImagePruner say, folded into three conditions.

use serde_json::{Value, json};

use super::{Pass, conditions};
use crate::json::{items, object, text};
use crate::resources::{clusteroperators, imagepruners};

/// One condition that counts towards a folded one.
struct Part<'a> {
    /// Its type: `NodeCADaemonAvailable`.
    kind: String,
    condition: &'a Value,
}

pub(super) fn sync(pass: &mut Pass<'_>) {
    let Some(stored) = pass.store.get(&clusteroperators::RESOURCE, "", "image-registry") else {
        return;
    };
    let mut operator = (**stored).clone();
    let pruner = pass.store.get(&imagepruners::RESOURCE, "", "cluster");
    let now = pass.setting.now;
    for (word, all) in [("Available", true), ("Progressing", false), ("Degraded", false)] {
        let own = items(&pass.config, "/status/conditions")
            .iter()
            .map(|condition| Part {
                kind: text(condition, "/type").to_owned(),
                condition,
            });
        let of_pruner = pruner
            .into_iter()
            .flat_map(|pruner| items(pruner, "/status/conditions"))
            .filter(|condition| matches!(text(condition, "/type"), "Available" | "Degraded"))
            .map(|condition| Part {
                kind: format!("ImagePruner{}", text(condition, "/type")),
                condition,
            });
        let parts: Vec<Part<'_>> = own
            .chain(of_pruner)
            .filter(|part| part.kind.ends_with(word))
            .collect();
        let (status, reason, message) = fold(word, all, &parts);
        conditions::set(
            object(&mut operator, "status"),
            word,
            status,
            &reason,
            &message,
            now,
        );
    }
    pass.put(&clusteroperators::RESOURCE, operator);
}

/// Available needs all parts true, the others one. Reasons are those of every part, good or bad.
fn fold(word: &str, all: bool, parts: &[Part<'_>]) -> (&'static str, String, String) {
    let mut truths = parts.iter().map(|part| part.condition["status"] == "True");
    let holds = if all { truths.all(|t| t) } else { truths.any(|t| t) };
    let mut reasons: Vec<String> = parts
        .iter()
        .filter(|part| !matches!(text(part.condition, "/reason"), "" | "AsExpected"))
        .map(|part| {
            format!(
                "{}{}",
                part.kind.trim_end_matches(word),
                text(part.condition, "/reason")
            )
        })
        .collect();
    reasons.sort();
    let reason = if reasons.is_empty() {
        "AsExpected".to_owned()
    } else {
        reasons.join("::")
    };
    let messages: Vec<String> = parts
        .iter()
        .flat_map(|part| {
            text(part.condition, "/message")
                .lines()
                .map(|line| format!("{}: {line}", part.kind))
        })
        .collect();
    (if holds { "True" } else { "False" }, reason, messages.join("\n"))
}

/// The ClusterOperator before the operator has said anything.
pub(crate) fn blank(version: &str) -> Value {
    let registry = "imageregistry.operator.openshift.io";
    let rbac = "rbac.authorization.k8s.io";
    let related: Vec<Value> = [
        (registry, "configs", "cluster"),
        (registry, "imagepruners", "cluster"),
        (rbac, "clusterroles", "system:registry"),
        (rbac, "clusterrolebindings", "registry-registry-role"),
        (rbac, "clusterrolebindings", "openshift-image-registry-pruner"),
        ("", "namespaces", "openshift-image-registry"),
    ]
    .iter()
    .map(|(group, resource, name)| json!({"group": group, "resource": resource, "name": name}))
    .collect();
    json!({
        "metadata": {"name": "image-registry", "annotations": {"capability.openshift.io/name": "ImageRegistry"}},
        "spec": {},
        "status": {"conditions": [], "extension": null, "relatedObjects": related, "versions": [{"name": "operator", "version": version}]},
    })
}
