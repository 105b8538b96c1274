//! Plans: a change as data. Planning is pure and deterministic; a plan leaves no choice to whoever executes it.
//!
//! **Invariant:** nothing is written that a plan did not show. A browser sends the *form* and the hash of the plan it
//! showed; the server reads the facts again, plans again and compares. Because a step that is already true drops out
//! of a new plan, "continue" is planning again, and the hash of the remaining steps identifies where one stands.

mod content;
mod diff;
mod effect;
mod foreign;
mod hash;
mod permission;
mod render;
mod step;

pub use diff::{FieldChange, merged, patch_to, touched};
pub use effect::{Confirmation, Effect, Loss, StorageKind};
pub use hash::{PlanHash, PlanKey};
pub use permission::{Permission, Verb};
pub(crate) use render::yaml_text;
pub use render::{oc_commands, yaml};
pub use step::{ALLOWED, Action, Step, StepError, Target};

use crate::change::Restore;
use crate::objects::ManagementState;
use serde::{Deserialize, Serialize};

/// A change, ready to be shown and carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What is done, in order. Empty when the cluster is already as asked.
    pub steps: Vec<Step>,
    /// What follows for people and pods.
    pub effects: Vec<Effect>,
    /// What the user must do before the plan may run.
    pub confirmation: Confirmation,
    /// How to go back.
    pub inverse: Inverse,
    /// What the cluster shows when the operator has finished.
    pub goal: Goal,
}

/// How a plan can be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Inverse {
    /// Everything is as before.
    Whole(#[serde(with = "crate::json_text")] Restore),
    /// The configuration is as before, but something stays lost.
    Partial(#[serde(with = "crate::json_text")] Restore, Vec<Loss>),
    /// It cannot be taken back.
    Impossible(Loss),
}

impl Inverse {
    /// The form that takes the plan back, if there is one.
    pub fn form(&self) -> Option<&Restore> {
        match self {
            Self::Whole(form) | Self::Partial(form, _) => Some(form),
            Self::Impossible(_) => None,
        }
    }
}

/// What the operator reports once it has done its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The management state the operator then reports.
    pub state: ManagementState,
}

impl Plan {
    /// Every permission the steps need, each once, in order.
    pub fn permissions(&self) -> Vec<Permission> {
        let mut all: Vec<Permission> = Vec::new();
        for permission in self.steps.iter().map(Step::permission) {
            if !all.contains(&permission) {
                all.push(permission);
            }
        }
        all
    }

    /// Whether the operator acts on the plan although it leaves the configuration alone.
    pub fn moves_pods(&self) -> bool {
        let moves = |effect: &Effect| {
            matches!(
                effect,
                Effect::RegistryStarts { .. } | Effect::PodsRestart { .. } | Effect::NoCredentialsLeft
            )
        };
        self.effects.iter().any(moves)
    }

    /// For each step the hash of the plan that remains before it: the first is the hash of the whole plan.
    pub fn hashes(&self, key: &PlanKey) -> Vec<PlanHash> {
        (0..self.steps.len().max(1))
            .map(|n| key.hash(&self.steps[n.min(self.steps.len())..]))
            .collect()
    }

    /// The hash of the whole plan.
    pub fn hash(&self, key: &PlanKey) -> PlanHash {
        key.hash(&self.steps)
    }
}
