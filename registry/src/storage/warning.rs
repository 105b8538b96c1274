//! What to know before saving; a warning never keeps a form from being planned.

use super::form::FieldId;
use crate::plan::StorageKind;
use serde::{Deserialize, Serialize};

/// Something to know before saving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// emptyDir: every image is lost when the pod restarts.
    ImagesLostOnRestart,
    /// One replica on a volume of one node: each roll-out stops the registry for about a minute.
    NotHighlyAvailable,
    /// One replica, although the storage would take more.
    OneReplica,
    /// Several replicas on a cluster with a single node for infrastructure pods.
    OneNode,
    /// Below 100Gi, the size the documentation asks for. The software takes any.
    BelowMinimum {
        /// The size, as written.
        size: String,
        /// The claim that has it; `None` for one to be made.
        claim: Option<String>,
    },
    /// The name is the one the operator takes for its own claim; it works because the console always sends it.
    OperatorsClaimName {
        /// The name.
        claim: String,
    },
    /// The claim is the operator's own; from now on it counts as yours, and removing the registry keeps it.
    BecomesYours {
        /// Its name.
        claim: String,
    },
    /// The volume looks like NFS from a Linux server, which is not recommended for production.
    LooksLikeNfs {
        /// The provisioner that makes it so.
        provisioner: String,
    },
    /// A claim for many nodes from a class whose volumes serve one: it would wait for ever.
    ClassCannotShare {
        /// The class.
        class: String,
        /// Its provisioner.
        provisioner: String,
    },
    /// A claim for many nodes from a class of which nothing is known.
    ClassSharingUnknown {
        /// The class.
        class: String,
        /// Its provisioner.
        provisioner: String,
    },
    /// No class is the default and none was chosen: the claim waits until a volume is made by hand.
    NoDefaultClass,
    /// The claim has no class: it waits until a volume that fits is prepared by hand.
    VolumeByHand,
    /// The claim waits for a volume, and not because it waits for its first pod.
    ClaimPending {
        /// Its name.
        claim: String,
        /// The newest event about it, in the cluster's words.
        event: Option<String>,
    },
    /// Images in the storage in force are not moved and cannot be pulled until pushed again.
    ImagesDoNotMove {
        /// What kind of thing holds them.
        kind: StorageKind,
        /// Its name, if it has one.
        name: Option<String>,
    },
    /// Several kinds are configured, which the operator refuses; this choice clears the others.
    OthersAreCleared {
        /// The members of `spec.storage` that go.
        members: Vec<String>,
    },
    /// A bucket with dots: its name before the host fits no wildcard certificate.
    DotsInBucket,
    /// The operator's own bucket or container becomes the user's: removing the registry keeps it.
    StoreBecomesYours {
        /// Its name.
        name: String,
    },
    /// A bucket or container of this name that exists already becomes the operator's, which deletes it with all that is
    /// in it when the registry is removed.
    OperatorTakesOver {
        /// The name.
        name: String,
    },
    /// The store's address is not encrypted on the way: keys do not travel, images do.
    PlainHttp,
    /// A key to encrypt with, while encryption is off: the registry names it all the same, and uploads may be refused.
    KeyWithoutEncryption,
    /// Encryption on a store that may not have it: uploads are refused then.
    StoreMayNotEncrypt,
    /// A key of another length than is usual.
    UnusualLength {
        /// The field it was typed into.
        field: FieldId,
        /// The usual length.
        usual: usize,
    },
    /// The user's Secret lacks keys, and hides the cloud's credentials all the same.
    HalfASecret {
        /// What it lacks.
        missing: Vec<String>,
    },
    /// Keys of another storage in the user's Secret, which this plan takes out.
    KeysGo {
        /// Their names.
        keys: Vec<String>,
    },
    /// With an account key the operator makes no private endpoint: it must be there already.
    NetworkIsYours,
    /// A token ends by itself, usually within a day, and the registry with it.
    TokenEnds,
    /// The identity service's address is not encrypted on the way, and the login travels along it.
    LoginInClear,
}

impl Warning {
    /// The field it stands at; `None` for the choice as a whole.
    pub fn field(&self) -> Option<FieldId> {
        match self {
            Self::OneReplica | Self::OneNode => Some(FieldId::Replicas),
            Self::BelowMinimum { claim: None, .. } => Some(FieldId::Size),
            Self::BelowMinimum { claim: Some(_), .. }
            | Self::BecomesYours { .. }
            | Self::ClaimPending { .. } => Some(FieldId::Claim),
            Self::OperatorsClaimName { .. } => Some(FieldId::Name),
            Self::ClassCannotShare { .. } | Self::ClassSharingUnknown { .. } | Self::VolumeByHand => {
                Some(FieldId::Class)
            }
            Self::DotsInBucket | Self::OperatorTakesOver { .. } => Some(FieldId::Bucket),
            Self::StoreBecomesYours { .. } => Some(FieldId::Origin),
            Self::PlainHttp => Some(FieldId::Endpoint),
            Self::KeyWithoutEncryption => Some(FieldId::KeyId),
            Self::StoreMayNotEncrypt => Some(FieldId::Encrypt),
            Self::UnusualLength { field, .. } => Some(*field),
            Self::HalfASecret { .. } | Self::KeysGo { .. } => Some(FieldId::Credentials),
            Self::NetworkIsYours => Some(FieldId::NetworkAccess),
            Self::TokenEnds => Some(FieldId::LoginMethod),
            Self::LoginInClear => Some(FieldId::AuthUrl),
            Self::ImagesLostOnRestart
            | Self::NotHighlyAvailable
            | Self::LooksLikeNfs { .. }
            | Self::NoDefaultClass
            | Self::ImagesDoNotMove { .. }
            | Self::OthersAreCleared { .. } => None,
        }
    }
}
