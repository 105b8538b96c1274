//! Who may ask the OAuth server for tokens: secret, redirect URIs, and the scopes it may ask for.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster(
    "oauth.openshift.io",
    "v1",
    "oauthclients",
    "oauthclient",
    "OAuthClient",
);
