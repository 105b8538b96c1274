//! What is known of the Secrets that hold storage credentials: which keys, since when, never a value. Harmless enough to
//! be sent to the browser. It draws no conclusions.

use super::{BUNDLES, CLOUD_SECRET, SECRETS, USER_SECRET};
use crate::error::ClusterError;
use crate::name::Name;
use crate::objects::{Authentication, Object, Secret};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};

/// Everything that planning Secrets and bundles looks at, and [`CredentialsFacts::read`]. Each is asked for by its name.
pub(crate) fn secret_queries() -> Vec<Query> {
    let secrets = SECRETS.iter().copied().chain([CLOUD_SECRET]).map(secret_query);
    let bundles = BUNDLES.iter().copied().map(bundle_query);
    secrets
        .chain(bundles)
        .chain([Query::singleton(Resource::Authentication)])
        .collect()
}

pub(super) fn secret_query(name: &'static str) -> Query {
    Query::named_in_registry_namespace(Resource::Secret, Name::literal(name))
}

fn bundle_query(name: &'static str) -> Query {
    Query::named_in_config_namespace(Resource::ConfigMap, Name::literal(name))
}

/// The Secrets that may hold storage credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsFacts {
    /// The user's own Secret; `None` when it does not exist.
    pub user: Result<Option<SecretFacts>, ClusterError>,
    /// The one that the cluster was given for its cloud; `None` when it does not exist.
    pub cloud: Result<Option<SecretFacts>, ClusterError>,
    /// Whether the cluster's service-account tokens are for another identity provider too, so that credentials may be
    /// short-lived.
    pub federated: Result<bool, ClusterError>,
}

/// A Secret without its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretFacts {
    /// The names of its keys, in order.
    pub keys: Vec<String>,
    /// When it was changed last (RFC 3339), as far as it tells.
    pub changed: Option<String>,
    /// Its `metadata.uid`.
    pub uid: String,
    /// Its `metadata.resourceVersion`.
    pub version: String,
    /// Whether it can only be deleted.
    pub immutable: bool,
}

impl SecretFacts {
    fn read(secret: &Secret) -> Self {
        Self {
            keys: secret.keys().into_iter().map(ToOwned::to_owned).collect(),
            changed: Some(secret.changed())
                .filter(|time| !time.is_empty())
                .map(ToOwned::to_owned),
            uid: secret.uid().to_owned(),
            version: secret.resource_version().to_owned(),
            immutable: secret.is_immutable(),
        }
    }

    /// Whether it holds a key of this name.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|held| held == key)
    }
}

impl CredentialsFacts {
    /// Reads the answers.
    pub fn read(snapshot: &Snapshot) -> Self {
        let issuer = snapshot.one::<Authentication>(&Query::singleton(Resource::Authentication));
        Self {
            user: found(snapshot.one(&secret_query(USER_SECRET))),
            cloud: found(snapshot.one(&secret_query(CLOUD_SECRET))),
            federated: issuer.map(|authentication| !authentication.issuer().is_empty()),
        }
    }
}

/// A Secret that is not there is an answer, too.
pub(super) fn present<T>(read: Result<T, ClusterError>) -> Result<Option<T>, ClusterError> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(ClusterError::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn found(read: Result<Secret, ClusterError>) -> Result<Option<SecretFacts>, ClusterError> {
    present(read).map(|secret| secret.as_ref().map(SecretFacts::read))
}
