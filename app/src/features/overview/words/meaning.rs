//! What conditions mean: a few words for a closed card, a sentence for an open one.

use super::{cause, counted, facts, sentences, with};
use registry::overview::{Aspect, Evidence, Meaning, OperatorPart, Relevance};

/// What a condition says, in a few words; `None` when the console has none for it.
pub(crate) fn meaning_short(meaning: &Meaning) -> Option<String> {
    let words: String = match meaning {
        Meaning::AllReplicasUp => "All replicas are up".into(),
        Meaning::SomeReplicaMissing => "Some replica is missing".into(),
        Meaning::RegistryRemoved => "No registry runs".into(),
        Meaning::OperatorIdle => "The operator does not act".into(),
        Meaning::NoReplica => "No replica is available".into(),
        Meaning::NoDeployment => "No Deployment yet".into(),
        Meaning::DeploymentGoing => "The Deployment is being deleted".into(),
        Meaning::Settled => "Settled".into(),
        Meaning::RollingOut => "Rolling out".into(),
        Meaning::WaitingForDeployment => "Waiting for the Deployment".into(),
        Meaning::Removing => "Being removed".into(),
        Meaning::NotApplied { .. } => "Configuration not applied".into(),
        Meaning::Refused(_) => "Configuration refused".into(),
        Meaning::Fine => "No trouble".into(),
        Meaning::UnavailableTooLong => "Unavailable for too long".into(),
        Meaning::RollOutTimedOut => "Roll-out gave up".into(),
        Meaning::RoutesRefused(routes) => {
            let count = i64::try_from(routes.len()).unwrap_or(i64::MAX);
            format!("{} refused", counted(count, "route", "routes"))
        }
        Meaning::RemovalFailed(_) => "Removal failed".into(),
        Meaning::StorageThere => "The storage is there".into(),
        Meaning::StorageMade => "The operator made the storage".into(),
        Meaning::StorageChanged => "The storage setting has just changed".into(),
        Meaning::StorageStep => "The storage is being made".into(),
        Meaning::StorageMissing(_) => "The storage is not usable".into(),
        Meaning::StorageUncertain(_) => "The storage could not be judged".into(),
        Meaning::StorageDeleted => "The operator deleted the storage".into(),
        Meaning::AspectSet(of) => aspect(*of).into(),
        Meaning::AspectNotSet { aspect: of, .. } => format!("Not set: {}", aspect(*of).to_lowercase()),
        Meaning::PartFine(of) => format!("{} works", part(*of)),
        Meaning::PartChanging(of) => format!("{} is at work", part(*of)),
        Meaning::PartTrouble { part: of, .. } => format!("{} has trouble", part(*of)),
        Meaning::PruningScheduled => "Pruning is scheduled".into(),
        Meaning::PruningSuspended => "Pruning is suspended".into(),
        Meaning::PruningFine => "No pruning run has failed".into(),
        Meaning::PruningFailed(_) => "The newest pruning run failed".into(),
        Meaning::PrunerBroken { .. } => "The pruner cannot be set up".into(),
        Meaning::Unknown => return None,
    };
    Some(words)
}

/// What a condition says, and what follows from it.
pub(crate) fn meaning(meaning: &Meaning) -> String {
    match meaning {
        Meaning::AllReplicasUp => "Every replica wanted is running and takes traffic.".into(),
        Meaning::SomeReplicaMissing => "Pushes and pulls work, with fewer pods than wanted.".into(),
        Meaning::RegistryRemoved => {
            "The management state is Removed. The operator reports this as available, because it did what was asked."
                .into()
        }
        Meaning::OperatorIdle => "The management state is Unmanaged, so nothing can be told from this.".into(),
        Meaning::NoReplica => "Pushes and pulls fail: no pod takes traffic.".into(),
        Meaning::NoDeployment => "The operator did not come as far as starting pods. Progressing tells why.".into(),
        Meaning::DeploymentGoing => "Pods are going because the registry is being removed.".into(),
        Meaning::Settled => "Everything saved is applied; nothing is left to do.".into(),
        Meaning::RollingOut => "Pods are being replaced or started.".into(),
        Meaning::WaitingForDeployment => "Everything is applied; pods come next.".into(),
        Meaning::Removing => "The operator deletes the pods, then what it made. This is expected.".into(),
        Meaning::NotApplied { cause: why, retried } => {
            let next = if *retried {
                "The operator tries again by itself."
            } else {
                "The operator waits: only a change of the configuration helps."
            };
            sentences([cause(why), next.into()])
        }
        Meaning::Refused(why) | Meaning::RemovalFailed(why) | Meaning::StorageMissing(why) => cause(why),
        Meaning::StorageUncertain(why) => {
            sentences(["It is not known whether the storage is usable".into(), cause(why)])
        }
        Meaning::Fine => "Nothing to report.".into(),
        Meaning::UnavailableTooLong => {
            "No pod has taken traffic for longer than the operator tolerates without raising an alarm.".into()
        }
        Meaning::RollOutTimedOut => "New pods did not get ready within 120 s.".into(),
        Meaning::RoutesRefused(causes) => causes.iter().map(cause).collect::<Vec<_>>().join(" "),
        Meaning::StorageThere => "Bucket, container or claim exists and the operator may use it.".into(),
        Meaning::StorageMade => "The operator created what holds the images.".into(),
        Meaning::StorageChanged => "It is judged when the operator next looks at it.".into(),
        Meaning::StorageStep => "The cloud is still at it; the next step follows by itself.".into(),
        Meaning::StorageDeleted => "What held the images is gone, with the images in it.".into(),
        Meaning::AspectSet(_) => "Set on the bucket as the operator wants it.".into(),
        Meaning::AspectNotSet { code, .. } => {
            with("The registry works without it. The cloud's answer", code)
        }
        Meaning::PartFine(_) => "Nothing to report.".into(),
        Meaning::PartChanging(_) => "It finishes by itself.".into(),
        Meaning::PartTrouble { cause: why, .. } => {
            sentences([cause(why), "The registry itself may work all the same.".into()])
        }
        Meaning::PruningScheduled => "Runs start by themselves.".into(),
        Meaning::PruningSuspended => "No run starts until pruning is resumed; old images stay.".into(),
        Meaning::PruningFine => "This is also so before the first run.".into(),
        Meaning::PruningFailed(why) => cause(why),
        Meaning::PrunerBroken { message } => with("The operator could not make the pruning job", message),
        Meaning::Unknown => "This console has no words for this condition. The operator's own are below.".into(),
    }
}

fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::PublicAccessBlocked => "Public access to the bucket is blocked",
        Aspect::Encrypted => "The bucket is encrypted",
        Aspect::UploadCleanup => "Unfinished uploads are cleaned up",
        Aspect::Tagged => "The bucket carries the cluster's tags",
        Aspect::Labeled => "The bucket carries the cluster's labels",
    }
}

fn part(part: OperatorPart) -> &'static str {
    match part {
        OperatorPart::NodeCa => "The certificate agent of the nodes",
        OperatorPart::ImageConfig => "The controller of host names",
        OperatorPart::Certificates => "The controller of trusted certificates",
        OperatorPart::ConfigObservation => "The observer of cluster settings",
        OperatorPart::AzureStackCloud => "The controller for Azure Stack",
        OperatorPart::AzurePathFix => "The repair of blob paths on Azure",
    }
}

/// A remark on what a condition is about; `None` for the registry as it is.
pub(crate) fn relevance(relevance: Relevance) -> Option<String> {
    match relevance {
        Relevance::Current => None,
        Relevance::History => Some("of storage no longer in use".into()),
        Relevance::Pruner => Some("pruner".into()),
    }
}

/// What in the cluster shows the cause.
pub(crate) fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Pod(pod) => with(&format!("Pod {} is in {}", pod.name, pod.state), &pod.trouble),
        Evidence::Claim(claim) => {
            let phase = if claim.phase.is_empty() {
                "not looked at yet"
            } else {
                &claim.phase
            };
            with(
                &format!("Claim {} is {phase}, {}", claim.name, facts::claim_brief(claim)),
                &claim.event,
            )
        }
        Evidence::NoSuchClaim { claim } => format!("No claim {claim} in the registry's namespace."),
    }
}
