//! Deployment configurations, OpenShift's own kind of deployment (stored as they are).

use super::Resource;

pub(crate) static RESOURCE: Resource =
    Resource { status: true, ..Resource::namespaced("apps.openshift.io", "v1", "deploymentconfigs", "deploymentconfig", "DeploymentConfig") };
