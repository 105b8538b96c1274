//! The keys the registry opens its storage with: which Secret, which keys, whose win. Values are [`SecretText`], so
//! nothing here can print one.

mod account_key;
mod facts;
mod key_file;
mod line;
mod need;
mod planning;
mod standing;
mod writing;

pub use account_key::{AccountKeyProblem, account_key};
use facts::present;
pub(crate) use facts::secret_queries;
pub use facts::{CredentialsFacts, SecretFacts};
pub use key_file::{KeyFile, KeyFileProblem, KeyHolder, key_file};
pub use line::{LineProblem, key as line_key, password as line_password};
pub use need::{KeyId, ShapeNote, ShapeProblem, Variant};
pub use planning::{CredentialsForm, CredentialsProblem, Wish, key_problem, plan, problems, queries};
pub use standing::{CloudKind, Fit, Need, Winner, fit, need, winner, without_user};

pub(crate) use writing::Writes;

use crate::name::Name;
use crate::resource::Resource;
use crate::secret_text::SecretText;
use std::collections::BTreeMap;

/// The Secret a user brings storage credentials in. The operator takes it whole or not at all, before the cloud's own
/// (facts: registry-api 3.1).
pub const USER_SECRET: &str = "image-registry-private-configuration-user";

/// The Secret that the cluster was given for its cloud. The console only looks at the names of its keys.
pub const CLOUD_SECRET: &str = "installer-cloud-credentials";

/// The Secret with the private key that signs addresses of CloudFront.
pub const CLOUDFRONT_SECRET: &str = "image-registry-cloudfront-key";

/// The ConfigMap in `openshift-config` with the authorities of an object store.
pub const S3_BUNDLE: &str = "registry-s3-ca";

/// The Secrets that plans write. Rights are limited to them by name.
pub const SECRETS: &[&str] = &[USER_SECRET, CLOUDFRONT_SECRET];

/// The ConfigMaps of `openshift-config` that plans write. Rights are limited to them by name.
pub const BUNDLES: &[&str] = &[S3_BUNDLE];

/// [`USER_SECRET`] as a name.
pub fn user_secret() -> Name {
    Name::literal(USER_SECRET)
}

/// [`CLOUDFRONT_SECRET`] as a name.
pub fn cloudfront_secret() -> Name {
    Name::literal(CLOUDFRONT_SECRET)
}

/// [`S3_BUNDLE`] as a name.
pub fn s3_bundle() -> Name {
    Name::literal(S3_BUNDLE)
}

/// Whether plans write the object of this name.
pub(crate) fn is_ours(resource: Resource, name: &Name) -> bool {
    let ours = match resource {
        Resource::Secret => SECRETS,
        Resource::ConfigMap => BUNDLES,
        _ => return false,
    };
    ours.contains(&name.as_str())
}

/// A Secret of the registry's namespace as a plan wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedSecret {
    /// Its name.
    pub name: Name,
    /// Exactly the keys it is to hold: others go.
    pub keys: BTreeMap<String, SecretText>,
}

/// A certificate bundle in the ConfigMaps of `openshift-config` as a plan wants it. Other keys of the ConfigMap stay.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedBundle {
    /// The ConfigMap's name.
    pub name: Name,
    /// The key, for example `ca-bundle.crt`.
    pub key: String,
    /// The certificates, PEM.
    pub pem: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_written_here_obey_the_rule_they_skip() {
        for name in SECRETS.iter().chain(BUNDLES).chain([&CLOUD_SECRET]) {
            assert!(Name::new(*name).is_ok(), "{name}");
        }
    }
}
