//! Cluster-wide image settings: trusted CAs, import allow list, the registry's host names.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { custom: true, status: true, ..Resource::cluster("config.openshift.io", "v1", "images", "image", "Image") };
