//! How the cluster knows its people and its service accounts.

use super::{object, text};

object! {
    /// `authentications.config.openshift.io/cluster`.
    Authentication
}

impl Authentication {
    /// `spec.serviceAccountIssuer`: who vouches for service accounts, where a cloud takes their tokens. Empty for the
    /// cluster itself.
    pub fn issuer(&self) -> &str {
        text(&self.0, "/spec/serviceAccountIssuer")
    }
}
