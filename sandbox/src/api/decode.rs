//! From the bytes of a request to an object of the resource: media type, kind, strange fields, unreadable values.

use serde_json::{Value, json};

use super::Call;
use crate::failure::Failure;
use crate::json::text;
use crate::resources::Resource;
use crate::schema;
use crate::settings::Release;
use crate::world::World;

/// How the new object came in; strict decoding words its refusal differently.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Body,
    Patch,
}

/// The object in the body of a POST or PUT.
pub(super) fn body(call: &Call, resource: &Resource) -> Result<Value, Failure> {
    json_only(call)?;
    let unrecognized = |why: &str| {
        Failure::bad_request(format!(
            "the object provided is unrecognized (must be of type {}): {why}",
            resource.kind
        ))
    };
    let mut new: Value = serde_json::from_slice(&call.body)
        .map_err(|error| unrecognized(&format!("couldn't get version/kind; json parse error: {error}")))?;
    if !new.is_object() {
        return Err(unrecognized(
            "couldn't get version/kind; json parse error: no object",
        ));
    }
    if resource.custom && text(&new, "/kind").is_empty() {
        return Err(unrecognized(&format!("Object 'Kind' is missing in '{new}'")));
    }
    for (field, expected) in [
        ("apiVersion", resource.api_version()),
        ("kind", resource.kind.to_owned()),
    ] {
        let given = text(&new, &format!("/{field}"));
        if !given.is_empty() && given != expected {
            return Err(Failure::bad_request(format!(
                "{} in version \"{}\" cannot be handled as a {}: unknown conversion",
                text(&new, "/kind"),
                text(&new, "/apiVersion").rsplit('/').next().unwrap_or(""),
                resource.kind
            )));
        }
        new[field] = json!(expected);
    }
    Ok(new)
}

/// Only JSON is understood here; clients that prefer protobuf are told so.
pub(super) fn json_only(call: &Call) -> Result<(), Failure> {
    let kind = call.content_type.split(';').next().unwrap_or("").trim();
    if matches!(kind, "application/json" | "") {
        return Ok(());
    }
    let message =
        "the body of the request was in an unknown format - accepted media types include: application/json";
    Err(Failure::new(415, "UnsupportedMediaType", message))
}

/// Takes out what the schema does not know and fills in its defaults; returns the warnings to send along.
pub(super) fn fields(
    world: &World,
    call: &Call,
    resource: &Resource,
    new: &mut Value,
    origin: Origin,
) -> Result<Vec<String>, Failure> {
    let Some(tree) = resource.schema.map(|schema| schema(world.release)) else {
        return readable(resource, new).map(|()| Vec::new());
    };
    let whole = new.clone();
    let unknown: Vec<String> = schema::decode(tree, new, "")
        .iter()
        .map(|path| format!("unknown field \"{path}\""))
        .collect();
    // 4.5 did not know the parameter: it prunes without a word.
    let validation = if world.release == Release::Legacy {
        "Ignore"
    } else {
        call.query.get("fieldValidation")
    };
    let mut warnings = Vec::new();
    match (validation, origin) {
        _ if unknown.is_empty() => {}
        ("Strict", Origin::Patch) => return Err(Failure::strict_patch(&whole, &unknown.join(", "))),
        ("Strict", Origin::Body) => return Err(Failure::strict_body(resource, &unknown.join(", "))),
        ("Ignore", _) => {}
        _ => warnings = unknown,
    }
    if !resource.custom {
        if !schema::quantities_readable(tree, new) {
            let why =
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
            return Err(unreadable(resource, why));
        }
        let mistyped = schema::errors(tree, new, "", false)
            .into_iter()
            .find(|cause| cause.reason == "FieldValueTypeInvalid");
        if let Some(cause) = mistyped {
            let why = format!(
                "json: cannot unmarshal into Go struct field {}.{}",
                resource.kind, cause.field
            );
            return Err(unreadable(resource, &why));
        }
    }
    readable(resource, new).map(|()| warnings)
}

fn readable(resource: &Resource, new: &Value) -> Result<(), Failure> {
    (resource.readable)(new).map_err(|why| unreadable(resource, &why))
}

fn unreadable(resource: &Resource, why: &str) -> Failure {
    let (kind, version) = (resource.kind, resource.version);
    Failure::bad_request(format!(
        "{kind} in version \"{version}\" cannot be handled as a {kind}: {why}"
    ))
}
