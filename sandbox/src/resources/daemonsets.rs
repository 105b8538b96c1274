//! Daemon sets, such as the one that puts CAs on every node.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("apps", "v1", "daemonsets", "daemonset", "DaemonSet") };
