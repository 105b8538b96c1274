//! Routes: host names at the cluster's router.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("route.openshift.io", "v1", "routes", "route", "Route") };
