//! The definitions of custom resources, from which a console learns which fields a release has.

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::cluster("apiextensions.k8s.io", "v1", "customresourcedefinitions", "customresourcedefinition", "CustomResourceDefinition") };
