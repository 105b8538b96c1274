//! Whether the operator has done what a plan asked for.

use super::Overview;
use super::headline::{Headline, Serving};
use super::meaning::{Meaning, Relevance};
use crate::error::ClusterError;
use crate::objects::{ManagementState, Status};
use crate::plan::Goal;
use serde::{Deserialize, Serialize};

/// How far a change has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// The operator has not looked at what was saved.
    WaitingForOperator {
        /// The generation saved.
        saved: i64,
        /// The generation seen.
        seen: i64,
    },
    /// The operator is at work.
    Working(Stages),
    /// The cluster is as the plan wanted it.
    Done,
    /// It failed.
    Failed {
        /// What the overview says.
        headline: Headline,
        /// The operator tries again by itself, so it may still come right.
        retried: bool,
    },
    /// It cannot be told, because the configuration cannot be read now.
    Unread(ClusterError),
    /// Nothing has moved since the change was saved: it is no change of the configuration, so no generation tells
    /// whether the operator has looked.
    NotPickedUp,
}

/// What moves when the operator acts on something that is not its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    generation: Option<i64>,
    said: Vec<(String, String)>,
}

impl Overview {
    /// How it stands, to be compared with later.
    pub fn mark(&self) -> Mark {
        let said = self
            .registry_conditions()
            .filter(|c| matches!(c.kind.as_str(), "Progressing" | "StorageExists"));
        Mark {
            generation: self.replicas.as_ref().ok().map(|replicas| replicas.generation),
            said: said.map(|c| (c.reason.clone(), c.message.clone())).collect(),
        }
    }
}

/// Like [`progress`], for a plan whose last step may have changed something else than the configuration: then the operator
/// has acted only once something has moved since `before`.
pub fn progress_since(
    before: Option<&Mark>,
    goal: &Goal,
    generation: Option<i64>,
    overview: &Overview,
) -> Progress {
    match before {
        Some(before) if generation.is_none() && *before == overview.mark() => Progress::NotPickedUp,
        _ => progress(goal, generation, overview),
    }
}

/// The stages behind "applied" and "the operator saw it", which are done by the time these are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stages {
    /// The operator accepts the storage; `None` when no registry is to run.
    pub storage_accepted: Option<bool>,
    /// New pods ready of those wanted; `None` when that may not be read or none is wanted.
    pub pods: Option<Serving>,
    /// No pod of an older configuration is left.
    pub old_pods_gone: bool,
}

/// How far the operator has come towards `goal` since the configuration was saved as `generation`; `None` when the
/// plan saved nothing, and then only the goal counts.
///
/// Success is told by the operator having seen that generation *and* by what runs, never by `Available` alone: it
/// stays True while nothing of a new configuration is applied.
pub fn progress(goal: &Goal, generation: Option<i64>, overview: &Overview) -> Progress {
    let config = match &overview.config {
        Ok(config) => config,
        Err(error) => return Progress::Unread(error.clone()),
    };
    let saved = generation.unwrap_or(config.generation).max(config.generation);
    if config.observed < saved {
        return Progress::WaitingForOperator {
            saved,
            seen: config.observed,
        };
    }
    if let Some(retried) = failure(goal, overview) {
        return Progress::Failed {
            headline: overview.headline.clone(),
            retried,
        };
    }
    let done = match goal.state {
        ManagementState::Managed => serves(overview),
        ManagementState::Removed => matches!(overview.headline, Headline::Removed { .. }),
        ManagementState::Unmanaged => overview.reports("Progressing", "Unmanaged"),
        ManagementState::Other => false,
    };
    if done {
        Progress::Done
    } else {
        Progress::Working(stages(goal, overview))
    }
}

/// Whether it failed, and if so whether the operator tries again by itself.
fn failure(goal: &Goal, overview: &Overview) -> Option<bool> {
    let current = |pick: &dyn Fn(&Meaning) -> Option<bool>| {
        overview
            .conditions
            .iter()
            .filter(|c| c.about == Relevance::Current)
            .find_map(|c| pick(&c.meaning))
    };
    match goal.state {
        ManagementState::Managed => {
            let error = current(&|meaning| match meaning {
                Meaning::NotApplied { retried, .. } => Some(*retried),
                _ => None,
            });
            // While new pods start or the cloud makes their storage, being unavailable is what the former configuration left behind; they get the
            // deployment's own deadline.
            let rolling = current(&|meaning| {
                matches!(
                    meaning,
                    Meaning::RollingOut | Meaning::WaitingForDeployment | Meaning::StorageStep
                )
                .then_some(true)
            });
            let other = || {
                current(&|meaning| match meaning {
                    Meaning::Refused(_) => Some(false),
                    Meaning::StorageMissing(_) | Meaning::StorageDeleted => Some(true),
                    Meaning::UnavailableTooLong if rolling.is_none() => Some(true),
                    _ => None,
                })
            };
            let headline = || match &overview.headline {
                Headline::ConfigurationRefused { .. } => Some(false),
                Headline::NotAvailable { .. } if rolling.is_none() => Some(true),
                Headline::RollOutStuck {
                    cause: Some(cause), ..
                } if cause.is_about_storage() => Some(true),
                _ if is_late(overview) => Some(true),
                _ => None,
            };
            error.or_else(other).or_else(headline)
        }
        ManagementState::Removed => match &overview.headline {
            Headline::RemovalFailed(_) => Some(true),
            Headline::ConfigurationRefused { .. } => Some(false),
            _ => None,
        },
        ManagementState::Unmanaged | ManagementState::Other => None,
    }
}

/// The newest template's pods missed their deadline. The Deployment is asked before the operator, whose word may still
/// be about the template before.
fn is_late(overview: &Overview) -> bool {
    match &overview.replicas {
        Ok(replicas) => replicas.observed && replicas.deadline_exceeded,
        Err(_) => overview.reports("Degraded", "ProgressDeadlineExceeded"),
    }
}

fn serves(overview: &Overview) -> bool {
    let settled = overview.reports("Progressing", "Ready") && overview.is("Progressing", Status::False);
    // Where the Deployment may not be read the operator's word has to do.
    let rolled_out = match &overview.replicas {
        Ok(replicas) => replicas.is_settled(),
        Err(ClusterError::Forbidden { .. }) => overview.reports("Available", "Ready"),
        Err(_) => false,
    };
    settled
        && overview.is("Available", Status::True)
        && !overview.reports("Available", "Removed")
        && rolled_out
}

fn stages(goal: &Goal, overview: &Overview) -> Stages {
    let replicas = overview.replicas.as_ref().ok();
    if goal.state != ManagementState::Managed {
        return Stages {
            storage_accepted: None,
            pods: None,
            old_pods_gone: replicas.is_none_or(|r| r.total == 0),
        };
    }
    let in_force = overview
        .storage
        .as_ref()
        .is_ok_and(|storage| !storage.differs && !storage.in_force.is_empty());
    Stages {
        storage_accepted: Some(in_force),
        pods: replicas.map(|r| Serving {
            ready: r.ready_and_new(),
            wanted: r.wanted,
        }),
        old_pods_gone: replicas.is_some_and(|r| r.observed && r.updated == r.total),
    }
}

impl Overview {
    fn is(&self, kind: &str, status: Status) -> bool {
        self.registry_conditions().any(|c| c.is(kind, status))
    }

    fn reports(&self, kind: &str, reason: &str) -> bool {
        self.registry_conditions()
            .any(|c| c.kind == kind && c.reason == reason)
    }

    fn registry_conditions(&self) -> impl Iterator<Item = &crate::objects::Condition> {
        self.conditions
            .iter()
            .filter(|c| c.about != Relevance::Pruner)
            .map(|c| &c.condition)
    }
}
