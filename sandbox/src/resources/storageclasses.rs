//! Storage classes; the default one is marked by an annotation.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster("storage.k8s.io", "v1", "storageclasses", "storageclass", "StorageClass");
