//! The objects of a managed registry, in the operator's order: Service, Deployment, budget, routes.

use serde_json::{Value, json};

use super::{ApplyError, Pass, deployment, routes};
use crate::json::int;
use crate::resources::{Resource, configs, deployments, poddisruptionbudgets, secrets, services};

/// What everything of the registry is called.
pub(super) const NAME: &str = "image-registry";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<(), ApplyError> {
    for (name, kind) in [
        ("installation-pull-secrets", "kubernetes.io/dockerconfigjson"),
        ("image-registry-private-configuration", "Opaque"),
        ("image-registry-tls", "kubernetes.io/tls"),
    ] {
        if pass.own(&secrets::RESOURCE, name).is_none() {
            pass.put(
                &secrets::RESOURCE,
                json!({"metadata": metadata(name), "type": kind, "data": {}}),
            );
        }
    }
    apply(pass, &services::RESOURCE, service());
    let new = deployment::build(pass).map_err(|why| {
        let verb = if pass.own(&deployments::RESOURCE, NAME).is_some() { "update" } else { "create" };
        ApplyError::Retried(format!(
            "unable to apply objects: failed to {verb} object *v1.Deployment, Namespace={}, Name={NAME}: {why}",
            configs::NAMESPACE
        ))
    })?;
    apply(pass, &deployments::RESOURCE, new);
    let least = i64::from(int(&pass.config, "/spec/replicas", 1) > 1);
    let selector = json!({"matchLabels": {"docker-registry": "default"}});
    let budget = json!({"metadata": metadata(NAME), "spec": {"minAvailable": least, "selector": selector}});
    apply(pass, &poddisruptionbudgets::RESOURCE, budget);
    routes::sync(pass)
}

/// Writes an object, leaving what others own in it (status, metadata) as it is. One being deleted is left alone.
fn apply(pass: &mut Pass<'_>, resource: &'static Resource, mut new: Value) {
    if let Some(old) = pass.own(resource, NAME) {
        if old["metadata"].get("deletionTimestamp").is_some() {
            return;
        }
        let mut merged = (**old).clone();
        merged["spec"] = new["spec"].take();
        new = merged;
    }
    pass.put(resource, new);
}

fn metadata(name: &str) -> Value {
    json!({"name": name, "namespace": configs::NAMESPACE})
}

fn service() -> Value {
    json!({
        "metadata": {
            "name": NAME, "namespace": configs::NAMESPACE, "labels": {"docker-registry": "default"},
            "annotations": {
                "service.alpha.openshift.io/serving-cert-secret-name": "image-registry-tls",
            },
        },
        "spec": {
            "clusterIP": "172.30.91.17", "sessionAffinity": "ClientIP", "type": "ClusterIP",
            "ports": [{"name": "5000-tcp", "port": 5000, "protocol": "TCP", "targetPort": 5000}],
            "selector": {"docker-registry": "default"},
        },
    })
}
