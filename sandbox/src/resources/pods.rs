//! Pods. Their logs are another subject.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("", "v1", "pods", "pod", "Pod") };
