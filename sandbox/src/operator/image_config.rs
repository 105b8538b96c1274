//! What the operator tells the rest of the cluster in `images.config.openshift.io/cluster`: where the registry is.

use serde_json::{Value, json};

use super::{Pass, resources::NAME};
use crate::json::{items, object, text};
use crate::resources::{configs, images_config, routes, services};

const INTERNAL: &str = "image-registry.openshift-image-registry.svc:5000";

pub(super) fn sync(pass: &mut Pass<'_>) {
    let Some(images) = pass.store.get(&images_config::RESOURCE, "", "cluster") else {
        return;
    };
    let mut images = (**images).clone();
    let hosts: Vec<Value> = pass
        .store
        .list(&routes::RESOURCE, Some(configs::NAMESPACE))
        .filter(|route| text(route, "/metadata/annotations/imageregistry.openshift.io") == "true")
        // Only a host some router has taken up is told to the cluster.
        .filter_map(|route| items(route, "/status/ingress").first())
        .map(|ingress| json!(text(ingress, "/host")))
        .collect();
    let serves = pass.own(&services::RESOURCE, NAME).is_some();
    let status = object(&mut images, "status");
    let mut say = |field: &str, value: Option<Value>| match value {
        Some(value) => drop(status.insert(field.into(), value)),
        None => drop(status.remove(field)),
    };
    say("internalRegistryHostname", serves.then(|| json!(INTERNAL)));
    say(
        "externalRegistryHostnames",
        (!hosts.is_empty()).then(|| json!(hosts)),
    );
    pass.put(&images_config::RESOURCE, images);
}
