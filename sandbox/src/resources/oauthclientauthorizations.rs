//! What somebody has approved for a client, so that nobody is asked twice. The name is `user:client`.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster(
    "oauth.openshift.io",
    "v1",
    "oauthclientauthorizations",
    "oauthclientauthorization",
    "OAuthClientAuthorization",
);
