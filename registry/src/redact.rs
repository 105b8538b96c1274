//! Takes secret values out of objects before anything else sees them. Every object enters a [`crate::snapshot::Snapshot`]
//! through here, so no view, diff, log or error further up can show what it never had.

use crate::resource::Resource;
use serde_json::Value;

/// What stands where a secret value was: only that it is set.
pub const HIDDEN: &str = "(hidden)";

/// Removes secret values and server bookkeeping from `object`.
///
/// `spec.httpSecret` of a [`Resource::Config`] signs upload state and stands in clear in the spec; the private key of
/// a [`Resource::Route`] likewise. Managed fields and the last-applied annotation repeat values, so they go.
pub fn redact(resource: Resource, object: &mut Value) {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
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
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    fn an_unset_secret_stays_visibly_unset() {
        let mut config = json!({"spec": {"httpSecret": ""}});
        redact(Resource::Config, &mut config);
        assert_eq!(config["spec"]["httpSecret"], "");
    }
}
