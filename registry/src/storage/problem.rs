//! What keeps a storage form from giving a plan.

use super::claim::Unusable;
use super::field::FixedBecause;
use super::fit::Why;
use super::form::FieldId;
use super::pattern::Pattern;
use crate::credentials::{AccountKeyProblem, KeyFileProblem, LineProblem};
use crate::name::NameError;
use crate::objects::QuantityError;
use serde::{Deserialize, Serialize};

/// Why the form gives no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageProblem {
    /// The field to mend; `None` when the choice as a whole cannot work.
    pub field: Option<FieldId>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a field or a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// This cluster does not take the kind.
    NotTaken {
        /// The member of `spec.storage` it lacks.
        member: String,
    },
    /// The kind cannot work here.
    Impossible(Why),
    /// Nothing was chosen or typed.
    Required,
    /// Not one of the options.
    NoSuchOption {
        /// What was sent.
        value: String,
    },
    /// The claim is none of those offered: it does not exist in the registry's namespace, or (for a block volume)
    /// serves many nodes.
    NoSuchClaim {
        /// Its name.
        claim: String,
    },
    /// The claim cannot hold images.
    ClaimUnusable {
        /// Its name.
        claim: String,
        /// Why.
        why: Unusable,
    },
    /// Not a name.
    Name(NameError),
    /// Another claim has this name.
    NameInUse {
        /// The name.
        name: String,
    },
    /// Not a size.
    Size(QuantityError),
    /// The storage class does not exist.
    NoSuchClass {
        /// Its name.
        class: String,
    },
    /// Not a whole number.
    NotANumber,
    /// Below 0, which the operator refuses.
    NegativeReplicas,
    /// 0: to run no registry, set the management state to `Removed`.
    ZeroReplicas,
    /// More than the API can hold.
    TooManyReplicas {
        /// The most it can.
        max: i64,
    },
    /// Another value than the one that follows from the choice.
    Fixed {
        /// The value it must have.
        value: String,
        /// Why.
        because: FixedBecause,
    },
    /// Not of the shape it must have.
    Pattern(Pattern),
    /// Not between the bounds.
    OutOfRange {
        /// The least that is taken.
        min: i64,
        /// The most that is taken.
        max: i64,
    },
    /// Not a key of one line.
    Line(LineProblem),
    /// Not a private key in PEM.
    NoPrivateKey,
    /// Region without project or project without region: the operator fills in both or none.
    RegionAndProject,
    /// Not a Google key file that can work.
    KeyFile(KeyFileProblem),
    /// Not an Azure account key.
    AccountKey(AccountKeyProblem),
    /// With an account key the operator makes nothing: both names must be of what exists.
    KeyMakesNothing,
    /// A domain by name and by id, of which the identity service takes one.
    OneDomain,
    /// A user is known by name only together with a domain.
    DomainNeeded,
    /// The resource key belongs to another instance than the one named.
    KeyOfOtherInstance,
}

impl StorageProblem {
    pub(super) fn at(field: FieldId, kind: ProblemKind) -> Self {
        Self {
            field: Some(field),
            kind,
        }
    }

    pub(super) fn whole(kind: ProblemKind) -> Self {
        Self { field: None, kind }
    }
}
