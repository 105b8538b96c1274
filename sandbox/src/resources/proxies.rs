//! The cluster's egress proxy.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { custom: true, status: true, ..Resource::cluster("config.openshift.io", "v1", "proxies", "proxy", "Proxy") };
