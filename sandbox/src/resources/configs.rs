//! The Image Registry Operator's Config: the one object everything is about.

use super::Resource;
use crate::schema::config;

pub(crate) static RESOURCE: Resource = Resource {
    custom: true,
    status: true,
    schema: Some(config::schema),
    ..Resource::cluster("imageregistry.operator.openshift.io", "v1", "configs", "config", "Config")
};

/// The only Config there is.
pub(crate) const NAME: &str = "cluster";

/// The namespace the operator and the registry live in.
pub(crate) const NAMESPACE: &str = "openshift-image-registry";
