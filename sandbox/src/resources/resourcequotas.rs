//! Quotas of a namespace (stored, not enforced).

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("", "v1", "resourcequotas", "resourcequota", "ResourceQuota") };
