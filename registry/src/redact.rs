//! Takes secret values out of objects before anything else sees them. Every object enters a [`crate::snapshot::Snapshot`]
//! through here, so no view, diff, log or error further up can show what it never had.

use crate::resource::Resource;
use serde_json::{Value, json};

/// What stands where a secret value was: only that it is set.
pub const HIDDEN: &str = "(hidden)";

/// Removes secret values and server bookkeeping from `object`.
///
/// `spec.httpSecret` of a [`Resource::Config`] signs upload state and stands in clear in the spec; the private key of
/// a [`Resource::Route`] likewise; of a [`Resource::Secret`] the names of the keys stay. Managed fields and the
/// last-applied annotation repeat values, so they go; of a Secret's the times stay, which tell when it was changed.
pub fn redact(resource: Resource, object: &mut Value) {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        if resource == Resource::Secret {
            only_times(metadata.get_mut("managedFields"));
        } else {
            metadata.remove("managedFields");
        }
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        }
    }
    let hide = |object: &mut Value, pointer: &str| {
        if let Some(value) = object.pointer_mut(pointer)
            && !value.is_null()
            && value.as_str() != Some("")
        {
            *value = Value::from(HIDDEN);
        }
    };
    match resource {
        Resource::Config => hide(object, "/spec/httpSecret"),
        Resource::Route => hide(object, "/spec/tls/key"),
        Resource::Deployment | Resource::StatefulSet | Resource::DaemonSet | Resource::DeploymentConfig => {
            hide_environment(object.pointer_mut("/spec/template/spec"))
        }
        Resource::CronJob => hide_environment(object.pointer_mut("/spec/jobTemplate/spec/template/spec")),
        Resource::Pod => hide_environment(object.pointer_mut("/spec")),
        Resource::Secret => hide_data(object),
        _ => {}
    }
}

fn only_times(entries: Option<&mut Value>) {
    for entry in entries.and_then(Value::as_array_mut).into_iter().flatten() {
        *entry = json!({"time": entry.get("time")});
    }
}

/// Every value goes, the empty one too: that a key is there is all that is told.
fn hide_data(secret: &mut Value) {
    if let Some(secret) = secret.as_object_mut() {
        secret.remove("stringData");
    }
    let data = secret.get_mut("data").and_then(Value::as_object_mut);
    for (_, value) in data.into_iter().flatten() {
        *value = Value::from(HIDDEN);
    }
}

/// The operator hands `httpSecret` to the pods in their environment, in clear. Any value under a name that sounds
/// like a secret goes, because other operators do the same.
fn hide_environment(pod: Option<&mut Value>) {
    const SOUNDS_SECRET: [&str; 5] = ["SECRET", "PASSWORD", "TOKEN", "KEY", "CREDENTIAL"];
    let Some(pod) = pod else { return };
    for list in ["containers", "initContainers"] {
        let containers = pod
            .get_mut(list)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten();
        for container in containers {
            for variable in container
                .get_mut("env")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                let name = variable
                    .get("name")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_ascii_uppercase();
                if SOUNDS_SECRET.iter().any(|word| name.contains(word))
                    && let Some(value) = variable.get_mut("value")
                {
                    *value = Value::from(HIDDEN);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_value_survives() {
        let canary = "canary-7f3a";
        let mut config = json!({
            "metadata": {"name": "cluster", "managedFields": [{"x": canary}],
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": canary, "kept": "yes"}},
            "spec": {"httpSecret": canary, "replicas": 1}
        });
        redact(Resource::Config, &mut config);
        assert!(!config.to_string().contains(canary));
        assert_eq!(config["spec"]["httpSecret"], HIDDEN);
        assert_eq!(config["metadata"]["annotations"]["kept"], "yes");

        let mut route = json!({"spec": {"tls": {"key": canary, "certificate": "public"}}});
        redact(Resource::Route, &mut route);
        assert!(!route.to_string().contains(canary));
        assert_eq!(route["spec"]["tls"]["certificate"], "public");
    }

    #[test]
    fn of_a_secret_the_keys_stay_and_when_it_was_changed_and_nothing_else() {
        let canary = "canary-7f3a";
        let mut secret = json!({
            "metadata": {"name": "s", "managedFields": [{"manager": canary, "time": "2026-01-02T03:04:05Z",
                "fieldsV1": {"f:data": {"f:A": canary}}}, {"manager": "x"}],
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": canary}},
            "data": {"A": canary, "B": ""}, "stringData": {"C": canary}, "type": "Opaque"
        });
        for _ in 0..2 {
            redact(Resource::Secret, &mut secret);
            assert_eq!(
                secret,
                json!({
                    "metadata": {"name": "s", "annotations": {},
                        "managedFields": [{"time": "2026-01-02T03:04:05Z"}, {"time": null}]},
                    "data": {"A": HIDDEN, "B": HIDDEN}, "type": "Opaque"
                })
            );
        }
    }

    #[test]
    fn secrets_in_the_environment_of_pods_are_hidden_too() {
        let canary = "canary-7f3a";
        let pod = || {
            json!({"initContainers": [{"env": [{"name": "Db_Password", "value": canary}]}],
                "containers": [{"env": [
                    {"name": "REGISTRY_HTTP_SECRET", "value": canary},
                    {"name": "REGISTRY_LOG_LEVEL", "value": "info"},
                    {"name": "REGISTRY_HTTP_TLS_KEY", "valueFrom": {}}]}]})
        };
        let workload = json!({"spec": {"template": {"spec": pod()}}});
        let objects = [
            (Resource::Deployment, workload.clone()),
            (Resource::StatefulSet, workload.clone()),
            (Resource::DaemonSet, workload.clone()),
            (Resource::DeploymentConfig, workload.clone()),
            (Resource::CronJob, json!({"spec": {"jobTemplate": workload}})),
            (Resource::Pod, json!({"spec": pod()})),
        ];
        for (resource, mut object) in objects {
            redact(resource, &mut object);
            let text = object.to_string();
            assert!(!text.contains(canary), "{text}");
            assert!(text.contains("info"), "{text}");
        }
    }

    #[test]
    fn an_unset_secret_stays_visibly_unset() {
        let mut config = json!({"spec": {"httpSecret": ""}});
        redact(Resource::Config, &mut config);
        assert_eq!(config["spec"]["httpSecret"], "");
    }
}
