//! Jobs: single runs of the pruner.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("batch", "v1", "jobs", "job", "Job") };
