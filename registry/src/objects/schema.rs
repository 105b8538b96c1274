//! Which fields this cluster knows, from the CRD of a resource.

use super::{list, object, text};
use serde_json::Value;

object! {
    /// A `customresourcedefinitions.apiextensions.k8s.io` object, read for its field tree alone.
    Schema
}

impl Schema {
    /// Whether the served version has a field at `path`, dots between names: `spec.storage.managementState`.
    /// Lists are stepped into by their items, so `spec.routes.hostname` works.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// The names directly under `path`, for example the storage members this cluster takes.
    pub fn fields(&self, path: &str) -> Vec<&str> {
        self.find(path)
            .and_then(|node| node.get("properties"))
            .and_then(Value::as_object)
            .map(|map| map.keys().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// Every path below `path`, relative to it and with dots between names, parents before their children.
    pub fn tree(&self, path: &str) -> Vec<String> {
        let mut paths = Vec::new();
        if let Some(node) = self.find(path) {
            walk(node, "", &mut paths);
        }
        paths
    }

    /// The schema of the whole object.
    pub(crate) fn root(&self) -> Option<&Value> {
        let versions = list(&self.0, "/spec/versions");
        let served = versions
            .iter()
            .find(|v| text(v, "/name") == "v1")
            .or(versions.first());
        served
            .and_then(|v| v.pointer("/schema/openAPIV3Schema"))
            .or_else(|| self.0.pointer("/spec/validation/openAPIV3Schema"))
    }

    fn find(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self.root()?, |node, name| {
            let node = node.get("items").unwrap_or(node);
            node.get("properties")?.get(name)
        })
    }
}

fn walk(node: &Value, prefix: &str, paths: &mut Vec<String>) {
    let node = node.get("items").unwrap_or(node);
    let Some(properties) = node.get("properties").and_then(Value::as_object) else {
        return;
    };
    for (name, inner) in properties {
        let path = format!("{prefix}{name}");
        let below = format!("{path}.");
        paths.push(path);
        walk(inner, &below, paths);
    }
}
