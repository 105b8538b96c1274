//! The operator's ImagePruner: when old images are removed.

use super::Resource;
use crate::schema::pruner;

pub(crate) static RESOURCE: Resource = Resource {
    custom: true,
    status: true,
    schema: Some(pruner::schema),
    ..Resource::cluster("imageregistry.operator.openshift.io", "v1", "imagepruners", "imagepruner", "ImagePruner")
};
