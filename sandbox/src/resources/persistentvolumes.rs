//! Volumes behind bound claims.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::cluster("", "v1", "persistentvolumes", "persistentvolume", "PersistentVolume") };
