//! What the server serves: `/version`, `/api`, `/apis` and the lists of resources, enough for `kubectl get`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Reply;
use crate::resources::{self, Resource, customresourcedefinitions, useroauthaccesstokens};
use crate::settings::Release;
use crate::world::World;

const REVIEWS: [(&str, &str, &str, bool); 5] = [
    (
        "authentication.k8s.io",
        "selfsubjectreviews",
        "SelfSubjectReview",
        false,
    ),
    (
        "authorization.k8s.io",
        "selfsubjectaccessreviews",
        "SelfSubjectAccessReview",
        false,
    ),
    (
        "authorization.k8s.io",
        "selfsubjectrulesreviews",
        "SelfSubjectRulesReview",
        false,
    ),
    (
        "authorization.k8s.io",
        "subjectaccessreviews",
        "SubjectAccessReview",
        false,
    ),
    (
        "authorization.k8s.io",
        "localsubjectaccessreviews",
        "LocalSubjectAccessReview",
        true,
    ),
];

const ALL_VERBS: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];

/// Whether an API group exists: the operator's lives and dies with its custom resource definition.
pub(super) fn group_served(world: &World, group: &str) -> bool {
    if group == "imageregistry.operator.openshift.io" {
        let definition = "configs.imageregistry.operator.openshift.io";
        return world
            .store
            .get(&customresourcedefinitions::RESOURCE, "", definition)
            .is_some();
    }
    resources::ALL.iter().any(|resource| resource.group == group)
        || REVIEWS.iter().any(|review| review.0 == group)
}

/// Whether all of a group's resources come from custom resource definitions.
pub(super) fn custom_only(group: &str) -> bool {
    resources::ALL
        .iter()
        .filter(|resource| resource.group == group)
        .all(|resource| resource.custom)
        && resources::ALL.iter().any(|resource| resource.group == group)
}

pub(super) fn answer(world: &World, path: &str) -> Reply {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["version"] => Reply::ok(version(world.release)),
        ["healthz" | "livez" | "readyz"] => Reply::Text {
            code: 200,
            text: "ok",
        },
        ["api"] => {
            Reply::ok(json!({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}))
        }
        ["api", "v1"] => Reply::ok(resource_list("", "v1")),
        ["apis"] => {
            let groups: Vec<Value> = groups(world)
                .into_iter()
                .map(|(group, version)| api_group(group, version))
                .collect();
            Reply::ok(json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}))
        }
        ["apis", group] => match groups(world).get(group) {
            Some(version) => {
                let mut found = api_group(group, version);
                found["kind"] = json!("APIGroup");
                found["apiVersion"] = json!("v1");
                Reply::ok(found)
            }
            None => Reply::Text {
                code: 404,
                text: "404 page not found\n",
            },
        },
        ["apis", group, version] if groups(world).get(group) == Some(version) => {
            Reply::ok(resource_list(group, version))
        }
        _ => Reply::Text {
            code: 404,
            text: "404 page not found\n",
        },
    }
}

fn groups(world: &World) -> BTreeMap<&'static str, &'static str> {
    let stored = resources::ALL
        .iter()
        .map(|resource| (resource.group, resource.version));
    let reviews = REVIEWS.iter().map(|review| (review.0, "v1"));
    stored
        .chain(reviews)
        .filter(|(group, _)| !group.is_empty() && group_served(world, group))
        .collect()
}

fn api_group(group: &str, version: &str) -> Value {
    let version = json!({"groupVersion": format!("{group}/{version}"), "version": version});
    json!({"name": group, "versions": [version], "preferredVersion": version})
}

fn resource_list(group: &str, version: &str) -> Value {
    let group_version = if group.is_empty() {
        version.to_owned()
    } else {
        format!("{group}/{version}")
    };
    let mut list: Vec<Value> = resources::ALL
        .iter()
        .filter(|resource| resource.group == group)
        .flat_map(|resource| entries(resource))
        .collect();
    for (_, plural, kind, namespaced) in REVIEWS.iter().filter(|review| review.0 == group) {
        list.push(json!({"name": plural, "singularName": "", "namespaced": namespaced, "kind": kind, "verbs": ["create"]}));
    }
    json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": list})
}

fn entries(resource: &Resource) -> Vec<Value> {
    let verbs: &[&str] = if std::ptr::eq(resource, &useroauthaccesstokens::RESOURCE) {
        &super::own_tokens::VERBS
    } else {
        &ALL_VERBS
    };
    let mut main = json!({
        "name": resource.plural, "singularName": resource.singular, "namespaced": resource.namespaced,
        "kind": resource.kind, "verbs": verbs,
    });
    if !resource.short_names.is_empty() {
        main["shortNames"] = json!(resource.short_names);
    }
    let mut entries = vec![main];
    if resource.status {
        entries.push(json!({
            "name": format!("{}/status", resource.plural), "singularName": "", "namespaced": resource.namespaced,
            "kind": resource.kind, "verbs": ["get", "patch", "update"],
        }));
    }
    entries
}

fn version(release: Release) -> Value {
    let (minor, git) = match release {
        Release::Legacy => ("18+", "v1.18.3+sandbox"),
        Release::Current | Release::Future => ("35", "v1.35.2+sandbox"),
    };
    json!({
        "major": "1", "minor": minor, "gitVersion": git, "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "2026-01-01T00:00:00Z", "goVersion": "", "compiler": "gc", "platform": "linux/amd64",
    })
}
