//! Whether a kind of storage can work on this cluster, before anything is typed.

use super::claim::Unusable;
use super::provisioner::Sharing;
use crate::error::ClusterError;
use serde::{Deserialize, Serialize};

/// Whether a kind can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fit {
    /// It can.
    Offered {
        /// What to say beside it.
        note: Option<FitNote>,
    },
    /// It cannot, and this is why; shown, because its absence would puzzle.
    Impossible(Why),
    /// This cluster's release does not know it, so it is left out.
    Hidden,
}

/// What to say beside a kind that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FitNote {
    /// So many claims.
    Claims {
        /// Usable ones.
        fit: usize,
        /// Others.
        unfit: usize,
    },
    /// So many storage classes to make a claim from.
    Classes {
        /// How many.
        count: usize,
        /// The cluster's default, if there is one.
        default: Option<String>,
    },
    /// The cluster has no storage class, so only a volume prepared by hand can hold the claim.
    VolumesByHand,
    /// The storage classes could not be read; a class can still be named.
    ClassesUnread(ClusterError),
    /// The operator's own claim exists and is reused.
    OperatorClaimExists {
        /// Its name.
        claim: String,
    },
    /// The operator's claim will come from this class.
    DefaultClass {
        /// Its name.
        class: String,
        /// Whether its volumes can serve several nodes, which the operator's claim asks for.
        sharing: Sharing,
    },
    /// No class is the default, so the operator's claim waits until a volume is made by hand.
    NoDefaultClass,
    /// Every image is lost when the pod restarts.
    ForTryingOut,
    /// This is what is configured now.
    Configured {
        /// The bucket or container.
        name: String,
    },
    /// The platform the cluster runs on has this storage of its own.
    OwnStorage {
        /// The platform's region; empty where it has none or does not say.
        region: String,
    },
}

/// Why a kind cannot work here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// The registry's namespace has no claim.
    NoClaims,
    /// It has some, and none is usable.
    NoClaimFits {
        /// How many there are.
        count: usize,
    },
    /// The claims could not be read.
    ClaimsUnread(ClusterError),
    /// A claim with the name the operator uses exists and is not the operator's. It can be used by name.
    OperatorClaimNameTaken {
        /// The name.
        claim: String,
    },
    /// The operator's own claim exists, and cannot hold images.
    OperatorClaimUnusable {
        /// Its name.
        claim: String,
        /// Why.
        why: Unusable,
    },
}
