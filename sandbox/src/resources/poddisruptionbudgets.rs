//! How many pods a drain must leave running.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("policy", "v1", "poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget") };
