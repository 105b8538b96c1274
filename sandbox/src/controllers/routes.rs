//! The router: gives routes a host and admits them.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::json::{items, object, text};
use crate::resources::{ingresses, routes};
use crate::world::World;

pub(super) fn run(world: &mut World, now: Timestamp) {
    let domain = world.store.get(&ingresses::RESOURCE, "", "cluster").map_or_else(
        || "apps.example.com".to_owned(),
        |ingress| text(ingress, "/spec/domain").to_owned(),
    );
    let new: Vec<Value> = world
        .store
        .list(&routes::RESOURCE, None)
        .filter(|route| items(route, "/status/ingress").is_empty() || text(route, "/spec/host").is_empty())
        .map(|route| (**route).clone())
        .collect();
    for mut route in new {
        let (namespace, name) = (
            text(&route, "/metadata/namespace").to_owned(),
            text(&route, "/metadata/name").to_owned(),
        );
        if text(&route, "/spec/host").is_empty() {
            object(&mut route, "spec").insert("host".into(), json!(format!("{name}-{namespace}.{domain}")));
            if !route["metadata"]["annotations"].is_object() {
                route["metadata"]["annotations"] = json!({});
            }
            route["metadata"]["annotations"]["openshift.io/host.generated"] = json!("true");
            route = (*world.store.put(&routes::RESOURCE, route, now)).clone();
        }
        let timer = format!("admit/{namespace}/{name}");
        if !world.due(&timer, world.pace.pods_created(), now) {
            continue;
        }
        world.forget(&timer);
        route["status"] = json!({"ingress": [{
            "host": route["spec"]["host"], "routerName": "default", "routerCanonicalHostname": format!("router-default.{domain}"),
            "wildcardPolicy": "None",
            "conditions": [{"type": "Admitted", "status": "True", "lastTransitionTime": rfc3339(now)}],
        }]});
        world.store.put(&routes::RESOURCE, route, now);
    }
}
