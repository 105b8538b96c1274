//! What every operator reports about itself.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { custom: true, status: true, ..Resource::cluster("config.openshift.io", "v1", "clusteroperators", "clusteroperator", "ClusterOperator") };
