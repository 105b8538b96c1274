//! The state line: what is so, in bold, and why, in a sentence or two.

use super::{cause, counted, ended, facts, kind, meaning_short, of, sentences};
use crate::words::cluster::cluster_error;
use registry::error::ClusterError;
use registry::objects::{Condition, Strategy};
use registry::overview::{Cause, Headline, Overview, StoragePlace};
use registry::plan::StorageKind;

/// What follows from every error that leaves older pods running.
const SERVES_PREVIOUS: &str =
    "The registry serves with its previous settings; no other change takes effect until this is mended.";

/// The state in bold.
pub(crate) fn headline(headline: &Headline) -> String {
    match headline {
        Headline::Unreachable(_) => "The cluster has not answered.".into(),
        Headline::SignedOut => "Your login ended.".into(),
        Headline::NoOperator { .. } => "This cluster has no registry operator.".into(),
        Headline::NotBootstrapped => "The operator is starting.".into(),
        Headline::Unreadable(_) => "The registry's state is not known.".into(),
        Headline::WaitingForOperator { .. } => "Waiting for the operator to pick up the change.".into(),
        Headline::BeingRemoved { .. } => "Being removed.".into(),
        Headline::RemovalFailed(_) => "Removal stuck.".into(),
        Headline::Removed { .. } => "Removed: no registry runs.".into(),
        Headline::Unmanaged { .. } => "Unmanaged: the operator does not act.".into(),
        Headline::NoSuchState { .. } => "The management state is none the operator acts on.".into(),
        Headline::ConfigurationRefused {
            cause: Cause::TwoStorages { members },
            ..
        } if members.len() == 2 => "Configuration refused: two storage kinds.".into(),
        Headline::ConfigurationRefused { .. } => "Configuration refused.".into(),
        Headline::NotWorking(_) => "Not working.".into(),
        Headline::NotApplied(_) => "Configuration not applied.".into(),
        Headline::StorageIncomplete(_) => "Storage incomplete.".into(),
        Headline::RollOutStuck { .. } => "Roll-out stuck.".into(),
        Headline::NotAvailable { .. } => "Not available.".into(),
        Headline::ReadWriteOnceShared { replicas, .. } => format!("RWO claim with {replicas} replicas."),
        Headline::EmptyDirShared { replicas } => format!("emptyDir with {replicas} replicas."),
        Headline::RouteRefused(_) => "Registry works; a route was refused.".into(),
        Headline::RouteNotPickedUp { .. } => "Registry works; a route waits for a router.".into(),
        Headline::TrustBroken(_) => "Registry works; a trust setting is broken.".into(),
        Headline::PruningFailed(_) => "Registry works; pruning failed.".into(),
        Headline::RollingOut {
            serving: false,
            strategy: Strategy::Recreate,
            ..
        } => "Rolling out; the registry is down meanwhile.".into(),
        Headline::RollingOut { .. } => "Rolling out.".into(),
        Headline::StoragePreparing { .. } => "Storage is being prepared.".into(),
        Headline::ReplicaMissing { serving, .. } => {
            let missing = serving.wanted - serving.ready;
            format!(
                "Ready, {missing} of {} missing.",
                counted(serving.wanted, "replica", "replicas")
            )
        }
        Headline::PartDegraded { .. } => "Registry works; a part of the operator reports trouble.".into(),
        Headline::Ready { .. } => "Ready.".into(),
        Headline::Unrecognised(Some(_)) => {
            "The operator reports something this console has no words for.".into()
        }
        Headline::Unrecognised(None) => "The operator has reported nothing yet.".into(),
    }
}

/// The cause beside the headline; line breaks of the operator's own words are kept.
pub(crate) fn headline_cause(overview: &Overview) -> String {
    cause_of(&overview.headline, overview)
}

/// What the older configuration was like, while the operator has not looked at the newer one.
pub(crate) fn before(overview: &Overview) -> Option<String> {
    let Headline::WaitingForOperator { before, .. } = &overview.headline else {
        return None;
    };
    Some(format!(
        "Before: {} {}",
        headline(before),
        cause_of(before, overview)
    ))
}

fn cause_of(of_headline: &Headline, overview: &Overview) -> String {
    match of_headline {
        Headline::Unreachable(error) | Headline::Unreadable(error) => cluster_error(error),
        Headline::SignedOut => "Log in again to go on here.".into(),
        Headline::NoOperator { capability_disabled: true } => "The ImageRegistry capability is not enabled; it can \
             be turned on, never off again. Image streams work without it."
            .into(),
        Headline::NoOperator { capability_disabled: false } => {
            "Nothing runs the integrated image registry here. Image streams work without it.".into()
        }
        Headline::NotBootstrapped => "It has not created its configuration yet. Wait a few minutes.".into(),
        Headline::WaitingForOperator { saved, seen, .. } => {
            format!("Saved as generation {saved}, seen {seen}. The states below describe the older settings.")
        }
        Headline::BeingRemoved { finalizing: false } => {
            "The operator deletes the pods, then what it made. This is expected.".into()
        }
        Headline::BeingRemoved { finalizing: true } => {
            "The configuration itself is being deleted. The operator deletes the pods, then what it made, then \
             creates a new configuration."
                .into()
        }
        Headline::Removed { by_platform: true } => format!(
            "{} has no shared storage to start with. Choose storage, and the operator starts the registry.",
            overview.cluster.platform.as_ref().map_or_else(|_| "This platform".into(), facts::platform)
        ),
        Headline::Removed { by_platform: false } => {
            "Pushes and pulls through it fail until the state is Managed again.".into()
        }
        Headline::Unmanaged { serving } => {
            let pods = serving.map_or_else(String::new, |s| format!("Pods: {} run.", of(s)));
            sentences(["What you save takes effect once the state is Managed again".into(), pods])
        }
        Headline::NoSuchState { value } => {
            let found = if value.is_empty() { "None is set".to_owned() } else { format!("It is {value}") };
            format!("{found}; the operator knows Managed, Unmanaged and Removed, and does nothing meanwhile.")
        }
        Headline::ConfigurationRefused { cause: why, serving: true } => {
            sentences([cause(why), SERVES_PREVIOUS.into()])
        }
        Headline::NotApplied(why) => sentences([cause(why), SERVES_PREVIOUS.into()]),
        Headline::ConfigurationRefused { cause: why, serving: false }
        | Headline::RemovalFailed(why)
        | Headline::NotWorking(why)
        | Headline::StorageIncomplete(why)
        | Headline::RouteRefused(why)
        | Headline::TrustBroken(why)
        | Headline::PruningFailed(why) => cause(why),
        Headline::RollOutStuck { cause: why, serving } => {
            let why = why.as_ref().map_or_else(|| "New pods did not get ready within 120 s".into(), cause);
            let still = match serving.ready {
                0 => "No pod serves".to_owned(),
                1 => "1 pod still serves".to_owned(),
                n => format!("{n} pods still serve"),
            };
            sentences([why, still])
        }
        Headline::NotAvailable { cause: why } => {
            sentences(["No registry pod is ready".into(), why.as_ref().map_or_else(String::new, cause)])
        }
        Headline::ReadWriteOnceShared { .. } => {
            "Nobody refused it: the second pod hangs, or both write to one volume.".into()
        }
        Headline::EmptyDirShared { .. } => {
            "Each pod has its own images, so pulls fail at random. Every image is lost when its pod restarts.".into()
        }
        Headline::RouteNotPickedUp { route, .. } => cause(&Cause::RouteNotPickedUp { route: route.clone() }),
        Headline::RollingOut { updated, serving, strategy } => {
            let run = if updated.ready == 1 { "runs" } else { "run" };
            let pods = format!("{} pods {run} the new settings", of(*updated));
            match (serving, strategy) {
                (true, _) => format!("{pods}; the registry keeps serving."),
                (false, Strategy::Recreate) => format!("{pods}."),
                (false, Strategy::RollingUpdate) => format!("{pods}; none takes traffic yet."),
            }
        }
        Headline::StoragePreparing { step } => ended(step),
        Headline::ReplicaMissing { cause: why, .. } => {
            sentences(["Pushes and pulls work".into(), why.as_ref().map_or_else(String::new, cause)])
        }
        Headline::PartDegraded { condition, .. } => part_trouble(condition, overview),
        Headline::Ready { serving } => {
            let verb = if serving.wanted == 1 { "pod serves" } else { "pods serve" };
            let pods = format!("{} {verb}", of(*serving));
            let place = overview.storage.as_ref().ok().and_then(|storage| storage.place());
            match place.map(kept_in) {
                Some(kept) => format!("{pods}; images are kept in {kept}."),
                None => format!("{pods}."),
            }
        }
        Headline::Unrecognised(Some(condition)) => raw(condition),
        Headline::Unrecognised(None) => "Its first conditions normally come within a minute.".into(),
    }
}

fn part_trouble(condition: &Condition, overview: &Overview) -> String {
    let explained = overview
        .conditions
        .iter()
        .find(|e| e.condition.kind == condition.kind);
    let known = explained.and_then(|e| meaning_short(&e.meaning));
    known.map_or_else(
        || raw(condition),
        |known| sentences([known, condition.message.clone()]),
    )
}

fn raw(condition: &Condition) -> String {
    super::with(&facts::condition_code(condition), &condition.message)
}

fn kept_in(place: &StoragePlace) -> String {
    match (&place.name, place.kind) {
        (_, StorageKind::EmptyDir) => "the pod's own emptyDir and are lost when it restarts".into(),
        (Some(name), of_kind) => format!("{} {name}", kind(of_kind)),
        (None, _) => format!("storage {}", place.member),
    }
}

/// What the page says instead of cards when there is nothing to show them of; `None` when there is.
pub(crate) fn special_body(headline: &Headline) -> Option<String> {
    match headline {
        Headline::Unreachable(_) => Some(
            "Nothing can be told about the registry meanwhile. It may well be working: this says only that the \
             console got no answer."
                .into(),
        ),
        Headline::SignedOut => Some("The cluster no longer accepts the login this page was opened with.".into()),
        Headline::NoOperator { .. } => Some(
            "The Image Registry Operator runs the integrated image registry; without it there is nothing to set up \
             here."
                .into(),
        ),
        Headline::NotBootstrapped => Some(
            "The Image Registry Operator creates its configuration by itself when it starts; nothing has to be \
             created by hand. This page then fills by itself."
                .into(),
        ),
        Headline::Unreadable(error) => {
            let mut text = "Everything about the registry is in the operator's configuration. Without it this page \
                            shows only what else may be read."
                .to_owned();
            if matches!(error, ClusterError::Forbidden { .. }) {
                text.push(' ');
                text.push_str(&super::ask_administrator());
            }
            Some(text)
        }
        _ => None,
    }
}
