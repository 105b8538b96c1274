//! Grants for the whole cluster (stored; the sandbox's users have fixed rules).

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding");
