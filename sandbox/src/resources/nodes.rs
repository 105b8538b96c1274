//! The machines pods run on.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::cluster("", "v1", "nodes", "node", "Node") };
