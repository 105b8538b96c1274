//! Build configurations (stored as they are).

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("build.openshift.io", "v1", "buildconfigs", "buildconfig", "BuildConfig") };
