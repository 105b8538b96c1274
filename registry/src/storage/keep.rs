//! Of several kinds of storage that are configured, the one that stays. The operator takes exactly one and applies
//! nothing while there are more, so this takes the others away and says whose the kept one is; it knows no kind's fields,
//! and works for kinds this console has no wizard for.

use super::facts::{ConfigFacts, Facts, MemberFacts};
use crate::change::{Problem, Restore};
use crate::objects::{Config, ManagementState, Object, Strategy};
use crate::plan::{Confirmation, Effect, Goal, Inverse, Loss, Plan, Step, StorageKind};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Which member of `spec.storage` to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepForm {
    /// The member, as the API spells it.
    pub member: String,
}

/// Why a member cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeepProblem {
    /// It is not configured, or no longer.
    NotConfigured {
        /// The member.
        member: String,
    },
}

/// Who owns `kept` once it is the only one: `Managed` lets the operator delete it when the registry is removed. What
/// stands in the configuration may have been meant for the other member, so it is followed only where nothing else tells.
pub fn kept_owner(kept: &MemberFacts, now: &ConfigFacts) -> ManagementState {
    let serves = serves(kept, now);
    match kept.kind {
        // It goes with the pods, whoever owns it.
        StorageKind::EmptyDir => ManagementState::Managed,
        _ if serves && now.operator_owns_storage => ManagementState::Managed,
        _ if serves => ManagementState::Unmanaged,
        // Where the name of something lies in it is not known.
        StorageKind::Other => now.management.unwrap_or(ManagementState::Unmanaged),
        // Without a name it is the operator that makes it.
        _ if kept.name.is_none() => ManagementState::Managed,
        _ => ManagementState::Unmanaged,
    }
}

/// Plans the change. With one member configured there is nothing to decide, and nothing is done.
pub fn keep(form: &KeepForm, snapshot: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let facts = Facts::read(snapshot);
    let unread = |error| vec![Problem::Unread(error)];
    let now = facts.config.as_ref().map_err(|error| unread(error.clone()))?;
    let config: Config = snapshot
        .one(&Query::singleton(Resource::Config))
        .map_err(unread)?;
    let Some(kept) = now.configured.iter().find(|member| member.key == form.member) else {
        return Err(vec![Problem::Keep(KeepProblem::NotConfigured {
            member: form.member.clone(),
        })]);
    };
    let others: Vec<&MemberFacts> = now.configured.iter().filter(|m| m.key != kept.key).collect();
    let patch = patch(kept, &others, now, facts.takes_management());
    let step = (!others.is_empty())
        .then(|| Step::patch_config(config.value(), patch.clone()))
        .flatten();
    let restore = match &step {
        Some(_) => Restore::default().with_former(&config, &patch),
        None => Restore::default(),
    };
    let changes = step.is_some();
    let lasts = serves(kept, now) && kept.kind != StorageKind::EmptyDir;
    Ok(Plan {
        effects: if changes { effects(kept, now) } else { Vec::new() },
        confirmation: if changes {
            confirmation(kept, now)
        } else {
            Confirmation::Review
        },
        inverse: if lasts || !changes {
            Inverse::Whole(restore)
        } else {
            Inverse::Partial(restore, vec![Loss::ImagesPushedMeanwhile])
        },
        steps: step.into_iter().collect(),
        goal: Goal { state: now.state },
    })
}

/// Whether the registry keeps its images there now.
fn serves(kept: &MemberFacts, now: &ConfigFacts) -> bool {
    now.in_force.iter().any(|member| member.is_where(kept))
}

/// The storage in force that is left, with the images in it.
fn left<'a>(kept: &MemberFacts, now: &'a ConfigFacts) -> impl Iterator<Item = &'a MemberFacts> {
    now.in_force.iter().filter(move |member| !member.is_where(kept))
}

fn patch(kept: &MemberFacts, others: &[&MemberFacts], now: &ConfigFacts, takes_management: bool) -> Value {
    let mut storage: Map<String, Value> = others
        .iter()
        .map(|member| (member.key.clone(), Value::Null))
        .collect();
    if takes_management {
        let owner = kept_owner(kept, now);
        storage.insert("managementState".to_owned(), json!(owner.wire()));
    }
    json!({"spec": {"storage": storage}})
}

fn effects(kept: &MemberFacts, now: &ConfigFacts) -> Vec<Effect> {
    let mut effects = Vec::new();
    let stays = |member: &MemberFacts| {
        (member.kind != StorageKind::EmptyDir).then(|| Effect::StorageKept {
            kind: member.kind,
            name: member.name.clone().unwrap_or_else(|| member.key.clone()),
        })
    };
    if restarts(kept, now) {
        effects.push(Effect::PodsRestart {
            strategy: now.strategy,
        });
    }
    for member in left(kept, now) {
        effects.push(Effect::ImagesDoNotMove {
            from: member.name.clone().unwrap_or_else(|| member.key.clone()),
        });
        effects.extend(stays(member));
    }
    if serves(kept, now) {
        effects.extend(stays(kept));
    }
    if kept.kind == StorageKind::EmptyDir {
        effects.push(Effect::ImagesLostOnRestart);
        effects.extend(
            now.replicas
                .filter(|replicas| *replicas > 1)
                .map(|replicas| Effect::ImagesPerPod { replicas }),
        );
    }
    effects
}

/// Pods are replaced when the storage they mount is another one.
fn restarts(kept: &MemberFacts, now: &ConfigFacts) -> bool {
    now.state == ManagementState::Managed && !serves(kept, now)
}

/// A tick where images or the service are lost, so that it is named once more; reading is enough elsewhere.
fn confirmation(kept: &MemberFacts, now: &ConfigFacts) -> Confirmation {
    let outage = restarts(kept, now) && now.strategy == Strategy::Recreate;
    if outage || kept.kind == StorageKind::EmptyDir || left(kept, now).next().is_some() {
        Confirmation::Tick
    } else {
        Confirmation::Review
    }
}
