//! Taking a plan back: the configuration fields a plan may touch, with the values they had. The page keeps this
//! (it holds no secret), and it is planned afresh when used, like any other form.

use super::Problem;
use crate::error::ClusterError;
use crate::name::Name;
use crate::objects::{Config, ManagementState, Object, Strategy};
use crate::plan::{Confirmation, Goal, Inverse, Loss, Plan, Step};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The values to go back to. Fields left out are not touched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// `spec.managementState`.
    pub state: Option<ManagementState>,
    /// `spec.replicas`.
    pub replicas: Option<i64>,
    /// `spec.rolloutStrategy`; the inner `None` is an absent field.
    pub strategy: Option<Option<Strategy>>,
    /// The whole of `spec.storage`.
    pub storage: Option<Map<String, Value>>,
    /// A claim the plan made, to be deleted after the configuration no longer names it.
    pub claim: Option<RestoreClaim>,
}

impl Restore {
    /// Adds the values that stand in `config` now for every field of the spec that `patch` touches.
    pub(crate) fn with_former(mut self, config: &Config, patch: &Value) -> Self {
        let spec = |key: &str| config.value().pointer("/spec").and_then(|spec| spec.get(key));
        let touches = |key: &str| patch.pointer("/spec").is_some_and(|spec| spec.get(key).is_some());
        if touches("managementState") {
            // A state without a meaning cannot be asked for again; the registry then keeps the newer one.
            self.state = Some(config.management_state()).filter(|s| *s != ManagementState::Other);
        }
        if touches("replicas") {
            self.replicas = config.replicas();
        }
        if touches("rolloutStrategy") {
            let set = spec("rolloutStrategy").is_some_and(|v| !v.is_null());
            self.strategy = Some(set.then(|| config.strategy()));
        }
        if touches("storage") {
            self.storage = Some(
                spec("storage")
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default(),
            );
        }
        self
    }
}

/// A claim made by the plan that is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreClaim {
    /// Its name.
    pub name: Name,
    /// Its `metadata.uid` as the creating step reported it; a claim with another uid is someone else's and is kept.
    pub uid: String,
}

/// Why a plan cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreProblem {
    /// A value no plan of this console could have found.
    Foreign,
}

pub(super) fn queries() -> Vec<Query> {
    vec![
        Query::singleton(Resource::Config),
        Query::in_registry_namespace(Resource::Claim),
    ]
}

pub(super) fn plan(form: &Restore, facts: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let unread = |error: ClusterError| vec![Problem::Unread(error)];
    let config: Config = facts.one(&Query::singleton(Resource::Config)).map_err(unread)?;
    if form
        .storage
        .as_ref()
        .is_some_and(|s| s.values().any(|v| v.get("httpSecret").is_some()))
        || form.replicas.is_some_and(|n| n < 0)
        || form.state == Some(ManagementState::Other)
    {
        return Err(vec![Problem::Restore(RestoreProblem::Foreign)]);
    }
    let mut spec = Map::new();
    if let Some(state) = form.state {
        spec.insert("managementState".into(), json!(state.wire()));
    }
    if let Some(replicas) = form.replicas {
        spec.insert("replicas".into(), json!(replicas));
    }
    if let Some(strategy) = form.strategy {
        spec.insert(
            "rolloutStrategy".into(),
            strategy.map_or(Value::Null, |s| json!(s.wire())),
        );
    }
    if let Some(wanted) = &form.storage {
        // A merge patch keeps what it does not name, so members that were not there before are nulled.
        let mut storage: Map<String, Value> = wanted.clone();
        if let Some(Value::Object(now)) = config.value().pointer("/spec/storage") {
            for key in now.keys() {
                storage.entry(key.clone()).or_insert(Value::Null);
            }
        }
        spec.insert("storage".into(), Value::Object(storage));
    }
    let mut steps: Vec<Step> = Step::patch_config(config.value(), json!({ "spec": spec }))
        .into_iter()
        .collect();
    if let Some(claim) = &form.claim {
        let claims: Vec<crate::objects::Claim> = facts
            .all(&Query::in_registry_namespace(Resource::Claim))
            .map_err(unread)?;
        if claims
            .iter()
            .any(|c| c.name() == claim.name.as_str() && c.uid() == claim.uid && !c.is_being_deleted())
        {
            steps.push(Step::delete_claim(claim.name.clone(), claim.uid.clone()));
        }
    }
    Ok(Plan {
        steps,
        effects: Vec::new(),
        confirmation: Confirmation::Review,
        inverse: Inverse::Impossible(Loss::ImagesPushedMeanwhile),
        goal: Goal {
            state: form.state.unwrap_or_else(|| config.management_state()),
        },
    })
}
