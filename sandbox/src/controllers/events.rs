//! Events: what a controller says about an object it cannot help.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::json::text;
use crate::resources::events;
use crate::world::World;

/// What there is to say.
pub(super) struct Happening<'a> {
    /// The controller that says it.
    pub(super) by: &'a str,
    /// `Normal` or `Warning`.
    pub(super) kind: &'a str,
    pub(super) reason: &'a str,
    pub(super) message: &'a str,
}

/// Says it once: one event per object and reason, the way events are folded.
pub(super) fn report(world: &mut World, about: &Value, what: &Happening<'_>, now: Timestamp) {
    let namespace = text(about, "/metadata/namespace");
    let name = format!("{}.{}", text(about, "/metadata/name"), what.reason.to_lowercase());
    let known = world.store.get(&events::RESOURCE, namespace, &name);
    if known.is_some_and(|event| text(event, "/message") == what.message) {
        return;
    }
    let time = rfc3339(now);
    let event = json!({
        "metadata": {"name": name, "namespace": namespace},
        "involvedObject": {
            "apiVersion": about["apiVersion"], "kind": about["kind"], "namespace": namespace,
            "name": about["metadata"]["name"], "uid": about["metadata"]["uid"],
        },
        "type": what.kind, "reason": what.reason, "message": what.message, "count": 1,
        "firstTimestamp": time, "lastTimestamp": time,
        "source": {"component": what.by}, "reportingComponent": what.by, "reportingInstance": "",
    });
    world.store.put(&events::RESOURCE, event, now);
}
