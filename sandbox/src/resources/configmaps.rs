//! Config maps, with the rule for their keys that refuses the colon of `host:port`.

use serde_json::Value;

use super::Resource;
use crate::failure::Cause;

pub(crate) static RESOURCE: Resource = Resource {
    short_names: &["cm"],
    validate: |object, _| [keys(object, "data"), keys(object, "binaryData"), size(object)].concat(),
    ..Resource::namespaced("", "v1", "configmaps", "configmap", "ConfigMap")
};

/// All values together may not be larger than this many bytes.
const LIMIT: usize = 1_048_576;

/// Keys are `[-._a-zA-Z0-9]+`, at most 253 characters, and never `.`, `..` or beginning with `..`.
pub(super) fn keys(object: &Value, member: &str) -> Vec<Cause> {
    let Some(map) = object[member].as_object() else { return Vec::new() };
    let mut causes = Vec::new();
    for key in map.keys() {
        let field = format!("{member}[{key}]");
        let value = Value::from(key.as_str());
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            causes.push(Cause::invalid(field, &value, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"));
        } else if key.len() > 253 {
            causes.push(Cause::invalid(field, &value, "must be no more than 253 characters"));
        } else if key == "." || key == ".." {
            causes.push(Cause::invalid(field, &value, &format!("must not be '{key}'")));
        } else if key.starts_with("..") {
            causes.push(Cause::invalid(field, &value, "must not start with '..'"));
        }
    }
    causes
}

fn size(object: &Value) -> Vec<Cause> {
    let sum: usize = ["data", "binaryData"]
        .iter()
        .filter_map(|member| object[*member].as_object())
        .flatten()
        .map(|(_, value)| value.as_str().map_or(0, str::len))
        .sum();
    if sum <= LIMIT {
        return Vec::new();
    }
    vec![Cause::new("FieldValueTooLong", "[]", format!("Too long: may not be more than {LIMIT} bytes"))]
}
