//! What a claim is good for as the registry's storage: the operator's rules, and those nobody checks.
//!
//! The operator looks at access modes alone, and only while it adopts a claim. Volume mode, phase and size are never
//! checked by anyone, so a claim it accepts may still never hold an image.

use super::facts::{ClaimFacts, ClaimPhase, Facts};
use super::provisioner::looks_like_nfs;
use crate::objects::{AccessMode, BindingMode, Quantity};
use serde::{Deserialize, Serialize};

/// The name the operator takes when a `pvc` member names no claim.
pub const OPERATORS_CLAIM: &str = "image-registry-storage";

/// What stands in [`FieldId::Class`](super::FieldId::Class) for a claim of no class, which binds to a volume prepared by
/// hand. No class can be called so. An empty field is something else: the cluster's default class.
pub const NO_CLASS: &str = "-";

/// What the documentation asks for, and what the operator's own claim requests.
pub const MINIMUM: Quantity = Quantity::gib(100);

/// With how many replicas a claim works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimFit {
    /// Any number: many nodes may mount it.
    AnyReplicas,
    /// One, replaced and never doubled: one node may mount it.
    OneReplica,
    /// None.
    Unusable(Unusable),
}

/// Why a claim cannot hold images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unusable {
    /// It has neither `ReadWriteMany` nor `ReadWriteOnce`.
    AccessModes {
        /// The modes it has.
        modes: Vec<AccessMode>,
    },
    /// A raw block device, which cannot be mounted as a directory.
    BlockMode,
    /// Its deletion was asked for.
    BeingDeleted,
    /// Its volume is gone.
    Lost,
}

/// What to know about a claim before choosing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimNote {
    /// Pending until its first pod is placed, which is how its class works.
    WaitsForFirstPod,
    /// Pending, and no class will make a volume: one must be prepared by hand.
    PendingWithoutClass {
        /// The newest event about it, in the cluster's words.
        event: Option<String>,
    },
    /// Pending, and its class does not exist.
    PendingClassMissing {
        /// The class it names.
        class: String,
    },
    /// Pending for another reason.
    Pending {
        /// The newest event about it, in the cluster's words.
        event: Option<String>,
    },
    /// Below [`MINIMUM`].
    BelowMinimum,
    /// The provisioner looks like NFS.
    LooksLikeNfs {
        /// The provisioner.
        provisioner: String,
    },
    /// The operator made it.
    OperatorsOwn,
    /// The registry's configuration names it, or the operator uses it.
    InUse,
}

/// With how many replicas `claim` works.
pub fn claim_fit(claim: &ClaimFacts) -> ClaimFit {
    if claim.being_deleted {
        ClaimFit::Unusable(Unusable::BeingDeleted)
    } else if claim.phase == ClaimPhase::Lost {
        ClaimFit::Unusable(Unusable::Lost)
    } else if claim.block {
        ClaimFit::Unusable(Unusable::BlockMode)
    } else if claim.modes.contains(&AccessMode::ReadWriteMany) {
        ClaimFit::AnyReplicas
    } else if claim.modes.contains(&AccessMode::ReadWriteOnce) {
        ClaimFit::OneReplica
    } else {
        ClaimFit::Unusable(Unusable::AccessModes {
            modes: claim.modes.clone(),
        })
    }
}

/// What to know about `claim`, in the order to say it.
pub fn claim_notes(claim: &ClaimFacts, facts: &Facts) -> Vec<ClaimNote> {
    let mut notes = Vec::new();
    if claim.in_use {
        notes.push(ClaimNote::InUse);
    }
    if claim.operators {
        notes.push(ClaimNote::OperatorsOwn);
    }
    notes.extend(pending_note(claim, facts));
    if claim.is_below_minimum() {
        notes.push(ClaimNote::BelowMinimum);
    }
    if let Some(class) = facts.class(claim.class.as_deref().unwrap_or_default())
        && looks_like_nfs(&class.provisioner)
    {
        notes.push(ClaimNote::LooksLikeNfs {
            provisioner: class.provisioner.clone(),
        });
    }
    notes
}

/// Why a claim is Pending; `None` for one that is not.
pub(super) fn pending_note(claim: &ClaimFacts, facts: &Facts) -> Option<ClaimNote> {
    if claim.phase != ClaimPhase::Pending {
        return None;
    }
    let name = claim.class.as_deref().unwrap_or_default();
    if name.is_empty() {
        return Some(ClaimNote::PendingWithoutClass {
            event: claim.event.clone(),
        });
    }
    match (facts.class(name), &facts.classes) {
        (Some(class), _) if class.binding == BindingMode::WaitForFirstConsumer => {
            Some(ClaimNote::WaitsForFirstPod)
        }
        (None, Ok(_)) => Some(ClaimNote::PendingClassMissing { class: name.into() }),
        _ => Some(ClaimNote::Pending {
            event: claim.event.clone(),
        }),
    }
}
