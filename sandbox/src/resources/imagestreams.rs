//! Image streams (stored as they are).

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("image.openshift.io", "v1", "imagestreams", "imagestream", "ImageStream") };
