//! The Image Registry Operator's Config: the one object everything is about.

use serde_json::{Value, json};

use super::Resource;
use crate::failure::Cause;
use crate::json::text;
use crate::schema::config;

pub(crate) static RESOURCE: Resource = Resource {
    custom: true,
    status: true,
    schema: Some(config::schema),
    validate: |config, _| network_access(config),
    ..Resource::cluster("imageregistry.operator.openshift.io", "v1", "configs", "config", "Config")
};

/// The only Config there is.
pub(crate) const NAME: &str = "cluster";

/// The namespace the operator and the registry live in.
pub(crate) const NAMESPACE: &str = "openshift-image-registry";

/// The definition's one rule beyond bounds: Azure's private network details need `type: Internal`.
fn network_access(config: &Value) -> Vec<Cause> {
    let access = &config["spec"]["storage"]["azure"]["networkAccess"];
    if access.get("internal").is_none() || text(access, "/type") == "Internal" {
        return Vec::new();
    }
    let why = "internal is forbidden when type is not Internal";
    vec![Cause::invalid("spec.storage.azure.networkAccess", &json!("object"), why)]
}
