//! Who vouches for people and service accounts.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource {
    custom: true,
    status: true,
    ..Resource::cluster("config.openshift.io", "v1", "authentications", "authentication", "Authentication")
};
