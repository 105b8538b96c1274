//! Namespaces; a normal user sees them as projects.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::cluster("", "v1", "namespaces", "namespace", "Namespace") };
