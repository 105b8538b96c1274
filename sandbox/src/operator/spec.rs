//! The operator's first look at the spec: what it refuses for good, and what it fills in.

use std::collections::HashSet;
use std::fmt::Write;

use serde_json::{Value, json};

use super::{ApplyError, Pass};
use crate::duration;
use crate::json::{int, items, object, text};
use crate::settings::Release;
use crate::store::mix;

const FINALIZER: &str = "imageregistry.operator.openshift.io/finalizer";

/// Negative replicas and repeated route names are permanent errors.
pub(super) fn verify(config: &Value) -> Result<(), ApplyError> {
    let refuse = |why: &str| {
        let message = format!("unable to complete resource: {why}");
        Err(ApplyError::Permanent {
            reason: "VerificationFailed",
            message,
        })
    };
    if int(config, "/spec/replicas", 0) < 0 {
        return refuse("replicas must be greater than or equal to 0");
    }
    let mut names = HashSet::from([super::routes::DEFAULT]);
    for route in items(config, "/spec/routes") {
        if !names.insert(text(route, "/name")) {
            return refuse("duplication of names has been detected in the additional routes");
        }
    }
    Ok(())
}

/// The finalizer, the HTTP secret, and the form Go gives a spec it has read and written.
pub(super) fn complete(pass: &mut Pass<'_>) {
    let metadata = object(&mut pass.config, "metadata");
    let finalizers = metadata.entry("finalizers").or_insert(json!([]));
    if let Some(list) = finalizers.as_array_mut()
        && !list.iter().any(|f| f == FINALIZER)
    {
        list.push(json!(FINALIZER));
    }
    let seed = pass.store.version();
    let spec = object(&mut pass.config, "spec");
    if spec
        .get("httpSecret")
        .and_then(Value::as_str)
        .unwrap_or("")
        .is_empty()
    {
        spec.insert("httpSecret".into(), json!(secret(seed)));
    }
    for pointer in [
        "/spec/requests/read/maxWaitInQueue",
        "/spec/requests/write/maxWaitInQueue",
    ] {
        if let Some(value) = pass.config.pointer_mut(pointer) {
            let normal = duration::normalise(value.as_str().unwrap_or(""));
            *value = json!(normal);
        }
    }
    for list in [
        "/spec/routes",
        "/spec/tolerations",
        "/spec/topologySpreadConstraints",
    ] {
        drop_empty_list(&mut pass.config, list);
    }
    // The 4.5 operator wrote every field, empty or not, and knew nothing of the two.
    if pass.setting.release != Release::Legacy {
        normalise_storage(&mut pass.config["spec"]["storage"]);
    }
}

/// 128 hexadecimal characters. Nothing depends on their being hard to guess here.
fn secret(seed: u64) -> String {
    (0..8).fold(String::new(), |mut text, n| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{:016x}", mix(mix(seed).wrapping_add(n)));
        text
    })
}

fn drop_empty_list(config: &mut Value, pointer: &str) {
    if let Some((parent, key)) = pointer.rsplit_once('/')
        && let Some(Value::Object(parent)) = config.pointer_mut(parent)
        && parent
            .get(key)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
    {
        parent.remove(key);
    }
}

/// Empty strings vanish, an S3 member gains its two fields without `omitempty`.
fn normalise_storage(storage: &mut Value) {
    let Some(members) = storage.as_object_mut() else {
        return;
    };
    for (member, fields) in members.iter_mut() {
        let Some(fields) = fields.as_object_mut() else {
            continue;
        };
        fields.retain(|_, value| value.as_str() != Some(""));
        if member == "s3" {
            fields.entry("trustedCA").or_insert(json!({"name": ""}));
            fields.entry("virtualHostedStyle").or_insert(json!(false));
        }
    }
}
