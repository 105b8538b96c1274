//! The tokens in force, by the hash of their text: no token can be read from its object.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster(
    "oauth.openshift.io",
    "v1",
    "oauthaccesstokens",
    "oauthaccesstoken",
    "OAuthAccessToken",
);
