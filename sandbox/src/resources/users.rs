//! The users of OpenShift's own OAuth server. `~` is whoever asks; see `api::whoami`.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster("user.openshift.io", "v1", "users", "user", "User");
