//! How credentials stand: what the storage needs, whose the registry uses, what is missing or too many. Pure, over facts
//! that hold no value.

use super::{CredentialsFacts, KeyId, SecretFacts, Variant};
use crate::error::ClusterError;
use crate::storage::ConfigFacts;
use serde::{Deserialize, Serialize};

/// What the storage that is configured needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// No storage is configured.
    NoStorage,
    /// Several are, and the operator takes none of them.
    Several,
    /// Storage in the cluster needs no keys.
    Nothing {
        /// The member of `spec.storage`.
        member: String,
    },
    /// Keys of one of these sets.
    Keys {
        /// The member of `spec.storage`.
        member: String,
        /// The sets, the usual one first.
        variants: Vec<Variant>,
    },
    /// Nobody here knows what this kind needs.
    Unknown {
        /// The member of `spec.storage`.
        member: String,
    },
}

/// Whose credentials the registry uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Winner {
    /// None, and none are needed.
    NotNeeded,
    /// The user's own Secret, whole or not at all.
    User(Fit),
    /// The ones the cluster was given for its cloud.
    Cloud(CloudKind),
    /// The cluster has some, but for another cloud than the storage's.
    CloudOfAnotherKind,
    /// There are none: the operator reports an error.
    Nobody,
    /// It cannot be told.
    Unknown(ClusterError),
}

/// How the keys of the user's Secret fit what the storage needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fit {
    /// The set of keys it comes closest to; `None` for storage nobody here knows.
    pub variant: Option<Variant>,
    /// Keys that it lacks: the operator reports an error.
    pub missing: Vec<String>,
    /// Keys that this storage does not take. They do no harm, but somebody put them there for something.
    pub surplus: Vec<String>,
}

/// What kind of credentials the cluster was given, as far as the names of their keys tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloudKind {
    /// Keys that stay as they are until somebody changes them.
    Lasting,
    /// Short-lived ones that a pod gets for its service account's token: STS, workload identity.
    ShortLived,
    /// Nobody may read how the cluster vouches for service accounts.
    Undecided,
}

/// What the configuration needs.
pub fn need(config: &ConfigFacts) -> Need {
    let members = match config.configured.as_slice() {
        [] => &config.in_force,
        _ => &config.configured,
    };
    match members.as_slice() {
        [] => Need::NoStorage,
        [one] => {
            let member = one.key.clone();
            let variants = Variant::of(&member);
            match (member.as_str(), variants) {
                ("pvc" | "emptyDir", _) => Need::Nothing { member },
                (_, []) => Need::Unknown { member },
                _ => Need::Keys {
                    variants: variants.to_vec(),
                    member,
                },
            }
        }
        _ => Need::Several,
    }
}

/// Whose credentials the registry uses.
pub fn winner(need: &Need, facts: &CredentialsFacts) -> Winner {
    if matches!(need, Need::Nothing { .. } | Need::NoStorage) {
        return Winner::NotNeeded;
    }
    match &facts.user {
        Err(error) => Winner::Unknown(error.clone()),
        Ok(Some(secret)) => Winner::User(fit(need, secret)),
        Ok(None) => without_user(need, facts),
    }
}

/// Whose credentials the registry would use without the user's Secret.
pub fn without_user(need: &Need, facts: &CredentialsFacts) -> Winner {
    let member = match need {
        Need::Nothing { .. } | Need::NoStorage => return Winner::NotNeeded,
        Need::Keys { member, .. } | Need::Unknown { member } => member.as_str(),
        Need::Several => "",
    };
    match &facts.cloud {
        Err(error) => Winner::Unknown(error.clone()),
        Ok(None) => Winner::Nobody,
        Ok(Some(secret)) => match cloud(member, secret, &facts.federated) {
            Some(kind) => Winner::Cloud(kind),
            None => Winner::CloudOfAnotherKind,
        },
    }
}

/// How a Secret's keys fit.
pub fn fit(need: &Need, secret: &SecretFacts) -> Fit {
    let Need::Keys { variants, .. } = need else {
        return Fit {
            variant: None,
            missing: Vec::new(),
            surplus: Vec::new(),
        };
    };
    let held = |variant: &Variant| variant.keys().iter().filter(|key| secret.has(key.name())).count();
    let lacks = |variant: &Variant| variant.keys().len() - held(variant);
    // A complete set wins, then the one with most of its keys; the usual one where all have none.
    let variant = variants
        .iter()
        .copied()
        .min_by_key(|variant| (lacks(variant) > 0, usize::MAX - held(variant)));
    let wanted: Vec<&str> = variant
        .iter()
        .flat_map(|variant| variant.keys())
        .map(|key: &KeyId| key.name())
        .collect();
    let missing = wanted.iter().filter(|name| !secret.has(name));
    let surplus = secret.keys.iter().filter(|held| !wanted.contains(&held.as_str()));
    Fit {
        variant,
        missing: missing.map(|name| (*name).to_owned()).collect(),
        surplus: surplus.cloned().collect(),
    }
}

/// What the cluster's credentials are, if they are for this kind of storage (facts: registry-api 3.3).
fn cloud(member: &str, secret: &SecretFacts, federated: &Result<bool, ClusterError>) -> Option<CloudKind> {
    let by_issuer = match federated {
        Ok(true) => CloudKind::ShortLived,
        Ok(false) => CloudKind::Lasting,
        Err(_) => CloudKind::Undecided,
    };
    let has = |key: &str| secret.has(key);
    match member {
        "s3" if has("aws_access_key_id") && has("aws_secret_access_key") => Some(CloudKind::Lasting),
        // A file of its own may hold either.
        "s3" if has("credentials") => Some(by_issuer),
        "gcs" if has("service_account.json") => Some(by_issuer),
        "azure" if has("azure_federated_token_file") => Some(CloudKind::ShortLived),
        "azure" if has("azure_client_id") => Some(CloudKind::Lasting),
        "swift" if has("clouds.yaml") => Some(CloudKind::Lasting),
        "ibmcos" if has("ibmcloud_api_key") => Some(CloudKind::Lasting),
        "s3" | "gcs" | "azure" | "swift" | "ibmcos" => None,
        _ => Some(by_issuer),
    }
}

impl Fit {
    /// Whether the operator can use the Secret.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}
