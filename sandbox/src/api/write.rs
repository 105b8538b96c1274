//! Create, update, merge patch and delete, with everything that may refuse them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Call, Reply};
use crate::controllers::deletion;
use crate::failure::{Cause, Failure};
use crate::json::{merge, object, text};
use crate::names;
use crate::request::Target;
use crate::resources::{Resource, namespaces};
use crate::schema;
use crate::settings::Release;
use crate::store::suffix;
use crate::world::World;

/// How the new object came in; strict decoding words its refusal differently.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Body,
    Patch,
}

pub(super) fn create(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let mut new = parse(call, resource)?;
    if resource.namespaced {
        if target.namespace.is_empty() {
            return Err(Failure::new(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
            ));
        }
        place(&mut new, &target.namespace)?;
        if world
            .store
            .get(&namespaces::RESOURCE, "", &target.namespace)
            .is_none()
        {
            return Err(Failure::not_found(&namespaces::RESOURCE, &target.namespace));
        }
    }
    let prefix = text(&new, "/metadata/generateName").to_owned();
    if text(&new, "/metadata/name").is_empty() && !prefix.is_empty() {
        let seed = world.store.next_identity();
        object(&mut new, "metadata").insert("name".into(), json!(format!("{prefix}{}", suffix(seed, 5))));
    }
    let name = text(&new, "/metadata/name").to_owned();
    if world
        .store
        .get(resource, text(&new, "/metadata/namespace"), &name)
        .is_some()
    {
        return Err(Failure::already_exists(resource, &name));
    }
    if !text(&new, "/metadata/resourceVersion").is_empty() {
        return Err(Failure::bad_request(
            "resourceVersion should not be set on objects to be created",
        ));
    }
    let metadata = object(&mut new, "metadata");
    for owned in [
        "uid",
        "creationTimestamp",
        "generation",
        "deletionTimestamp",
        "managedFields",
    ] {
        metadata.remove(owned);
    }
    if resource.status
        && let Some(map) = new.as_object_mut()
    {
        map.remove("status");
    }
    let mut reply = finish(world, call, resource, new, None, Origin::Body, now)?;
    if let Reply::Object { code, .. } = &mut reply {
        *code = 201;
    }
    Ok(reply)
}

pub(super) fn update(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let mut new = parse(call, resource)?;
    if text(&new, "/metadata/name") != target.name {
        return Err(Failure::bad_request(format!(
            "the name of the object ({}) does not match the name on the URL ({})",
            text(&new, "/metadata/name"),
            target.name
        )));
    }
    if resource.namespaced {
        place(&mut new, &target.namespace)?;
    }
    let old = existing(world, resource, target)?;
    preconditions(resource, &new, &old)?;
    if resource.custom && text(&new, "/metadata/resourceVersion").is_empty() {
        let cause = Cause::invalid(
            "metadata.resourceVersion",
            &json!(0),
            "must be specified for an update",
        );
        return Err(Failure::invalid(resource, &target.name, &[cause]));
    }
    let new = keep_other_half(new, &old, resource, target);
    finish(world, call, resource, new, Some(old), Origin::Body, now)
}

pub(super) fn patch(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let kind = call.content_type.split(';').next().unwrap_or("").trim();
    if kind != "application/merge-patch+json" {
        let message = "the body of the request was in an unknown format - accepted media types include: application/merge-patch+json";
        return Err(Failure::new(415, "UnsupportedMediaType", message));
    }
    let patch: Value = serde_json::from_slice(&call.body)
        .map_err(|error| Failure::bad_request(format!("error decoding patch: {error}")))?;
    let old = existing(world, resource, target)?;
    preconditions(resource, &patch, &old)?;
    let mut new = old.clone();
    merge(&mut new, &patch);
    for (pointer, given) in [
        ("/metadata/name", &target.name),
        ("/metadata/namespace", &target.namespace),
    ] {
        let scoped = resource.namespaced || pointer.ends_with("/name");
        if scoped && text(&new, pointer) != given {
            let field = pointer.trim_start_matches('/').replace('/', ".");
            let cause = Cause::invalid(
                field,
                &new.pointer(pointer).cloned().unwrap_or_default(),
                "field is immutable",
            );
            return Err(Failure::invalid(resource, &target.name, &[cause]));
        }
    }
    let new = keep_other_half(new, &old, resource, target);
    finish(world, call, resource, new, Some(old), Origin::Patch, now)
}

pub(super) fn delete(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let old = existing(world, resource, target)?;
    let options: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let wanted = |field: &str| options["preconditions"][field].as_str();
    if let Some(uid) = wanted("uid")
        && uid != text(&old, "/metadata/uid")
    {
        let why = format!(
            "Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
            text(&old, "/metadata/uid")
        );
        return Err(Failure::conflict(resource, &target.name, &why));
    }
    if let Some(version) = wanted("resourceVersion")
        && version != text(&old, "/metadata/resourceVersion")
    {
        let why = format!(
            "Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {}",
            text(&old, "/metadata/resourceVersion")
        );
        return Err(Failure::conflict(resource, &target.name, &why));
    }
    let dry = call.query.dry_run()
        || options["dryRun"]
            .as_array()
            .is_some_and(|list| list.iter().any(|d| d == "All"));
    let namespace = text(&old, "/metadata/namespace").to_owned();
    if old["metadata"]["finalizers"]
        .as_array()
        .is_some_and(|list| !list.is_empty())
    {
        if dry {
            return Ok(Reply::ok(old));
        }
        deletion::mark(&mut world.store, resource, &namespace, &target.name, now);
        let marked = world
            .store
            .get(resource, &namespace, &target.name)
            .map_or(Value::Null, |object| (**object).clone());
        return Ok(Reply::ok(marked));
    }
    if !dry {
        world.store.remove(resource, &namespace, &target.name);
    }
    let details = json!({"name": target.name, "group": resource.group, "kind": resource.plural, "uid": old["metadata"]["uid"]});
    Ok(Reply::ok(
        json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}),
    ))
}

/// What all writes have in common: decoding, admission, validation, and storing unless it is a dry run.
fn finish(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    mut new: Value,
    old: Option<Value>,
    origin: Origin,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let name = text(&new, "/metadata/name").to_owned();
    let mut warnings = Vec::new();
    if let Some(tree) = resource.schema.map(|schema| schema(world.release)) {
        let whole = new.clone();
        let unknown: Vec<String> = schema::decode(tree, &mut new, "")
            .iter()
            .map(|path| format!("unknown field \"{path}\""))
            .collect();
        // 4.5 did not know the parameter: it prunes without a word.
        let validation = if world.release == Release::Legacy {
            "Ignore"
        } else {
            call.query.get("fieldValidation")
        };
        if !unknown.is_empty() {
            match (validation, origin) {
                ("Strict", Origin::Patch) => return Err(Failure::strict_patch(&whole, &unknown.join(", "))),
                ("Strict", Origin::Body) => return Err(Failure::strict_body(resource, &unknown.join(", "))),
                ("Ignore", _) => {}
                _ => warnings = unknown,
            }
        }
        if !resource.custom {
            readable(resource, tree, &new)?;
        }
    }
    (resource.normalise)(&mut new);
    if old.is_none() {
        (resource.admit)(&mut new, &world.store);
    }
    let mut causes = Vec::new();
    if old.is_none() && resource.group != "rbac.authorization.k8s.io" {
        causes.extend(names::subdomain("metadata.name", &name));
    }
    if resource.custom
        && let Some(tree) = resource.schema.map(|schema| schema(world.release))
    {
        causes.extend(schema::errors(tree, &new, "", world.release != Release::Legacy));
    }
    for cause in (resource.validate)(&new, old.as_ref()) {
        if !causes
            .iter()
            .any(|known: &Cause| known.field == cause.field && known.message == cause.message)
        {
            causes.push(cause);
        }
    }
    if !causes.is_empty() {
        return Err(Failure::invalid(resource, &name, &causes));
    }
    let object = if call.query.dry_run() {
        world.store.prepare(resource, new, now)
    } else {
        (*world.store.put(resource, new, now)).clone()
    };
    Ok(Reply::Object {
        code: 200,
        object,
        warnings,
    })
}

/// Built-in resources refuse what they cannot decode before anything else looks at it.
fn readable(resource: &Resource, tree: &schema::Schema, new: &Value) -> Result<(), Failure> {
    let kind = resource.kind;
    let refuse = |why: &str| {
        Failure::bad_request(format!(
            "{kind} in version \"{}\" cannot be handled as a {kind}: {why}",
            resource.version
        ))
    };
    if !schema::quantities_readable(tree, new) {
        return Err(refuse(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ));
    }
    match schema::errors(tree, new, "", false)
        .iter()
        .find(|cause| cause.reason == "FieldValueTypeInvalid")
    {
        Some(cause) => Err(refuse(&format!(
            "json: cannot unmarshal into Go struct field {kind}.{}",
            cause.field
        ))),
        None => Ok(()),
    }
}

fn parse(call: &Call, resource: &Resource) -> Result<Value, Failure> {
    let kind = call.content_type.split(';').next().unwrap_or("").trim();
    if !matches!(kind, "application/json" | "") {
        let message = "the body of the request was in an unknown format - accepted media types include: application/json";
        return Err(Failure::new(415, "UnsupportedMediaType", message));
    }
    let mut new: Value = serde_json::from_slice(&call.body).map_err(|error| {
        Failure::bad_request(format!(
            "error decoding the body at line {} column {}",
            error.line(),
            error.column()
        ))
    })?;
    if !new.is_object() {
        return Err(Failure::bad_request("the body of the request is no object"));
    }
    let (api_version, kind) = (
        text(&new, "/apiVersion").to_owned(),
        text(&new, "/kind").to_owned(),
    );
    let matches = |given: &str, expected: &str| given.is_empty() || given == expected;
    if !matches(&api_version, &resource.api_version()) || !matches(&kind, resource.kind) {
        return Err(Failure::bad_request(format!(
            "the API version in the data ({api_version}, {kind}) does not match the expected API version ({}, {})",
            resource.api_version(),
            resource.kind
        )));
    }
    new["apiVersion"] = json!(resource.api_version());
    new["kind"] = json!(resource.kind);
    Ok(new)
}

fn place(new: &mut Value, namespace: &str) -> Result<(), Failure> {
    let given = text(new, "/metadata/namespace");
    if !given.is_empty() && given != namespace {
        return Err(Failure::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        ));
    }
    object(new, "metadata").insert("namespace".into(), json!(namespace));
    Ok(())
}

fn existing(world: &World, resource: &'static Resource, target: &Target) -> Result<Value, Failure> {
    let namespace = if resource.namespaced {
        target.namespace.as_str()
    } else {
        ""
    };
    world
        .store
        .get(resource, namespace, &target.name)
        .map(|object| (**object).clone())
        .ok_or_else(|| Failure::not_found(resource, &target.name))
}

/// A `resourceVersion` or `uid` in what is sent must be the stored one.
fn preconditions(resource: &Resource, sent: &Value, old: &Value) -> Result<(), Failure> {
    let name = text(old, "/metadata/name");
    let version = text(sent, "/metadata/resourceVersion");
    if !version.is_empty() && version != text(old, "/metadata/resourceVersion") {
        return Err(Failure::stale(resource, name));
    }
    let uid = text(sent, "/metadata/uid");
    if !uid.is_empty() && uid != text(old, "/metadata/uid") {
        let why = format!(
            "Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
            text(old, "/metadata/uid")
        );
        return Err(Failure::conflict(resource, name, &why));
    }
    Ok(())
}

/// An ordinary write leaves `status` alone, a write to `/status` everything else.
fn keep_other_half(mut new: Value, old: &Value, resource: &Resource, target: &Target) -> Value {
    if target.subresource == "status" {
        let mut kept = old.clone();
        kept["status"] = new["status"].take();
        return kept;
    }
    if resource.status {
        match old.get("status") {
            Some(status) => new["status"] = status.clone(),
            None => {
                new.as_object_mut().and_then(|map| map.remove("status"));
            }
        }
    }
    new
}
