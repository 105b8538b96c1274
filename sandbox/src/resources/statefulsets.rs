//! Stateful sets (stored as they are).

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("apps", "v1", "statefulsets", "statefulset", "StatefulSet") };
