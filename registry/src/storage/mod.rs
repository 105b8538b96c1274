//! Choosing where images are kept.

use crate::change::{Problem, Restore};
use crate::objects::{Config, ManagementState, Object};
use crate::plan::{Confirmation, Effect, Goal, Inverse, Loss, Plan, Step};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A kind of storage the wizard offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindId {
    /// The pod's own scratch directory.
    EmptyDir,
}

/// A field of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldId {
    /// Number of registry pods.
    Replicas,
}

/// The wizard's form: texts as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageForm {
    /// The kind chosen.
    pub kind: KindId,
    /// What was typed, by field; a field left out is empty.
    pub values: BTreeMap<FieldId, String>,
}

/// Why the form gives no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageProblem {
    /// The field to mend; `None` when the choice as a whole cannot work.
    pub field: Option<FieldId>,
}

/// What [`plan`] reads.
pub fn queries() -> Vec<Query> {
    vec![Query::singleton(Resource::Config)]
}

/// Plans the change.
pub fn plan(_form: &StorageForm, facts: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let config: Config = facts
        .one(&Query::singleton(Resource::Config))
        .map_err(|error| vec![Problem::Unread(error)])?;
    let mut storage = json!({"managementState": "Managed", "emptyDir": {}});
    for member in config.storage_configured() {
        if member.key != "emptyDir" {
            storage[member.key] = Value::Null;
        }
    }
    let patch = json!({"spec": {"managementState": "Managed", "replicas": 1, "storage": storage}});
    let before = Restore {
        state: Some(config.management_state()),
        ..Restore::default()
    };
    Ok(Plan {
        steps: Step::patch_config(config.value(), patch).into_iter().collect(),
        effects: vec![Effect::ImagesLostOnRestart],
        confirmation: Confirmation::Review,
        inverse: Inverse::Partial(before, vec![Loss::ImagesPushedMeanwhile]),
        goal: Goal {
            state: ManagementState::Managed,
        },
    })
}
