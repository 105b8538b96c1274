//! What belongs to a login rather than to a feature: ending it at OpenShift, and the question whether its owner may see
//! a path that is no resource.

use crate::ask::Ask;
use crate::user::User;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use registry::error::ClusterError;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// One's own tokens, which `basic-user` lets everybody delete (facts: OAuth, "Logout").
const OWN_TOKENS: &str = "/apis/oauth.openshift.io/v1/useroauthaccesstokens";
const ACCESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/// The name of the object that stands for a token of OpenShift's OAuth server; `None` for any other token.
fn object_name(token: &str) -> Option<String> {
    let secret = token.strip_prefix("sha256~")?;
    Some(format!(
        "sha256~{}",
        URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
    ))
}

impl User {
    /// Deletes the token this user is known by, where it is an object of the cluster; otherwise does nothing. A token
    /// that is gone already is ended too.
    ///
    /// # Errors
    /// When the token may live on.
    pub async fn end_login(&self) -> Result<(), ClusterError> {
        let name = self.wire().token().and_then(|token| object_name(token.text()));
        let Some(name) = name else {
            return Ok(());
        };
        let ask = Ask {
            method: Method::DELETE,
            uri: format!("{OWN_TOKENS}/{name}"),
            body: None,
        };
        match self.wire().write(&ask).await {
            Ok(_) => Ok(()),
            Err(failure) => match failure.code() {
                Some(StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED) => Ok(()),
                _ => Err(failure.bare()),
            },
        }
    }

    /// Asks the API server whether this user may get a path that is no resource, such as `/metrics`.
    ///
    /// # Errors
    /// When it cannot be asked, or does not know the user.
    pub async fn may_get(&self, path: &str) -> Result<bool, ClusterError> {
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"nonResourceAttributes": {"path": path, "verb": "get"}},
        });
        let answer = self.wire().read(&Ask::post(ACCESS.to_owned(), review)).await;
        let answer = answer.map_err(|failure| failure.bare())?;
        let allowed = answer.pointer("/status/allowed").and_then(Value::as_bool);
        allowed.ok_or(ClusterError::Unexpected { status: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tokens_object_is_named_by_its_digest_and_only_openshifts_tokens_have_one() {
        // The digest of "abc" is the first test vector of FIPS 180-4.
        assert_eq!(
            object_name("sha256~abc").as_deref(),
            Some("sha256~ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")
        );
        assert_eq!(object_name("eyJhbGciOi.J9.x"), None);
        assert_eq!(object_name(""), None);
    }
}
