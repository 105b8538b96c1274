//! Removal: everything of the registry goes, and the storage too when the operator says it owns it.

use serde_json::json;

use super::{Pass, resources::NAME, storage};
use crate::json::{object, text};
use crate::resources::{deployments, persistentvolumeclaims, poddisruptionbudgets, routes, services};

pub(super) fn remove(pass: &mut Pass<'_>) {
    // Two storage kinds block removal altogether: nobody knows which one to take away.
    if storage::members(&pass.config["spec"]["storage"]).len() > 1
        && pass.own(&deployments::RESOURCE, NAME).is_some()
    {
        return;
    }
    for resource in [
        &deployments::RESOURCE,
        &services::RESOURCE,
        &poddisruptionbudgets::RESOURCE,
    ] {
        pass.delete(resource, NAME);
    }
    let own: Vec<String> = pass
        .store
        .list(&routes::RESOURCE, Some(crate::resources::configs::NAMESPACE))
        .filter(|route| text(route, "/metadata/annotations/imageregistry.openshift.io") == "true")
        .map(|route| text(route, "/metadata/name").to_owned())
        .collect();
    for route in own {
        pass.delete(&routes::RESOURCE, &route);
    }
    if text(&pass.config, "/spec/storage/managementState") == "Managed" {
        remove_storage(pass);
    }
}

/// Works on the storage in force, not on the spec. A bucket's name is cleared from the spec, a claim's is not.
fn remove_storage(pass: &mut Pass<'_>) {
    let in_force = pass.config["status"]["storage"].clone();
    let Some(&(member, name)) = storage::members(&in_force).first() else {
        return;
    };
    match member {
        "pvc" => {
            let claim = text(&in_force, "/pvc/claim").to_owned();
            pass.delete(&persistentvolumeclaims::RESOURCE, &claim);
        }
        "emptyDir" => {}
        _ => {
            object(&mut pass.config["spec"]["storage"], member).remove("bucket");
            pass.condition(
                "StorageExists",
                "False",
                &format!("{name} Bucket Deleted"),
                "The bucket has been removed",
            );
        }
    }
    object(&mut pass.config, "status").insert("storage".into(), json!({}));
}
