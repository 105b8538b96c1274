//! The keys the registry opens its storage with: which Secret, which keys, whose win. Values are [`SecretText`], so
//! nothing here can print one.

mod account_key;
mod key_file;
mod line;

pub use account_key::{AccountKeyProblem, account_key};
pub use key_file::{KeyFile, KeyFileProblem, KeyHolder, key_file};
pub use line::{LineProblem, key as line_key, password as line_password};

use crate::name::Name;
use crate::secret_text::SecretText;
use std::collections::BTreeMap;

/// The Secret a user brings storage credentials in. The operator takes it whole or not at all, before the cloud's own
/// (facts: registry-api 3.1).
pub const USER_SECRET: &str = "image-registry-private-configuration-user";

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
