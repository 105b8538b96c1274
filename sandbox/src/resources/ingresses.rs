//! The cluster's default domain for routes.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { custom: true, status: true, ..Resource::cluster("config.openshift.io", "v1", "ingresses", "ingress", "Ingress") };
