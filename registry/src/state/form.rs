//! What a user may ask for, and why it may be refused.

use crate::objects::ManagementState;
use serde::{Deserialize, Serialize};

/// The state to change to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateForm {
    /// `Managed`, `Unmanaged` or `Removed`.
    pub to: ManagementState,
    /// With `Removed`: mark the storage as the user's own in the same patch, so that the operator leaves it alone.
    #[serde(default)]
    pub keep_data: bool,
}

/// Why the state cannot change that way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateProblem {
    /// Not one of the three states.
    NoSuchState,
    /// Two storage members are configured: the operator refuses them before it removes anything.
    TwoStorages {
        /// The members as the API spells them.
        members: Vec<String>,
    },
    /// Storage cannot be marked as the user's own: this release has no `spec.storage.managementState`.
    CannotMarkStorage,
    /// emptyDir lives in the pods and goes with them, whatever is marked.
    NothingToKeep,
}
