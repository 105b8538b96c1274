//! Claims: what the API server checks and fills in. Binding is the storage controller's business.

use serde_json::{Value, json};

use super::Resource;
use crate::failure::Cause;
use crate::json::{items, object, text};
use crate::names;
use crate::quantity;
use crate::schema::claim;
use crate::store::Store;

pub(crate) static RESOURCE: Resource = Resource {
    short_names: &["pvc"],
    status: true,
    schema: Some(claim::schema),
    admit,
    validate,
    ..Resource::namespaced("", "v1", "persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim")
};

const DEFAULT_CLASS: &str = "/metadata/annotations/storageclass.kubernetes.io~1is-default-class";

/// The class an unclassed claim gets: of several defaults the newest, as the admission plugin decides.
pub(crate) fn default_class(store: &Store) -> Option<String> {
    store
        .list(&super::storageclasses::RESOURCE, None)
        .filter(|class| text(class, DEFAULT_CLASS) == "true")
        .max_by_key(|class| text(class, "/metadata/creationTimestamp").to_owned())
        .map(|class| text(class, "/metadata/name").to_owned())
}

fn admit(claim: &mut Value, store: &Store) {
    if claim.pointer("/spec/storageClassName").is_none()
        && let Some(class) = default_class(store)
    {
        object(claim, "spec").insert("storageClassName".into(), json!(class));
    }
    let spec = object(claim, "spec");
    spec.entry("volumeMode").or_insert(json!("Filesystem"));
    let status = object(claim, "status");
    status.insert("phase".into(), json!("Pending"));
    let finalizers = object(claim, "metadata").entry("finalizers").or_insert(json!([]));
    if let Some(list) = finalizers.as_array_mut()
        && !list.iter().any(|f| f == "kubernetes.io/pvc-protection")
    {
        list.push(json!("kubernetes.io/pvc-protection"));
    }
}

fn validate(claim: &Value, old: Option<&Value>) -> Vec<Cause> {
    if let Some(old) = old {
        return immutable(claim, old);
    }
    let mut causes = names::subdomain("metadata.name", text(claim, "/metadata/name"));
    let modes = items(claim, "/spec/accessModes");
    if modes.is_empty() {
        causes.push(Cause::required("spec.accessModes", "at least 1 access mode is required"));
    }
    const MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    for mode in modes.iter().filter(|m| !MODES.contains(&m.as_str().unwrap_or(""))) {
        let supported = MODES.map(|m| format!("\"{m}\"")).join(", ");
        causes.push(Cause::new(
            "FieldValueNotSupported",
            "spec.accessModes",
            format!("Unsupported value: {mode}: supported values: {supported}"),
        ));
    }
    if modes.len() > 1 && modes.iter().any(|m| m == "ReadWriteOncePod") {
        causes.push(Cause::new(
            "FieldValueForbidden",
            "spec.accessModes",
            "Forbidden: may not use ReadWriteOncePod with other access modes",
        ));
    }
    let volume_mode = text(claim, "/spec/volumeMode");
    if !matches!(volume_mode, "" | "Block" | "Filesystem") {
        causes.push(Cause::new(
            "FieldValueNotSupported",
            "spec.volumeMode",
            format!("Unsupported value: \"{volume_mode}\": supported values: \"Block\", \"Filesystem\""),
        ));
    }
    let class = text(claim, "/spec/storageClassName");
    if !class.is_empty() {
        causes.extend(names::subdomain("spec.storageClassName", class));
    }
    match claim.pointer("/spec/resources/requests/storage") {
        None => causes.push(Cause::required("spec.resources[storage]", "")),
        Some(size) if quantity::bytes(size).is_some_and(|bytes| bytes <= 0.0) => {
            causes.push(Cause::invalid("spec.resources[storage]", size, "must be greater than zero"));
        }
        Some(_) => {}
    }
    causes
}

/// After creation only the request may change: upwards, on a bound claim.
fn immutable(claim: &Value, old: &Value) -> Vec<Cause> {
    let without_request = |object: &Value| {
        let mut spec = object["spec"].clone();
        drop_request(&mut spec);
        spec
    };
    let bound = text(old, "/status/phase") == "Bound";
    let size = |object: &Value| object.pointer("/spec/resources/requests/storage").and_then(quantity::bytes);
    let mut causes = Vec::new();
    if without_request(claim) != without_request(old) || (!bound && size(claim) != size(old)) {
        causes.push(Cause::new(
            "FieldValueForbidden",
            "spec",
            "Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
        ));
    }
    if bound && size(claim) < size(old) {
        causes.push(Cause::new(
            "FieldValueForbidden",
            "spec.resources.requests.storage",
            "Forbidden: field can not be less than status.capacity",
        ));
    }
    causes
}

fn drop_request(spec: &mut Value) {
    if let Some(requests) = spec.pointer_mut("/resources/requests").and_then(Value::as_object_mut) {
        requests.remove("storage");
    }
}
