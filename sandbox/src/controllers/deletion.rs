//! Deletion in two steps: first marked, then gone, as with finalizers and the garbage collector.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::json::{items, object, text};
use crate::resources::{self, Resource, configs};
use crate::store::Store;
use crate::world::World;

/// A controller's deletion in the foreground: the object stays until its dependants are gone.
pub(crate) fn request(
    store: &mut Store,
    resource: &'static Resource,
    namespace: &str,
    name: &str,
    now: Timestamp,
) {
    let Some(found) = store.get(resource, namespace, name) else {
        return;
    };
    if found["metadata"].get("deletionTimestamp").is_some() {
        return;
    }
    let mut marked = (**found).clone();
    let finalizers = object(&mut marked, "metadata")
        .entry("finalizers")
        .or_insert(json!([]));
    if let Some(list) = finalizers.as_array_mut() {
        list.push(json!("foregroundDeletion"));
    }
    store.put(resource, marked, now);
    mark(store, resource, namespace, name, now);
}

/// Sets the time of deletion on an object that has finalizers.
pub(crate) fn mark(
    store: &mut Store,
    resource: &'static Resource,
    namespace: &str,
    name: &str,
    now: Timestamp,
) {
    let Some(found) = store.get(resource, namespace, name) else {
        return;
    };
    if found["metadata"].get("deletionTimestamp").is_some() {
        return;
    }
    let mut marked = (**found).clone();
    marked["metadata"]["deletionTimestamp"] = json!(rfc3339(now));
    marked["metadata"]["deletionGracePeriodSeconds"] = json!(0);
    store.put(resource, marked, now);
}

/// Takes away what is marked and no longer held.
pub(super) fn run(world: &mut World, now: Timestamp) {
    for (resource, namespace, name) in world.store.marked() {
        // The operator finalises its own Config.
        if std::ptr::eq(resource, &configs::RESOURCE) {
            continue;
        }
        let held = world
            .store
            .get(resource, &namespace, &name)
            .is_some_and(|object| held(&world.store, object));
        let timer = format!("delete/{}/{namespace}/{name}", resource.plural);
        if !held && world.due(&timer, world.pace.deletion(), now) {
            world.forget(&timer);
            world.store.remove(resource, &namespace, &name);
            orphans(world, &namespace, &name, resource);
        }
    }
}

/// A claim stays while a pod mounts it.
fn held(store: &Store, object: &Value) -> bool {
    items(object, "/metadata/finalizers")
        .iter()
        .any(|f| f == "kubernetes.io/pvc-protection")
        && super::pods::mounting(
            store,
            text(object, "/metadata/namespace"),
            text(object, "/metadata/name"),
        )
        .next()
        .is_some()
}

/// Pods go with their Deployment.
fn orphans(world: &mut World, namespace: &str, name: &str, resource: &Resource) {
    if resource.plural != "deployments" {
        return;
    }
    let pods = &resources::pods::RESOURCE;
    let own: Vec<String> = super::pods::of_deployment(&world.store, namespace, name)
        .map(|pod| text(pod, "/metadata/name").to_owned())
        .collect();
    for pod in own {
        world.store.remove(pods, namespace, &pod);
    }
}
