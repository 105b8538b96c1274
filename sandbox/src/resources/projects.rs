//! Projects: the namespaces a user may see.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource {
    filtered: true,
    status: true,
    ..Resource::cluster("project.openshift.io", "v1", "projects", "project", "Project")
};
