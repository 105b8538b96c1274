//! Taking a plan back: the configuration fields a plan may touch, with the values they had. The page keeps this
//! (it holds no secret), and it is planned afresh when used, like any other form.
//!
//! It arrives from a browser, so it is trusted no more than any other form: it can name nothing but these fields,
//! and what it would stop or delete is computed, shown and confirmed like that of every plan.

use super::{Consequences, Problem};
use crate::credentials::is_ours;
use crate::error::ClusterError;
use crate::name::Name;
use crate::objects::{Claim, Config, ConfigMap, ManagementState, Object, Schema, Secret, Strategy};
use crate::parameters::{KEPT_OUT, effects, shape_faults};
use crate::plan::{Confirmation, Effect, Goal, Plan, Step, Target, merged, patch_to};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use crate::storage::{ConfigFacts, Facts, FixedBecause, OPERATORS_CLAIM, one_pod_only, schema_query};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

/// The values to go back to. Fields left out are not touched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// `spec.managementState`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ManagementState>,
    /// `spec.replicas`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i64>,
    /// `spec.rolloutStrategy`; the inner `None` is an absent field, `null` in JSON.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "null_is_a_value"
    )]
    pub strategy: Option<Option<Strategy>>,
    /// The whole of `spec.storage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Map<String, Value>>,
    /// Other members of the spec, whole; a null is an absent one.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub spec: Map<String, Value>,
    /// A claim the plan made, to be deleted after the configuration no longer names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<RestoreMade>,
    /// Secrets the plan made, to be deleted likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<RestoreMade>,
    /// ConfigMaps the plan made, to be deleted likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<RestoreMade>,
}

fn null_is_a_value<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Strategy>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// An object made by the plan that is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreMade {
    /// Its name.
    pub name: Name,
    /// Its `metadata.uid` as the creating step reported it, empty until then; one with another uid is someone else's and
    /// is kept.
    pub uid: String,
}

/// Why a plan cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreProblem {
    /// Not one of the three management states.
    NoSuchState,
    /// A number of replicas the API does not hold or the operator refuses.
    Replicas {
        /// The number.
        number: i64,
    },
    /// A member of `spec.storage` this cluster does not take.
    NoSuchMember {
        /// Its key.
        member: String,
    },
    /// A member of `spec.storage` that is not of the API's shape.
    Shape {
        /// Its key.
        member: String,
    },
    /// A member of the spec that no plan of this console writes, or that is not of the API's shape.
    Spec {
        /// Its key.
        member: String,
    },
    /// A secret stands in it, which no undo of this console holds.
    Secret,
    /// A Secret or ConfigMap that no plan of this console makes.
    NotOurs {
        /// Its name.
        name: String,
    },
    /// The claim to delete is still the one the configuration names afterwards.
    ClaimStillNamed {
        /// Its name.
        claim: String,
    },
}

impl Restore {
    /// Notes the identity of an object that a step of the plan made.
    pub fn made(&mut self, target: &Target, uid: &str) {
        let list = match target.resource {
            Resource::Claim => self.claim.as_mut_slice(),
            Resource::Secret => self.secrets.as_mut_slice(),
            Resource::ConfigMap => self.bundles.as_mut_slice(),
            _ => return,
        };
        if let Some(made) = list.iter_mut().find(|made| made.name == target.name) {
            uid.clone_into(&mut made.uid);
        }
    }

    /// Without what was never made, or whose making was not reported: it is not ours to delete.
    pub fn of_what_was_made(mut self) -> Self {
        let known = |made: &RestoreMade| !made.uid.is_empty();
        self.claim = self.claim.filter(known);
        self.secrets.retain(known);
        self.bundles.retain(known);
        self
    }

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
        let members = patch.pointer("/spec").and_then(Value::as_object);
        let others = members
            .into_iter()
            .flat_map(Map::keys)
            .filter(|key| !OWN.contains(&key.as_str()));
        self.spec
            .extend(others.map(|key| (key.clone(), spec(key).cloned().unwrap_or_default())));
        self
    }

    /// The merge patch that brings the values back.
    fn patch(&self, config: &Config) -> Value {
        let mut spec = Map::new();
        let mut set = |key: &str, value: Value| spec.insert(key.to_owned(), value);
        if let Some(state) = self.state {
            set("managementState", json!(state.wire()));
        }
        if let Some(replicas) = self.replicas {
            set("replicas", json!(replicas));
        }
        if let Some(strategy) = self.strategy {
            set(
                "rolloutStrategy",
                strategy.map_or(Value::Null, |s| json!(s.wire())),
            );
        }
        if let Some(wanted) = &self.storage {
            let now = config.value().pointer("/spec/storage").unwrap_or(&Value::Null);
            set("storage", patch_to(now, &Value::Object(wanted.clone())));
        }
        for (key, wanted) in &self.spec {
            let now = config.value().pointer("/spec").and_then(|spec| spec.get(key));
            spec.insert(key.clone(), patch_to(now.unwrap_or(&Value::Null), wanted));
        }
        json!({ "spec": spec })
    }

    fn problems(
        &self,
        config: &Config,
        after: &Config,
        facts: &Facts,
        schema: Option<&Schema>,
    ) -> Vec<RestoreProblem> {
        let mut problems = Vec::new();
        for (key, value) in &self.spec {
            let problem = spec_problem(key, value, schema);
            problems.extend(problem);
        }
        if self.state == Some(ManagementState::Other) {
            problems.push(RestoreProblem::NoSuchState);
        }
        if let Some(number) = self.replicas
            && i32::try_from(number).map_or(true, |n| n < 0)
        {
            problems.push(RestoreProblem::Replicas { number });
        }
        for (key, value) in self.storage.iter().flatten() {
            problems.extend(member_problem(key, value, config, facts));
        }
        let objects = [
            (Resource::Secret, &self.secrets),
            (Resource::ConfigMap, &self.bundles),
        ];
        for (resource, made) in objects
            .into_iter()
            .flat_map(|(r, all)| all.iter().map(move |m| (r, m)))
        {
            if !is_ours(resource, &made.name) {
                problems.push(RestoreProblem::NotOurs {
                    name: made.name.to_string(),
                });
            }
        }
        if let Some(claim) = &self.claim
            && names(after, claim.name.as_str())
        {
            problems.push(RestoreProblem::ClaimStillNamed {
                claim: claim.name.to_string(),
            });
        }
        problems
    }
}

/// Members that have a field of their own here, or may not be restored at all.
const OWN: [&str; 5] = [
    "managementState",
    "replicas",
    "rolloutStrategy",
    "storage",
    "httpSecret",
];

/// Members of the spec a plan may write. Others are known only by the cluster's own schema.
const MEMBERS: [&str; 14] = [
    "affinity",
    "defaultRoute",
    "disableRedirect",
    "logLevel",
    "logging",
    "nodeSelector",
    "operatorLogLevel",
    "proxy",
    "readOnly",
    "requests",
    "resources",
    "routes",
    "tolerations",
    "topologySpreadConstraints",
];

fn spec_problem(key: &str, value: &Value, schema: Option<&Schema>) -> Option<RestoreProblem> {
    if key == KEPT_OUT[0] || holds_secret(value) {
        return Some(RestoreProblem::Secret);
    }
    let known = MEMBERS.contains(&key) || schema.is_some_and(|schema| schema.has(&format!("spec.{key}")));
    let of = schema
        .and_then(Schema::root)
        .and_then(|root| root.pointer("/properties/spec/properties")?.get(key));
    let shaped = of.is_none_or(|of| shape_faults(of, value, key).is_empty());
    let good = known && shaped && !KEPT_OUT.contains(&key) && !OWN.contains(&key);
    (!good).then(|| RestoreProblem::Spec {
        member: key.to_owned(),
    })
}

fn member_problem(key: &str, value: &Value, config: &Config, facts: &Facts) -> Option<RestoreProblem> {
    let member = || key.to_owned();
    if key == "managementState" {
        let good = matches!(value.as_str(), Some("Managed" | "Unmanaged"));
        return match (facts.takes_management(), good) {
            (false, _) => Some(RestoreProblem::NoSuchMember { member: member() }),
            (true, false) => Some(RestoreProblem::Shape { member: member() }),
            (true, true) => None,
        };
    }
    let stands = config.storage_configured().iter().any(|m| m.key == key);
    if !facts.takes_member(key) && !stands {
        Some(RestoreProblem::NoSuchMember { member: member() })
    } else if !value.is_object() {
        Some(RestoreProblem::Shape { member: member() })
    } else if holds_secret(value) {
        Some(RestoreProblem::Secret)
    } else {
        None
    }
}

/// `spec.storage` only ever refers to secrets by name, so this key in it was put there by someone.
fn holds_secret(value: &Value) -> bool {
    match value {
        Value::Object(map) => map
            .iter()
            .any(|(key, inner)| key == "httpSecret" || holds_secret(inner)),
        Value::Array(list) => list.iter().any(holds_secret),
        _ => false,
    }
}

/// Whether a configuration keeps images on this claim; without a name it means the operator's.
fn names(config: &Config, claim: &str) -> bool {
    match config.claim() {
        Some("") => claim == OPERATORS_CLAIM,
        named => named == Some(claim),
    }
}

pub(super) fn queries() -> Vec<Query> {
    crate::storage::queries()
}

pub(super) fn plan(form: &Restore, snapshot: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let unread = |error: ClusterError| vec![Problem::Unread(error)];
    let config: Config = snapshot
        .one(&Query::singleton(Resource::Config))
        .map_err(unread)?;
    let facts = Facts::read(snapshot);
    let patch = form.patch(&config);
    let after = Config::from_value(merged(config.value(), &patch));
    let schema: Option<Schema> = snapshot.one(&schema_query()).ok();
    let problems = form.problems(&config, &after, &facts, schema.as_ref());
    if !problems.is_empty() {
        return Err(problems.into_iter().map(Problem::Restore).collect());
    }
    let mut steps: Vec<Step> = Step::patch_config(config.value(), patch.clone())
        .into_iter()
        .collect();
    let changes = !steps.is_empty();
    let mut deleted = None;
    if let Some(claim) = &form.claim {
        let claims: Vec<Claim> = snapshot
            .all(&Query::in_registry_namespace(Resource::Claim))
            .map_err(unread)?;
        let same = |c: &Claim| c.name() == claim.name.as_str() && c.uid() == claim.uid;
        if !claim.uid.is_empty() && claims.iter().any(|c| same(c) && !c.is_being_deleted()) {
            steps.push(Step::delete_claim(claim.name.clone(), claim.uid.clone()));
            deleted = Some(claim.name.to_string());
        }
    }
    steps.extend(deletions(form, snapshot).map_err(unread)?);
    let former = if changes {
        Restore::default().with_former(&config, &patch)
    } else {
        Restore::default()
    };
    // Storage and state are spoken of where they are touched.
    let elsewhere = form.storage.is_none() && form.state.is_none();
    let consequences = Consequences::of(
        &config,
        &after,
        changes && !elsewhere,
        deleted,
        facts.takes_management(),
    );
    let confirmation = consequences.confirmation();
    let inverse = consequences.inverse(former);
    let mut found = consequences.effects;
    if changes && (elsewhere || !form.spec.is_empty()) {
        for effect in effects(&config, &after) {
            let restart = |effect: &Effect| matches!(effect, Effect::PodsRestart { .. });
            if !(restart(&effect) && found.iter().any(restart)) {
                found.push(effect);
            }
        }
    }
    found.extend(several_on_one_node(&after, &facts).filter(|_| changes));
    let outage = Effect::PodsRestart {
        strategy: Strategy::Recreate,
    };
    Ok(Plan {
        confirmation: match confirmation {
            Confirmation::Review if found.contains(&outage) => Confirmation::Tick,
            other => other,
        },
        inverse,
        effects: found,
        steps,
        goal: Goal {
            state: after.management_state(),
        },
    })
}

/// Secrets and ConfigMaps go last, when the configuration no longer names them.
fn deletions(form: &Restore, snapshot: &Snapshot) -> Result<Vec<Step>, ClusterError> {
    let mut steps = Vec::new();
    for made in form.secrets.iter().filter(|made| !made.uid.is_empty()) {
        let query = Query::named_in_registry_namespace(Resource::Secret, made.name.clone());
        if is_there::<Secret>(snapshot, &query, made)? {
            steps.push(Step::delete_secret(made.name.clone(), made.uid.clone()));
        }
    }
    for made in form.bundles.iter().filter(|made| !made.uid.is_empty()) {
        let query = Query::named_in_config_namespace(Resource::ConfigMap, made.name.clone());
        if is_there::<ConfigMap>(snapshot, &query, made)? {
            steps.push(Step::delete_bundle(made.name.clone(), made.uid.clone()));
        }
    }
    Ok(steps)
}

fn is_there<T: Object>(snapshot: &Snapshot, query: &Query, made: &RestoreMade) -> Result<bool, ClusterError> {
    match snapshot.one::<T>(query) {
        Ok(object) => Ok(object.uid() == made.uid && !object.is_being_deleted()),
        Err(ClusterError::Missing { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// An undo restores what was, even where that was one volume of one node for several pods. It is said.
fn several_on_one_node(after: &Config, facts: &Facts) -> Option<Effect> {
    let replicas = after.replicas().filter(|replicas| *replicas > 1)?;
    match one_pod_only(&ConfigFacts::read(after), facts) {
        Ok(Some(FixedBecause::OneNodeClaim { claim })) => {
            Some(Effect::OneNodeSeveralPods { claim, replicas })
        }
        _ => None,
    }
}
