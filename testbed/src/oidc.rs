//! Structured authentication: an outside issuer whose ID tokens the API server takes, as a cluster without OpenShift's
//! own OAuth server does. Knows what kube-apiserver's file has to say, and nothing of how tokens are got.

use serde_json::{Value, json};

/// An issuer of ID tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcIssuer {
    /// Its address, which must be `https`.
    pub url: String,
    /// The certificate of the authority that signed its own, as PEM.
    pub ca: String,
    /// For whom its tokens must be made out: the client's id.
    pub audience: String,
}

impl OidcIssuer {
    /// kube-apiserver's `--authentication-config`: people are called as the token calls them, with its groups.
    pub(crate) fn configuration(&self) -> Value {
        json!({
            "apiVersion": "apiserver.config.k8s.io/v1",
            "kind": "AuthenticationConfiguration",
            "jwt": [{
                "issuer": {"url": self.url, "audiences": [self.audience], "certificateAuthority": self.ca},
                "claimMappings": {
                    "username": {"claim": "preferred_username", "prefix": ""},
                    "groups": {"claim": "groups", "prefix": ""},
                },
            }],
        })
    }
}
