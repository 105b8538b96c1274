//! Service accounts and the pull secrets linked to them.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::namespaced("", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount");
