//! Deployments; the sandbox runs them without scheduling anything.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("apps", "v1", "deployments", "deployment", "Deployment") };
