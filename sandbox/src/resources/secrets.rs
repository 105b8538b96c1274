//! Secrets: write-only `stringData`, base64 `data`, and the keys a TLS secret must have.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Resource;
use crate::failure::Cause;
use crate::go_json;
use crate::json::{object, text};

pub(crate) static RESOURCE: Resource = Resource {
    readable,
    normalise,
    validate: |secret, old| [super::configmaps::keys(secret, "data"), kind(secret, old), immutable(secret, old), size(secret)].concat(),
    tracked: true,
    ..Resource::namespaced("", "v1", "secrets", "secret", "Secret")
};

/// Moves `stringData` into `data` and defaults the type, as the API server does before it stores a secret.
fn normalise(secret: &mut Value) {
    if let Some(Value::Object(plain)) = secret.as_object_mut().and_then(|s| s.remove("stringData")) {
        let data = object(secret, "data");
        for (key, value) in plain {
            data.insert(key, json!(STANDARD.encode(value.as_str().unwrap_or(""))));
        }
    }
    if text(secret, "/type").is_empty() {
        secret["type"] = json!("Opaque");
    }
}

fn kind(secret: &Value, old: Option<&Value>) -> Vec<Cause> {
    let mut causes = Vec::new();
    if let Some(old) = old
        && old["type"] != secret["type"]
    {
        causes.push(Cause::invalid("type", &secret["type"], "field is immutable"));
    }
    let required: &[&str] = match text(secret, "/type") {
        "kubernetes.io/tls" => &["tls.crt", "tls.key"],
        "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
        _ => &[],
    };
    for key in required {
        if secret["data"].get(key).is_none() {
            causes.push(Cause::required(format!("data[{key}]"), ""));
        }
    }
    let json = secret["data"].get(".dockerconfigjson").and_then(Value::as_str).unwrap_or("");
    if text(secret, "/type") == "kubernetes.io/dockerconfigjson"
        && let Ok(bytes) = STANDARD.decode(json)
        && !json.is_empty()
        && serde_json::from_slice::<Value>(&bytes).is_err()
    {
        let hidden = json!("<secret contents redacted>");
        causes.push(Cause::invalid("data[.dockerconfigjson]", &hidden, &go_json::complaint(&bytes)));
    }
    causes
}

/// All values together may not be larger than this many bytes.
const LIMIT: usize = 1_048_576;

fn size(secret: &Value) -> Vec<Cause> {
    let values = secret["data"].as_object().into_iter().flat_map(|data| data.values());
    let bytes = |value: &Value| STANDARD.decode(value.as_str().unwrap_or("")).map_or(0, |bytes| bytes.len());
    if values.map(bytes).sum::<usize>() <= LIMIT {
        return Vec::new();
    }
    vec![Cause::new("FieldValueTooLong", "data", format!("Too long: may not be more than {LIMIT} bytes"))]
}

/// A secret that was closed stays as it is until it is deleted.
fn immutable(secret: &Value, old: Option<&Value>) -> Vec<Cause> {
    let Some(old) = old.filter(|old| old["immutable"] == true) else {
        return Vec::new();
    };
    let mut causes = Vec::new();
    for (field, moved) in
        [("immutable", secret["immutable"] != true), ("data", secret.get("data") != old.get("data"))]
    {
        if moved {
            let why = "Forbidden: field is immutable when `immutable` is set";
            causes.push(Cause::new("FieldValueForbidden", field, why));
        }
    }
    causes
}

/// Every value of `data` has to be base64.
fn readable(secret: &Value) -> Result<(), String> {
    for value in secret["data"].as_object().into_iter().flat_map(|data| data.values()) {
        let text = value.as_str().unwrap_or("");
        if STANDARD.decode(text).is_err() {
            let strange = |b: u8| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
            let byte = text.bytes().position(strange).unwrap_or(text.len());
            return Err(format!("illegal base64 data at input byte {byte}"));
        }
    }
    Ok(())
}
