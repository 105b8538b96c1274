//! Services: stable addresses of pods.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("", "v1", "services", "service", "Service") };
