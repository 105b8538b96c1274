//! From what a kind wants to the plan. Written once for every kind: Secrets, bundles and a claim first, then one patch of
//! the configuration, so that the operator never sees half of a choice.

use super::desired::Desired;
use super::facts::{ConfigFacts, Facts, MemberFacts};
use super::form::StorageForm;
use crate::change::{Problem, Restore, RestoreMade};
use crate::credentials::Writes;
use crate::objects::{Config, ManagementState, Object, Strategy};
use crate::plan::{Confirmation, Effect, Goal, Inverse, Loss, Plan, Step, StorageKind};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde_json::{Map, Value, json};

/// Plans the change.
pub fn plan(form: &StorageForm, snapshot: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let facts = Facts::read(snapshot);
    let unread = |error| vec![Problem::Unread(error)];
    let now = facts.config.as_ref().map_err(|error| unread(error.clone()))?;
    let config: Config = snapshot
        .one(&Query::singleton(Resource::Config))
        .map_err(unread)?;
    let desired = super::desired(form, &facts)
        .map_err(|problems| problems.into_iter().map(Problem::Storage).collect::<Vec<_>>())?;
    let patch = patch(&desired, now, facts.takes_management());
    let made = desired.claim.as_ref();
    let writes = Writes::plan(&desired.secrets, &desired.bundles, snapshot).map_err(unread)?;
    let mut steps = writes.steps.clone();
    steps.extend(made.map(|claim| Step::create_claim(claim.name.clone(), claim.spec.clone())));
    let mut restore = Restore {
        claim: made.map(|claim| RestoreMade {
            name: claim.name.clone(),
            uid: String::new(),
        }),
        ..Restore::default()
    };
    let change = Step::patch_config(config.value(), patch.clone());
    if change.is_some() {
        restore = restore.with_former(&config, &patch);
    }
    let restore = writes.taken_back(restore);
    let changes = change.is_some();
    steps.extend(change);
    Ok(Plan {
        effects: effects(&desired, now, changes),
        confirmation: confirmation(&desired, now, changes),
        inverse: inverse(restore, writes.losses, changes && !keeps_images(&desired, now)),
        steps,
        goal: Goal {
            state: ManagementState::Managed,
        },
    })
}

fn inverse(restore: Restore, mut losses: Vec<Loss>, leaves_images: bool) -> Inverse {
    if leaves_images {
        losses.push(Loss::ImagesPushedMeanwhile);
    }
    if losses.is_empty() {
        Inverse::Whole(restore)
    } else {
        Inverse::Partial(restore, losses)
    }
}

/// The members of `spec.storage` that must go, because the operator takes exactly one. One this console has never
/// heard of counts like any other.
pub(super) fn others(desired: &Desired, now: &ConfigFacts) -> Vec<String> {
    now.configured
        .iter()
        .filter(|member| member.key != desired.member)
        .map(|member| member.key.clone())
        .collect()
}

fn is_held_by(member: &MemberFacts, desired: &Desired) -> bool {
    member.key == desired.member
        && member.place == desired.place
        && (member.kind, &member.name) == (desired.holder.0, &desired.holder.1)
}

fn is_in_force(desired: &Desired, now: &ConfigFacts) -> bool {
    now.in_force.iter().any(|member| is_held_by(member, desired))
}

/// Whether going back finds every image again: the same lasting storage before, in between and afterwards.
fn keeps_images(desired: &Desired, now: &ConfigFacts) -> bool {
    is_in_force(desired, now)
        && desired.holder.0 != StorageKind::EmptyDir
        && now.state != ManagementState::Removed
}

/// The storage in force that the choice leaves behind, with the images in it.
pub(super) fn left_behind<'a>(desired: &Desired, now: &'a ConfigFacts) -> Vec<&'a MemberFacts> {
    now.in_force
        .iter()
        .filter(|member| !is_held_by(member, desired))
        .collect()
}

/// One merge patch. What a storage for one pod depends on is always named, so that it is part of what the plan was
/// compared with; the rest only where it changes.
fn patch(desired: &Desired, now: &ConfigFacts, takes_management: bool) -> Value {
    let mut storage = Map::new();
    for key in others(desired, now) {
        storage.insert(key, Value::Null);
    }
    storage.insert(desired.member.to_owned(), desired.content.clone());
    // The operator fills this in once and never corrects it, and `Managed` lets it delete what a user brought.
    if takes_management {
        storage.insert("managementState".to_owned(), json!(desired.management.wire()));
    }
    let mut spec = Map::new();
    spec.insert("storage".to_owned(), Value::Object(storage));
    if now.state != ManagementState::Managed {
        spec.insert(
            "managementState".to_owned(),
            json!(ManagementState::Managed.wire()),
        );
    }
    if desired.one_pod || now.replicas != Some(desired.replicas) {
        spec.insert("replicas".to_owned(), json!(desired.replicas));
    }
    if let Some(strategy) = desired.strategy {
        spec.insert("rolloutStrategy".to_owned(), json!(strategy.wire()));
    }
    json!({ "spec": spec })
}

fn effects(desired: &Desired, now: &ConfigFacts, changes: bool) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(claim) = &desired.claim {
        effects.push(Effect::ClaimCreated {
            name: claim.name.to_string(),
        });
    }
    if !changes {
        return effects;
    }
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    if desired.operator_makes_claim {
        effects.push(Effect::OperatorCreatesClaim {
            name: name(&desired.holder.1),
        });
    }
    let restart = Effect::PodsRestart {
        strategy: strategy_after(desired, now),
    };
    match now.state {
        // Pods are replaced when their volume changes; a number or an owner alone replaces none.
        ManagementState::Managed => effects.extend((!is_in_force(desired, now)).then_some(restart)),
        ManagementState::Unmanaged => effects.extend([Effect::OperatorResumes, restart]),
        ManagementState::Removed | ManagementState::Other => effects.extend([
            Effect::RegistryStarts {
                replicas: desired.replicas,
            },
            Effect::ApiServersRoll,
            Effect::PrunerDeletesBlobs(true),
        ]),
    }
    for member in left_behind(desired, now) {
        effects.push(Effect::ImagesDoNotMove {
            from: member.name.clone().unwrap_or_else(|| member.key.clone()),
        });
        if member.kind != StorageKind::EmptyDir {
            effects.push(Effect::StorageKept {
                kind: member.kind,
                name: name(&member.name),
            });
        }
    }
    if is_in_force(desired, now) && desired.holder.0 != StorageKind::EmptyDir {
        effects.push(Effect::StorageKept {
            kind: desired.holder.0,
            name: name(&desired.holder.1),
        });
    }
    if desired.holder.0 == StorageKind::EmptyDir {
        effects.push(Effect::ImagesLostOnRestart);
    }
    if desired.strategy == Some(Strategy::Recreate) {
        effects.push(Effect::NotHighlyAvailable);
    }
    effects
}

fn strategy_after(desired: &Desired, now: &ConfigFacts) -> Strategy {
    desired.strategy.unwrap_or(now.strategy)
}

/// A tick where something is lost or stops, so that it is named once more; reading is enough elsewhere.
fn confirmation(desired: &Desired, now: &ConfigFacts, changes: bool) -> Confirmation {
    let runs = matches!(now.state, ManagementState::Managed | ManagementState::Unmanaged);
    let outage = runs && !is_in_force(desired, now) && strategy_after(desired, now) == Strategy::Recreate;
    let loses = desired.holder.0 == StorageKind::EmptyDir || !left_behind(desired, now).is_empty();
    if changes && (outage || loses) {
        Confirmation::Tick
    } else {
        Confirmation::Review
    }
}
