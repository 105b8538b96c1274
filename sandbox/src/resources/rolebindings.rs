//! Grants inside a namespace (stored; the sandbox's users have fixed rules).

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::namespaced("rbac.authorization.k8s.io", "v1", "rolebindings", "rolebinding", "RoleBinding");
