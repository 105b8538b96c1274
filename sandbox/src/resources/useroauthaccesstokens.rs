//! One's own tokens: a view of the access tokens, never stored; see `api::own_tokens`.

use super::Resource;

pub(crate) static RESOURCE: Resource = Resource::cluster(
    "oauth.openshift.io",
    "v1",
    "useroauthaccesstokens",
    "useroauthaccesstoken",
    "UserOAuthAccessToken",
);
