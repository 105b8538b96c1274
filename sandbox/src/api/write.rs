//! Create, update, merge patch and delete, with everything that may refuse them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::decode::{self, Origin};
use super::select::{Selection, as_item};
use super::{Call, Reply};
use crate::clock::rfc3339;
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

pub(super) fn create(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    if resource.namespaced && target.namespace.is_empty() {
        return Err(Failure::method_not_allowed());
    }
    let mut new = decode::body(call, resource)?;
    let warnings = decode::fields(world, call, resource, &mut new, Origin::Body)?;
    if resource.namespaced {
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
    // Found out by the storage, which a dry run never reaches; and an error without a reason.
    if !text(&new, "/metadata/resourceVersion").is_empty() && !call.query.dry_run() {
        return Err(Failure::new(
            500,
            "",
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
    let mut reply = finish(world, call, resource, new, None, warnings, now)?;
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
    let mut new = decode::body(call, resource)?;
    let warnings = decode::fields(world, call, resource, &mut new, Origin::Body)?;
    if text(&new, "/metadata/name") != target.name {
        return Err(wrong_name(&new, target));
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
        return Err(Failure::invalid_resource(resource, &target.name, &[cause]));
    }
    let new = keep_other_half(new, &old, resource, target);
    finish(world, call, resource, new, Some(old), warnings, now)
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
    if text(&new, "/kind") != resource.kind {
        return Err(Failure::wrong_kind(resource, &target.name, text(&new, "/kind")));
    }
    let warnings = decode::fields(world, call, resource, &mut new, Origin::Patch)?;
    if text(&new, "/metadata/name") != target.name {
        return Err(wrong_name(&new, target));
    }
    if resource.namespaced {
        place(&mut new, &target.namespace)?;
    }
    let new = keep_other_half(new, &old, resource, target);
    finish(world, call, resource, new, Some(old), warnings, now)
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
    for (field, pointer, what, maybe) in [
        ("uid", "/metadata/uid", "UID", "deleted and then recreated"),
        (
            "resourceVersion",
            "/metadata/resourceVersion",
            "ResourceVersion",
            "modified",
        ),
    ] {
        let record = text(&old, pointer);
        if let Some(wanted) = options["preconditions"][field].as_str()
            && wanted != record
        {
            return Err(Failure::conflicting_deletion(
                resource,
                &target.name,
                &format!(
                    "the {what} in the precondition ({wanted}) does not match the {what} in record ({record}). The object might have been {maybe}"
                ),
            ));
        }
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
    let mut details = json!({"name": target.name, "kind": resource.plural, "uid": old["metadata"]["uid"]});
    if !resource.group.is_empty() {
        details["group"] = json!(resource.group);
    }
    Ok(Reply::ok(
        json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}),
    ))
}

/// Deletes everything a list with the same selectors would show; answers that list.
pub(super) fn delete_collection(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let selection = Selection::read(&call.query, &target.namespace)?;
    let found: Vec<Value> = world
        .store
        .list(resource, selection.namespace())
        .filter(|object| selection.matches(object))
        .map(|object| (**object).clone())
        .collect();
    for object in &found {
        let one = Target {
            namespace: text(object, "/metadata/namespace").to_owned(),
            name: text(object, "/metadata/name").to_owned(),
            ..target.clone()
        };
        delete(world, call, resource, &one, now)?;
    }
    let items: Vec<Value> = found.iter().map(|object| as_item(resource, object)).collect();
    Ok(Reply::ok(json!({
        "kind": format!("{}List", resource.kind), "apiVersion": resource.api_version(),
        "metadata": {"resourceVersion": world.store.version().to_string()}, "items": items,
    })))
}

/// What all writes have in common: admission, validation, and storing unless it is a dry run.
fn finish(
    world: &mut World,
    call: &Call,
    resource: &'static Resource,
    mut new: Value,
    old: Option<Value>,
    warnings: Vec<String>,
    now: Timestamp,
) -> Result<Reply, Failure> {
    let name = text(&new, "/metadata/name").to_owned();
    (resource.normalise)(&mut new);
    if old.is_none() {
        (resource.admit)(&mut new, &world.store);
    }
    let mut causes = Vec::new();
    // Roles and tokens have names of other kinds.
    let named_freely = matches!(resource.group, "rbac.authorization.k8s.io" | "oauth.openshift.io");
    if old.is_none() && !named_freely {
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
    if resource.tracked {
        tracked(&mut new, old.as_ref(), call, now);
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

/// Notes in `metadata.managedFields` who wrote and when, one entry for each writer, unless nothing was changed.
fn tracked(new: &mut Value, old: Option<&Value>, call: &Call, now: Timestamp) {
    const FIELDS: &str = "managedFields";
    let before = old.and_then(|old| old["metadata"].get(FIELDS)).cloned();
    let without = |object: &Value| {
        let mut object = object.clone();
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.remove(FIELDS);
        }
        object
    };
    let changes = old.is_none_or(|old| without(old) != without(new));
    let mut entries = before
        .as_ref()
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if changes {
        let manager = match call.query.get("fieldManager") {
            "" => "unknown",
            manager => manager,
        };
        entries.retain(|entry| entry["manager"] != manager);
        let keys = new["data"].as_object().into_iter().flatten();
        let mut data: Value = keys.map(|(key, _)| (format!("f:{key}"), json!({}))).collect();
        data["."] = json!({});
        entries.push(json!({
            "manager": manager, "operation": "Update", "apiVersion": "v1", "time": rfc3339(now),
            "fieldsType": "FieldsV1", "fieldsV1": {"f:data": data},
        }));
    }
    let metadata = object(new, "metadata");
    metadata.remove(FIELDS);
    if !entries.is_empty() {
        metadata.insert(FIELDS.into(), json!(entries));
    }
}

fn wrong_name(new: &Value, target: &Target) -> Failure {
    Failure::bad_request(format!(
        "the name of the object ({}) does not match the name on the URL ({})",
        text(new, "/metadata/name"),
        target.name
    ))
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
    if !uid.is_empty() && uid != text(old, "/metadata/uid") && resource.custom {
        let cause = Cause::invalid("metadata.uid", &json!(uid), "field is immutable");
        // Named by two validations, as in the original.
        return Err(Failure::invalid(resource, name, &[cause.clone(), cause]));
    }
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
