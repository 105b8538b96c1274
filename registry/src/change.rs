//! Every change the console can make, as the forms a browser may send. There is no other way in: a browser never
//! sends steps.

mod consequences;
mod restore;

pub(crate) use consequences::Consequences;
pub use restore::{Restore, RestoreMade, RestoreProblem};

use crate::credentials::{CredentialsForm, CredentialsProblem};
use crate::error::ClusterError;
use crate::parameters::ParametersForm;
use crate::plan::Plan;
use crate::snapshot::{Query, Snapshot};
use crate::state::StateForm;
use crate::storage::{KeepForm, KeepProblem, StorageForm};
use serde::{Deserialize, Serialize};

/// A form, by the feature it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "feature", content = "form", deny_unknown_fields)]
pub enum Change {
    /// Change the management state.
    State(StateForm),
    /// Choose where images are kept.
    Storage(StorageForm),
    /// Of several kinds of storage that are configured, keep one.
    Keep(KeepForm),
    /// Take an earlier change back.
    Restore(Restore),
    /// Replace or remove the user's storage credentials.
    Credentials(CredentialsForm),
    /// Change the operator's parameters.
    Parameters(ParametersForm),
}

/// Why a form gives no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The management state cannot change that way.
    State(crate::state::StateProblem),
    /// A field of the storage form, or the choice as a whole.
    Storage(crate::storage::StorageProblem),
    /// The kind of storage cannot be kept.
    Keep(KeepProblem),
    /// The earlier change cannot be taken back.
    Restore(restore::RestoreProblem),
    /// Something the plan depends on could not be read.
    Unread(ClusterError),
    /// The credentials cannot be written.
    Credentials(CredentialsProblem),
    /// A parameter, or the text they stand in.
    Parameters(crate::parameters::ParametersProblem),
}

impl Change {
    /// Everything that must be read before [`Change::plan`]: the facts are the caller's own view of the cluster.
    pub fn queries(&self) -> Vec<Query> {
        match self {
            Self::State(_) => crate::state::queries(),
            Self::Storage(_) | Self::Keep(_) => crate::storage::queries(),
            Self::Restore(_) => restore::queries(),
            Self::Credentials(_) => crate::credentials::queries(),
            Self::Parameters(_) => crate::parameters::queries(),
        }
    }

    /// Plans the change from what was read. Pure: the same form and facts give the same plan.
    pub fn plan(&self, facts: &Snapshot) -> Result<Plan, Vec<Problem>> {
        match self {
            Self::State(form) => crate::state::plan(form, facts),
            Self::Storage(form) => crate::storage::plan(form, facts),
            Self::Keep(form) => crate::storage::keep(form, facts),
            Self::Restore(form) => restore::plan(form, facts),
            Self::Credentials(form) => crate::credentials::plan(form, facts),
            Self::Parameters(form) => crate::parameters::plan(form, facts),
        }
    }
}
