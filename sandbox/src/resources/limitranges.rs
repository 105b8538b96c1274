//! Limits of a namespace (stored, not enforced).

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::namespaced("", "v1", "limitranges", "limitrange", "LimitRange");
