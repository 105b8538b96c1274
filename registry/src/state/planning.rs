//! The plan of a change of state: one patch, what follows from it, and what cannot be undone.

use super::facts::{Held, Start, StateFacts};
use super::form::{StateForm, StateProblem};
use crate::change::{Problem, Restore};
use crate::objects::{Config, ManagementState, Object};
use crate::overview::{Part, Whose};
use crate::plan::{Confirmation, Effect, Goal, Inverse, Loss, Plan, Step};
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde_json::{Value, json};

/// Plans the change. Reading refused to the user only makes the list of effects shorter; the page says which parts
/// could not be counted.
pub fn plan(form: &StateForm, facts: &Snapshot) -> Result<Plan, Vec<Problem>> {
    let config: Config = facts
        .one(&Query::singleton(Resource::Config))
        .map_err(|error| vec![Problem::Unread(error)])?;
    let facts = StateFacts::read(facts);
    let change = Planned {
        form,
        before: config.management_state(),
        held: facts.held.as_deref().unwrap_or_default(),
        facts: &facts,
    };
    change.check(&config).map_err(|problem| vec![problem])?;
    let step = Step::patch_config(config.value(), change.patch());
    let moves = step.is_some();
    Ok(Plan {
        steps: step.into_iter().collect(),
        effects: if moves {
            change.effects(&config)
        } else {
            Vec::new()
        },
        confirmation: if moves {
            change.confirmation()
        } else {
            Confirmation::Review
        },
        inverse: change.inverse(&config),
        goal: Goal { state: form.to },
    })
}

struct Planned<'a> {
    form: &'a StateForm,
    before: ManagementState,
    held: &'a [Held],
    facts: &'a StateFacts,
}

impl Planned<'_> {
    fn check(&self, config: &Config) -> Result<(), Problem> {
        let problem = |problem| Err(Problem::State(problem));
        match self.form.to {
            ManagementState::Other => return problem(StateProblem::NoSuchState),
            ManagementState::Removed if self.before != ManagementState::Removed => {
                let members = config.storage_configured();
                if members.len() > 1 {
                    let members = members.into_iter().map(|member| member.key).collect();
                    return problem(StateProblem::TwoStorages { members });
                }
            }
            _ => {}
        }
        if !self.keeps() {
            return Ok(());
        }
        if self.held.iter().all(|held| !held.can_be_spared()) {
            return problem(StateProblem::NothingToKeep);
        }
        match &self.facts.can_mark_storage {
            Ok(true) => Ok(()),
            Ok(false) => problem(StateProblem::CannotMarkStorage),
            Err(error) => Err(Problem::Unread(error.clone())),
        }
    }

    /// The storage is to be marked as the user's own, and is not yet.
    fn keeps(&self) -> bool {
        let begins = self.removes() && self.before != ManagementState::Removed;
        begins && self.form.keep_data && self.facts.whose == Ok(Whose::Operators)
    }

    fn removes(&self) -> bool {
        self.form.to == ManagementState::Removed
    }

    fn patch(&self) -> Value {
        let mut patch = json!({"spec": {"managementState": self.form.to.wire()}});
        if self.keeps() {
            patch["spec"]["storage"] = json!({"managementState": ManagementState::Unmanaged.wire()});
        }
        patch
    }

    /// What the removal deletes.
    fn lost(&self) -> Vec<&Held> {
        if !self.removes() {
            return Vec::new();
        }
        let goes = |held: &&Held| held.deleted && !(self.keeps() && held.can_be_spared());
        self.held.iter().filter(goes).collect()
    }

    fn effects(&self, config: &Config) -> Vec<Effect> {
        match (self.before, self.form.to) {
            (_, ManagementState::Removed) => self.effects_of_removal(),
            (_, ManagementState::Managed) => self.effects_of_start(config),
            (_, ManagementState::Unmanaged) => vec![Effect::OperatorStops],
            (_, ManagementState::Other) => Vec::new(),
        }
    }

    fn effects_of_removal(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.facts.deployed != Ok(false) {
            effects.push(Effect::RegistryStops);
        }
        let lost = self.lost();
        effects.extend(self.held.iter().map(|held| {
            let (kind, name) = (held.kind, held.name.clone());
            if lost.contains(&held) {
                Effect::StorageDeleted { kind, name }
            } else {
                Effect::StorageKept { kind, name }
            }
        }));
        if let Some(builds) = some(&self.facts.builds) {
            effects.push(Effect::BuildsCannotPush {
                count: builds.count,
                names: builds.names.clone(),
            });
        }
        if let Some(workloads) = some(&self.facts.workloads) {
            effects.push(Effect::WorkloadsCannotPull {
                count: workloads.count,
                names: workloads.names.clone(),
            });
        }
        // A version that may not be read counts as recent: better one warning too many.
        if self.facts.pull_secrets_go != Ok(false) {
            effects.push(Effect::PullSecretsRemoved);
        }
        effects.extend(self.effects_of_host(false));
        effects
    }

    fn effects_of_start(&self, config: &Config) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.before == ManagementState::Unmanaged {
            effects.push(Effect::OperatorResumes);
        }
        if self.facts.deployed == Ok(true) && self.before == ManagementState::Unmanaged {
            return effects;
        }
        if matches!(
            self.facts.start,
            Ok(Start::NothingConfigured | Start::TwoStorages { .. })
        ) {
            return effects;
        }
        effects.push(Effect::RegistryStarts {
            replicas: config.replicas().unwrap_or(1),
        });
        if config.claim() == Some("") {
            effects.push(Effect::OperatorCreatesClaim {
                name: "image-registry-storage".to_owned(),
            });
        }
        if config
            .storage_configured()
            .iter()
            .any(|member| member.key == "emptyDir")
        {
            effects.push(Effect::ImagesLostOnRestart);
        }
        effects.extend(self.effects_of_host(true));
        effects
    }

    /// The internal host name appears or goes, unless it is known that nothing changes.
    fn effects_of_host(&self, after: bool) -> Vec<Effect> {
        if self.facts.prunes_blobs == Ok(after) {
            return Vec::new();
        }
        vec![Effect::ApiServersRoll, Effect::PrunerDeletesBlobs(after)]
    }

    fn confirmation(&self) -> Confirmation {
        match (self.lost().first(), self.removes()) {
            (Some(held), _) => Confirmation::TypeName(held.name.clone()),
            (None, true) => Confirmation::Tick,
            (None, false) => Confirmation::Review,
        }
    }

    fn inverse(&self, config: &Config) -> Inverse {
        if self.before == ManagementState::Other {
            // No plan of this console writes a state without a meaning.
            return Inverse::Impossible(Loss::ImagesPushedMeanwhile);
        }
        let mut restore = Restore {
            state: Some(self.before),
            ..Restore::default()
        };
        if self.keeps()
            && let Some(Value::Object(storage)) = config.value().pointer("/spec/storage")
        {
            restore.storage = Some(storage.clone());
        }
        // A configuration that comes back to deleted images restores nothing anyone would call undone.
        if let Some(held) = self.lost().into_iter().next() {
            return Inverse::Impossible(Loss::Storage {
                kind: held.kind,
                name: held.name.clone(),
            });
        }
        // Going back to `Removed` deletes storage the operator makes or manages meanwhile.
        let users_own = config.storage_management() == Some(ManagementState::Unmanaged);
        if self.before == ManagementState::Removed && self.form.to == ManagementState::Managed && !users_own {
            return Inverse::Partial(restore, vec![Loss::ImagesPushedMeanwhile]);
        }
        Inverse::Whole(restore)
    }
}

impl Held {
    /// The operator deletes it by name, so marking it saves it; emptyDir goes with the pods all the same.
    fn can_be_spared(&self) -> bool {
        self.deleted && self.kind != crate::plan::StorageKind::EmptyDir
    }
}

fn some(part: &Part<super::Users>) -> Option<&super::Users> {
    part.as_ref().ok().filter(|users| users.count > 0)
}
