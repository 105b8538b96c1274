//! Why registry pods do not run, from the pods, their claim and the events about both.

use super::brief::{self, last_event};
use super::cause::Cause;
use super::facts::Facts;
use super::headline::Serving;
use super::parts::{ClaimBrief, PodBrief, PodRole, StorageView};
use crate::objects::{Config, Object, Pod, Status};

/// State words that do not pass by waiting.
const BAD_STATES: &[&str] = &[
    "CrashLoopBackOff",
    "CreateContainerConfigError",
    "CreateContainerError",
    "ContainerStatusUnknown",
    "ErrImagePull",
    "Error",
    "Evicted",
    "Failed",
    "ImageInspectError",
    "ImagePullBackOff",
    "InvalidImageName",
    "OOMKilled",
    "RunContainerError",
    "Unschedulable",
];

/// Whether a pod's state does not pass by waiting.
pub(super) fn is_bad(pod: &PodBrief) -> bool {
    !pod.ready && BAD_STATES.contains(&pod.state.as_str())
}

fn registry_pods(facts: &Facts) -> Vec<&Pod> {
    let mut pods: Vec<_> = facts
        .pods
        .iter()
        .flatten()
        .filter(|pod| brief::role(pod) == PodRole::Registry && !pod.is_being_deleted())
        .collect();
    // The newest first: what was started last is what someone waits for.
    pods.sort_by(|a, b| (b.created(), a.name()).cmp(&(a.created(), b.name())));
    pods
}

/// The root of the pods' trouble, if one of them is in any; the cause that explains most comes first.
pub(super) fn pods(facts: &Facts) -> Option<Cause> {
    let pods = registry_pods(facts);
    let explainers: [fn(&Pod, &Facts) -> Option<Cause>; 4] =
        [not_writable, elsewhere, unschedulable, failing];
    explainers
        .iter()
        .find_map(|explain| pods.iter().find_map(|pod| explain(pod, facts)))
}

fn not_writable(pod: &Pod, facts: &Facts) -> Option<Cause> {
    let words = pod.trouble();
    let (before, _) = words.split_once(": permission denied")?;
    let path = before.split_whitespace().next_back().unwrap_or_default();
    path.starts_with('/').then(|| Cause::VolumeNotWritable {
        pod: pod.name().to_owned(),
        path: path.to_owned(),
        group: pod.volume_group(),
        groups: facts
            .namespace
            .as_ref()
            .ok()
            .and_then(|namespace| namespace.volume_groups())
            .map(str::to_owned),
    })
}

fn elsewhere(pod: &Pod, facts: &Facts) -> Option<Cause> {
    if pod.is_ready() {
        return None;
    }
    let event = last_event(facts, "Pod", pod.name())?;
    event
        .message()
        .contains("Multi-Attach")
        .then(|| Cause::VolumeElsewhere {
            pod: pod.name().to_owned(),
            message: event.message().to_owned(),
        })
}

fn unschedulable(pod: &Pod, _: &Facts) -> Option<Cause> {
    (pod.state() == "Unschedulable").then(|| Cause::PodUnschedulable {
        pod: pod.name().to_owned(),
        message: pod.trouble(),
    })
}

fn failing(pod: &Pod, _: &Facts) -> Option<Cause> {
    let state = pod.state();
    (!pod.is_ready() && BAD_STATES.contains(&state.as_str())).then(|| Cause::PodFailing {
        pod: pod.name().to_owned(),
        state,
        message: pod.trouble(),
    })
}

/// The claim's part in it: not there, or without a volume.
pub(super) fn claim(storage: Option<&StorageView>, config: &Config) -> Option<Cause> {
    match storage?.claim.as_ref()?.as_ref().ok()? {
        // A claim the operator is about to make is not missing.
        None => config
            .claim()
            .filter(|name| !name.is_empty())
            .map(|name| Cause::ClaimMissing {
                claim: name.to_owned(),
            }),
        Some(claim) if claim.phase != "Bound" && !claim.phase.is_empty() => Some(unbound(claim)),
        Some(_) => None,
    }
}

fn unbound(claim: &ClaimBrief) -> Cause {
    Cause::ClaimPending {
        claim: claim.name.clone(),
        phase: claim.phase.clone(),
        class: claim.class.clone(),
        event: claim.event.clone(),
    }
}

/// Ready registry pods of the replicas wanted. The Deployment knows best; where it may not be read the pods are
/// counted, and where those may not be read either the configuration's own status is all there is.
pub(super) fn serving(facts: &Facts, config: &Config) -> Serving {
    let wanted = config.replicas().unwrap_or_default().max(0);
    if let Ok(deployment) = &facts.deployment {
        return brief::replicas(deployment).serving();
    }
    let available = config.conditions().into_iter().find(|c| c.kind == "Available");
    let says = |status, reason: &str| {
        available
            .as_ref()
            .is_some_and(|c| c.status == status && (reason.is_empty() || c.reason == reason))
    };
    let counted = registry_pods(facts).iter().filter(|pod| pod.is_ready()).count();
    let counted = i64::try_from(counted).unwrap_or(i64::MAX);
    let ready = match counted.max(config.ready_replicas()) {
        _ if says(Status::False, "") => counted,
        // The status field stays 0 on old releases; the condition's words are then worth more.
        0 if says(Status::True, "Ready") => wanted,
        0 if says(Status::True, "MinimumAvailability") => 1,
        ready => ready,
    };
    Serving { ready, wanted }
}
