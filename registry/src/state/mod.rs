//! Changing the management state.

use crate::change::{Problem, Restore};
use crate::objects::{Config, ManagementState, Object};
use crate::plan::{Confirmation, Goal, Inverse, Plan, Step};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The state to change to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateForm {
    /// `Managed`, `Unmanaged` or `Removed`.
    pub to: ManagementState,
}

/// Why the state cannot change that way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateProblem {
    /// Not one of the three states.
    NoSuchState,
}

/// What [`plan`] reads.
pub fn queries() -> Vec<Query> {
    vec![Query::singleton(Resource::Config)]
}

/// Plans the change.
pub fn plan(form: &StateForm, facts: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let config: Config = facts
        .one(&Query::singleton(Resource::Config))
        .map_err(|error| vec![Problem::Unread(error)])?;
    if form.to == ManagementState::Other {
        return Err(vec![Problem::State(StateProblem::NoSuchState)]);
    }
    let patch = json!({"spec": {"managementState": form.to.wire()}});
    Ok(Plan {
        steps: Step::patch_config(config.value(), patch).into_iter().collect(),
        effects: Vec::new(),
        confirmation: Confirmation::Review,
        inverse: Inverse::Whole(Restore {
            state: Some(config.management_state()),
            ..Restore::default()
        }),
        goal: Goal { state: form.to },
    })
}
