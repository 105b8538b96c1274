//! Authorization codes that were not yet swapped for a token, by the hash of their text.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster(
    "oauth.openshift.io",
    "v1",
    "oauthauthorizetokens",
    "oauthauthorizetoken",
    "OAuthAuthorizeToken",
);
