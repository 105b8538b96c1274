//! The release the cluster runs and the capabilities it has enabled.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { custom: true, status: true, ..Resource::cluster("config.openshift.io", "v1", "clusterversions", "clusterversion", "ClusterVersion") };
