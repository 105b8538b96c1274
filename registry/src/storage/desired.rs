//! What a kind wants the cluster to look like. Every kind says it in these words, so planning is written once.

use crate::credentials::{WantedBundle, WantedSecret};
use crate::name::Name;
use crate::objects::{ManagementState, Strategy};
use crate::plan::StorageKind;
use serde_json::Value;

/// The cluster as a kind wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct Desired {
    /// The member of `spec.storage` to set.
    pub member: &'static str,
    /// What to put there, merged into what stands there already.
    pub content: Value,
    /// What will hold the images, and its name where it has one.
    pub holder: (StorageKind, Option<String>),
    /// Where a bucket of that name is, when that is not its member's usual place: a store's address, an account.
    pub place: String,
    /// Who owns the storage: `Managed` lets the operator delete it when the registry is removed.
    pub management: ManagementState,
    /// Number of registry pods.
    pub replicas: i64,
    /// Whether the storage serves a single pod. The number of replicas is then part of what makes it work, so it is
    /// sent even where it stands already.
    pub one_pod: bool,
    /// The roll-out strategy the storage depends on; `None` leaves it alone.
    pub strategy: Option<Strategy>,
    /// A claim to make first; `None` when there is none to make, or one like it exists.
    pub claim: Option<NewClaim>,
    /// Secrets of the registry's namespace that are written before the configuration names what needs them.
    pub secrets: Vec<WantedSecret>,
    /// Certificate bundles in `openshift-config` that are written before the configuration names them.
    pub bundles: Vec<WantedBundle>,
    /// Whether the operator will make its own claim.
    pub operator_makes_claim: bool,
}

/// A claim to make.
#[derive(Clone, Debug, PartialEq)]
pub struct NewClaim {
    /// Its name.
    pub name: Name,
    /// Its `spec`.
    pub spec: Value,
}
