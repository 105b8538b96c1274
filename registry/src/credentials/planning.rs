//! Replacing and removing the user's Secret, for the storage that is in force. What was there before is never read, so it
//! is never given back.

use super::facts::secret_queries;
use super::{
    CLOUD_SECRET, KeyId, Need, ShapeProblem, USER_SECRET, Variant, WantedSecret, Winner, Writes, need,
    user_secret, without_user,
};
use crate::change::{Problem, Restore};
use crate::error::ClusterError;
use crate::objects::{ManagementState, Strategy};
use crate::plan::{Confirmation, Effect, Goal, Inverse, Loss, Plan, Step};
use crate::secret_text::{SecretText, carried};
use crate::snapshot::{Query, Snapshot};
use crate::storage::{ConfigFacts, Facts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What to do with the user's Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wish {
    /// Keep exactly the keys of this set in it, with new values.
    Replace(Variant),
    /// Delete it.
    Remove,
}

/// The form: what was typed, by key. It is sent to the server and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialsForm {
    /// What to do.
    pub wish: Wish,
    /// The new values.
    #[serde(default, with = "carried", skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<KeyId, SecretText>,
}

/// Why a form gives no plan. No value stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CredentialsProblem {
    /// The storage that is configured takes no such keys.
    NotTaken(Variant),
    /// Nothing was typed.
    Required(KeyId),
    /// What was typed is no such key.
    Shape(KeyId, ShapeProblem),
    /// The Secret is marked as immutable: it can be removed and made anew, not changed.
    Immutable,
}

impl CredentialsProblem {
    /// The key it is about.
    pub fn key(&self) -> Option<KeyId> {
        match self {
            Self::Required(key) | Self::Shape(key, _) => Some(*key),
            Self::NotTaken(_) | Self::Immutable => None,
        }
    }
}

/// What is wrong with what was typed for a key.
pub fn key_problem(key: KeyId, typed: Option<&SecretText>) -> Option<CredentialsProblem> {
    match typed {
        None => Some(CredentialsProblem::Required(key)),
        Some(text) if text.is_empty() => Some(CredentialsProblem::Required(key)),
        Some(text) => {
            let shape = key.judge(text).err()?;
            Some(CredentialsProblem::Shape(key, shape))
        }
    }
}

/// Everything that keeps the form from being planned.
pub fn problems(form: &CredentialsForm, facts: &Facts) -> Vec<CredentialsProblem> {
    let Wish::Replace(variant) = form.wish else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    let takes = |config: &ConfigFacts| match need(config) {
        Need::Keys { variants, .. } => variants.contains(&variant),
        _ => false,
    };
    if !facts.config.as_ref().is_ok_and(takes) {
        problems.push(CredentialsProblem::NotTaken(variant));
    }
    let closed = facts.credentials.user.as_ref();
    if closed.is_ok_and(|secret| secret.as_ref().is_some_and(|secret| secret.immutable)) {
        problems.push(CredentialsProblem::Immutable);
    }
    let keys = variant.keys().iter();
    problems.extend(keys.filter_map(|key| key_problem(*key, form.secrets.get(key))));
    problems
}

/// Everything that [`plan`] looks at.
pub fn queries() -> Vec<Query> {
    crate::storage::queries()
}

/// Plans the change.
pub fn plan(form: &CredentialsForm, snapshot: &Snapshot) -> Result<Plan, Vec<Problem>> {
    debug_assert!(secret_queries().iter().all(|query| queries().contains(query)));
    let facts = Facts::read(snapshot);
    let unread = |error: &ClusterError| vec![Problem::Unread(error.clone())];
    let config = facts.config.as_ref().map_err(unread)?;
    let found = problems(form, &facts);
    if !found.is_empty() {
        return Err(found.into_iter().map(Problem::Credentials).collect());
    }
    match form.wish {
        Wish::Replace(variant) => replace(variant, form, config, &facts, snapshot),
        Wish::Remove => remove(config, &facts),
    }
}

fn replace(
    variant: Variant,
    form: &CredentialsForm,
    config: &ConfigFacts,
    facts: &Facts,
    snapshot: &Snapshot,
) -> Result<Plan, Vec<Problem>> {
    let kept = |key: &KeyId| {
        let text = form.secrets.get(key).and_then(|text| key.judge(text).ok())?;
        Some((key.name().to_owned(), text))
    };
    let wanted = WantedSecret {
        name: user_secret(),
        keys: variant.keys().iter().filter_map(kept).collect(),
    };
    let writes = Writes::plan(&[wanted], &[], snapshot).map_err(|error| vec![Problem::Unread(error)])?;
    let mut effects = Vec::new();
    if !writes.steps.is_empty() {
        let hides =
            matches!(facts.credentials.user, Ok(None)) && matches!(facts.credentials.cloud, Ok(Some(_)));
        effects.extend(hides.then(|| Effect::UserCredentialsHide {
            secret: CLOUD_SECRET.to_owned(),
        }));
        effects.extend(roll_out(config, facts));
    }
    let restore = writes.taken_back(Restore::default());
    let inverse = match writes.losses.into_iter().next() {
        // Nothing is left to go back to: not a value of it was read.
        Some(loss) => Inverse::Impossible(loss),
        None => Inverse::Whole(restore),
    };
    Ok(of(writes.steps, effects, inverse, config))
}

fn remove(config: &ConfigFacts, facts: &Facts) -> Result<Plan, Vec<Problem>> {
    let user = facts.credentials.user.as_ref();
    let Some(secret) = user.map_err(|error| vec![Problem::Unread(error.clone())])? else {
        return Ok(of(
            Vec::new(),
            Vec::new(),
            Inverse::Whole(Restore::default()),
            config,
        ));
    };
    let step = Step::delete_secret(user_secret(), secret.uid.clone());
    let mut effects = Vec::new();
    match without_user(&need(config), &facts.credentials) {
        Winner::Cloud(_) => {
            effects.push(Effect::CloudCredentialsApply {
                secret: CLOUD_SECRET.to_owned(),
            });
            effects.extend(roll_out(config, facts));
        }
        Winner::Nobody | Winner::CloudOfAnotherKind => effects.push(Effect::NoCredentialsLeft),
        Winner::Unknown(_) => effects.push(Effect::CredentialsUnknown),
        Winner::NotNeeded | Winner::User(_) => {}
    }
    let inverse = Inverse::Impossible(Loss::SecretValues {
        name: USER_SECRET.to_owned(),
        keys: secret.keys.clone(),
    });
    Ok(of(vec![step], effects, inverse, config))
}

/// What becomes of the pods: the operator hands them the keys, so they are replaced.
fn roll_out(config: &ConfigFacts, facts: &Facts) -> Option<Effect> {
    match (config.state, need(config)) {
        (_, Need::Nothing { .. } | Need::NoStorage | Need::Several) => None,
        (ManagementState::Managed, _) if facts.pods == Ok(0) => Some(Effect::RegistryStarts {
            replicas: config.replicas.unwrap_or(1),
        }),
        (ManagementState::Managed, _) => Some(Effect::PodsRestart {
            strategy: config.strategy,
        }),
        _ => None,
    }
}

fn of(steps: Vec<Step>, effects: Vec<Effect>, inverse: Inverse, config: &ConfigFacts) -> Plan {
    let asks = |effect: &Effect| {
        matches!(
            effect,
            Effect::NoCredentialsLeft
                | Effect::CredentialsUnknown
                | Effect::PodsRestart {
                    strategy: Strategy::Recreate
                }
        )
    };
    let deletes = steps.iter().any(|step| step.verb() == crate::plan::Verb::Delete);
    Plan {
        confirmation: if deletes || effects.iter().any(asks) {
            Confirmation::Tick
        } else {
            Confirmation::Review
        },
        steps,
        effects,
        inverse,
        goal: Goal { state: config.state },
    }
}
