//! Decides the headline: one function per management state, each a list of questions in the order of precedence.

use super::brief;
use super::case::Case;
use super::cause::Cause;
use super::facts::Facts;
use super::headline::{Headline, Serving};
use super::meaning::{Explained, Meaning, OperatorPart, Relevance};
use super::parts::{Replicas, RouteState};
use super::todo::{self, Warning};
use super::trouble;
use crate::error::ClusterError;
use crate::objects::{Config, ManagementState, Object, Status};

/// The headline when the configuration could not be read.
pub(super) fn unread(error: &ClusterError, facts: &Facts) -> Headline {
    let disabled = facts
        .version
        .as_ref()
        .is_ok_and(|version| version.lacks_registry_capability());
    match error {
        ClusterError::SignedOut => Headline::SignedOut,
        ClusterError::NotServed { .. } => Headline::NoOperator {
            capability_disabled: disabled,
        },
        ClusterError::Missing { .. } if disabled => Headline::NoOperator {
            capability_disabled: true,
        },
        ClusterError::Missing { .. } => Headline::NotBootstrapped,
        error if error.passes() => Headline::Unreachable(error.clone()),
        error => Headline::Unreadable(error.clone()),
    }
}

/// The headline of a configuration.
pub(super) fn headline(case: &Case<'_>) -> Headline {
    let config = case.config;
    // Deletion raises the generation too, and nobody observes that one: asked after, it would wait for ever.
    if config.is_being_deleted() {
        return Headline::BeingRemoved { finalizing: true };
    }
    if case.stale {
        return waiting(case, settled(case, described_state(case)));
    }
    settled(case, config.management_state())
}

fn waiting(case: &Case<'_>, before: Headline) -> Headline {
    Headline::WaitingForOperator {
        saved: case.config.generation(),
        seen: case.config.observed_generation(),
        before: Box::new(before),
    }
}

/// The management state the conditions describe, which is an older one while they are stale.
fn described_state(case: &Case<'_>) -> ManagementState {
    let available = case.find("Available").map(|c| c.reason.as_str());
    let progressing = case.find("Progressing").map(|c| c.reason.as_str());
    match (available, progressing) {
        (Some("Unmanaged"), _) => ManagementState::Unmanaged,
        (Some("Removed" | "DeploymentDeleted"), _) | (_, Some("DeletingDeployment" | "Removed")) => {
            ManagementState::Removed
        }
        _ => ManagementState::Managed,
    }
}

fn settled(case: &Case<'_>, state: ManagementState) -> Headline {
    match state {
        ManagementState::Removed => removed(case),
        ManagementState::Unmanaged => Headline::Unmanaged {
            serving: case.serving_if_read(),
        },
        ManagementState::Managed => managed(case),
        ManagementState::Other => Headline::NoSuchState {
            value: text_of_state(case.config),
        },
    }
}

fn text_of_state(config: &Config) -> String {
    let value = config.value().pointer("/spec/managementState");
    value
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn removed(case: &Case<'_>) -> Headline {
    let failed = case.means(|meaning| match meaning {
        Meaning::RemovalFailed(cause) => Some(cause.clone()),
        _ => None,
    });
    if let Some(cause) = failed {
        return Headline::RemovalFailed(cause);
    }
    let gone = |kind| case.find(kind).is_some_and(|c| c.reason == "Removed");
    if gone("Available") && gone("Progressing") {
        let platform = case.facts.infrastructure.as_ref().map(|i| i.platform());
        return Headline::Removed {
            by_platform: platform.is_ok_and(|p| p.starts_removed())
                && case.config.storage_configured().is_empty(),
        };
    }
    if let Some(members) = case.two_storages() {
        return Headline::ConfigurationRefused {
            cause: Cause::TwoStorages { members },
            serving: false,
        };
    }
    if case.conditions.iter().all(|c| c.about == Relevance::Pruner) {
        return Headline::Unrecognised(None);
    }
    Headline::BeingRemoved { finalizing: false }
}

fn managed(case: &Case<'_>) -> Headline {
    // The operator has said nothing about this state yet, although no generation tells.
    if !case.stale && described_state(case) != ManagementState::Managed {
        return waiting(case, settled(case, described_state(case)));
    }
    let serving = trouble::serving(case.facts, case.config);
    let serves = case.serves(serving);
    refused(case, serves)
        .or_else(|| errors(case, serves))
        .or_else(|| storage(case))
        .or_else(|| being_made(case).filter(|_| !serves))
        .or_else(|| pods(case, serving, serves))
        .or_else(|| shared(case))
        .or_else(|| edges(case))
        .or_else(|| changing(case, serving, serves))
        .unwrap_or_else(|| ready(case, serving))
}

/// The configuration as a whole is refused.
fn refused(case: &Case<'_>, serves: bool) -> Option<Headline> {
    let told = case.means(|meaning| match meaning {
        Meaning::NotApplied { cause, .. } | Meaning::Refused(cause) => match cause {
            Cause::TwoStorages { .. } | Cause::NegativeReplicas | Cause::DuplicateRoutes => {
                Some(cause.clone())
            }
            _ => None,
        },
        _ => None,
    });
    let verification = || {
        let failed = |c: &&Explained| c.condition.reason == "VerificationFailed";
        case.conditions
            .iter()
            .find(failed)
            .and_then(|c| match &c.meaning {
                Meaning::Refused(cause) => Some(cause.clone()),
                _ => None,
            })
    };
    let found = || case.two_storages().map(|members| Cause::TwoStorages { members });
    let cause = told.or_else(found).or_else(verification)?;
    Some(Headline::ConfigurationRefused {
        cause,
        serving: serves,
    })
}

/// `Progressing` with reason `Error`, whatever `Available` and `Degraded` say.
fn errors(case: &Case<'_>, serves: bool) -> Option<Headline> {
    let cause = case.means(|meaning| match meaning {
        Meaning::NotApplied { cause, .. } => Some(cause.clone()),
        _ => None,
    });
    let refusal = || {
        case.means(|meaning| match meaning {
            Meaning::Refused(cause) => Some(cause.clone()),
            _ => None,
        })
    };
    let cause = cause.or_else(refusal)?;
    // The operator's sentence may only say that a bucket could not be made; the storage condition then has the code.
    let better = || {
        case.means(|meaning| match meaning {
            Meaning::StorageMissing(cause) => Some(cause.clone()),
            _ => None,
        })
    };
    let cause = match cause {
        Cause::Other { message } => match better() {
            Some(Cause::Other { .. }) | None => Cause::Other { message },
            Some(found) => found,
        },
        cause => cause,
    };
    Some(if serves {
        Headline::NotApplied(cause)
    } else {
        Headline::NotWorking(cause)
    })
}

/// Storage is reported unusable, although nothing else complains.
fn storage(case: &Case<'_>) -> Option<Headline> {
    let cause = case.means(|meaning| match meaning {
        Meaning::StorageMissing(cause) => Some(cause.clone()),
        _ => None,
    });
    let deleted = || {
        let gone = |c: &&Explained| c.meaning == Meaning::StorageDeleted && c.about == Relevance::Current;
        let reason = &case.conditions.iter().find(gone)?.condition.reason;
        Some(Cause::StorageGone {
            reason: reason.clone(),
        })
    };
    cause.or_else(deleted).map(Headline::StorageIncomplete)
}

/// The cloud is still making the storage, so nothing that depends on it can be blamed for waiting.
fn being_made(case: &Case<'_>) -> Option<Headline> {
    let step = case.conditions.iter().find(|c| {
        let names_it = c.condition.kind == "StorageExists";
        names_it && c.meaning == Meaning::StorageStep && c.about == Relevance::Current
    })?;
    Some(Headline::StoragePreparing {
        step: step.condition.reason.clone(),
    })
}

/// New pods do not get ready, or none is.
fn pods(case: &Case<'_>, serving: Serving, serves: bool) -> Option<Headline> {
    let degraded = case.find("Degraded").filter(|c| c.status == Status::True);
    let says = |reason: &str| degraded.is_some_and(|c| c.reason == reason);
    let late = says("ProgressDeadlineExceeded") || case.replicas().is_some_and(|r| r.deadline_exceeded);
    let claim = trouble::claim(case.storage, case.config).filter(|_| !case.stale);
    let claim_stuck = case
        .storage
        .and_then(|s| s.claim.as_ref()?.as_ref().ok()?.as_ref())
        .is_some_and(super::parts::ClaimBrief::is_stuck);
    if let Some(cause) = claim.filter(|_| late || says("Unavailable") || (claim_stuck && !serves)) {
        return Some(Headline::RollOutStuck {
            cause: Some(cause),
            serving,
        });
    }
    let cause = trouble::pods(case.facts);
    if late && serves {
        return Some(Headline::RollOutStuck { cause, serving });
    }
    let moving = case.means(|meaning| {
        matches!(
            meaning,
            Meaning::RollingOut | Meaning::WaitingForDeployment | Meaning::StorageStep
        )
        .then_some(())
    });
    let down = late || says("Unavailable") || cause.is_some() || moving.is_none();
    (!serves
        && down
        && case
            .find("Available")
            .is_some_and(|c| c.status != Status::Unknown))
    .then_some(Headline::NotAvailable { cause })
}

/// Storage that several pods cannot share, which nobody refused.
fn shared(case: &Case<'_>) -> Option<Headline> {
    if case.stale {
        return None;
    }
    todo::warnings(case.config, case.storage, case.conditions)
        .into_iter()
        .find_map(|warning| match warning {
            Warning::ReadWriteOnceShared { claim, replicas } => {
                Some(Headline::ReadWriteOnceShared { claim, replicas })
            }
            Warning::EmptyDirShared { replicas } => Some(Headline::EmptyDirShared { replicas }),
            _ => None,
        })
}

/// What works beside the registry itself does not: routes, trust, pruning.
fn edges(case: &Case<'_>) -> Option<Headline> {
    if let Some(cause) = case.refused_route() {
        return Some(Headline::RouteRefused(cause));
    }
    if let Some(route) = case.routes.iter().find(|r| r.state() == RouteState::Waiting) {
        return Some(Headline::RouteNotPickedUp {
            route: route.name.clone(),
            created: route.created.clone(),
        });
    }
    let broken_trust = case.means(|meaning| match meaning {
        Meaning::PartTrouble {
            part: OperatorPart::Certificates,
            cause,
        } => Some(cause.clone()),
        _ => None,
    });
    if let Some(cause) = broken_trust {
        return Some(Headline::TrustBroken(cause));
    }
    pruning(case).map(Headline::PruningFailed)
}

fn pruning(case: &Case<'_>) -> Option<Cause> {
    let told = case.conditions.iter().find_map(|c| match &c.meaning {
        // `Degraded` repeats it with a reason that says less.
        Meaning::PruningFailed(cause) if c.condition.kind == "Failed" => Some(cause.clone()),
        _ => None,
    });
    let by_operator = || {
        let operator = brief::operator(case.facts).ok()?;
        let degraded = operator.conditions.iter().find(|c| c.kind == "Degraded")?;
        operator.degraded_by_pruner_only.then(|| Cause::PruningFailed {
            reason: String::new(),
            message: pruner_line(&degraded.message),
            registry_unreachable: case.registry_unreachable(),
        })
    };
    told.or_else(by_operator)
}

/// The ClusterOperator's message has a line for each part; this is the pruner's.
fn pruner_line(message: &str) -> String {
    let line = message
        .lines()
        .find_map(|line| line.strip_prefix("ImagePrunerDegraded: "));
    line.unwrap_or(message).to_owned()
}

/// On the way, or short of a replica.
fn changing(case: &Case<'_>, serving: Serving, serves: bool) -> Option<Headline> {
    let replicas = case.replicas();
    // All pods are of the newest template, and one of them cannot run: that is no roll-out any more.
    let complete = replicas.is_some_and(|r| r.observed && r.updated == r.wanted && r.total == r.wanted);
    let cause = trouble::pods(case.facts);
    let missing = serves && serving.ready < serving.wanted;
    if missing && complete && cause.is_some() {
        return Some(Headline::ReplicaMissing { serving, cause });
    }
    let told = case.means(|meaning| {
        matches!(meaning, Meaning::RollingOut | Meaning::WaitingForDeployment).then_some(())
    });
    let seen = replicas.is_some_and(|r| !r.observed || r.updated < r.wanted || r.total > r.wanted);
    if told.is_some() || seen {
        return Some(Headline::RollingOut {
            updated: Serving {
                ready: replicas.map_or(serving.ready, Replicas::ready_and_new),
                wanted: serving.wanted,
            },
            serving: serves,
            strategy: case.config.strategy(),
        });
    }
    if let Some(step) = being_made(case) {
        return Some(step);
    }
    let short = case.means(|meaning| matches!(meaning, Meaning::SomeReplicaMissing).then_some(()));
    (missing || (serves && short.is_some())).then_some(Headline::ReplicaMissing { serving, cause })
}

/// Nothing is wrong that has a headline of its own: ready, if the operator says so in words we know.
fn ready(case: &Case<'_>, serving: Serving) -> Headline {
    let bad = |c: &&Explained| {
        let judged = c.about == Relevance::Current && c.condition.kind != "Available";
        judged && is_part_trouble(c)
    };
    // A part that says `Degraded` outright comes before one that is merely not available.
    let first = case
        .conditions
        .iter()
        .filter(bad)
        .min_by_key(|c| !c.condition.kind.ends_with("Degraded"));
    if let Some(part) = first {
        return Headline::PartDegraded {
            condition: part.condition.clone(),
            known: part.meaning != Meaning::Unknown,
        };
    }
    for kind in ["Available", "Progressing"] {
        let Some(found) = case.conditions.iter().find(|c| c.condition.kind == kind) else {
            return Headline::Unrecognised(None);
        };
        if !matches!(
            found.meaning,
            Meaning::AllReplicasUp | Meaning::SomeReplicaMissing | Meaning::Settled
        ) {
            return Headline::Unrecognised(Some(found.condition.clone()));
        }
    }
    Headline::Ready { serving }
}

fn is_part_trouble(explained: &Explained) -> bool {
    let condition = &explained.condition;
    match &explained.meaning {
        Meaning::PartTrouble { .. } | Meaning::StorageUncertain(_) => true,
        Meaning::Unknown => {
            (condition.kind.ends_with("Degraded") && condition.status != Status::False)
                || (condition.kind.ends_with("Available") && condition.status != Status::True)
        }
        _ => false,
    }
}
