//! What each condition means: a table over type, status and reason. Types and reasons without an entry stay
//! [`Meaning::Unknown`] and are shown as they came.

use super::cause::Cause;
use super::meaning::{Aspect, Meaning, OperatorPart, Relevance};
use super::text::{self, Around};
use super::tone::Tone;
use crate::objects::{Condition, Status};

/// What a condition of the operator's configuration means.
pub(super) fn meaning(condition: &Condition, around: &Around<'_>) -> Meaning {
    use Status::{False, True};
    let error = || text::cause(&condition.message, around);
    match (
        condition.kind.as_str(),
        condition.status,
        condition.reason.as_str(),
    ) {
        ("Available" | "Progressing" | "Degraded", _, "Unmanaged") => Meaning::OperatorIdle,
        ("Available" | "Progressing" | "Degraded" | "Removed", _, "Removed") => Meaning::RegistryRemoved,
        ("Available", True, "Ready") => Meaning::AllReplicasUp,
        ("Available", True, "MinimumAvailability") => Meaning::SomeReplicaMissing,
        ("Available", False, "NoReplicasAvailable") => Meaning::NoReplica,
        ("Available", False, "DeploymentNotFound") => Meaning::NoDeployment,
        ("Available", False, "DeploymentDeleted") => Meaning::DeploymentGoing,
        ("Available" | "Degraded", _, "StorageNotConfigured" | "VerificationFailed") => {
            Meaning::Refused(error())
        }
        ("Progressing", True, "Error") if text::is_being_made(&condition.message) => Meaning::StorageStep,
        ("Progressing", status, "Error") => Meaning::NotApplied {
            cause: error(),
            retried: status == True,
        },
        ("Progressing", False, "Ready") => Meaning::Settled,
        ("Progressing", True, "DeploymentNotCompleted") => Meaning::RollingOut,
        ("Progressing", True, "WaitingForDeployment") => Meaning::WaitingForDeployment,
        ("Progressing", True, "FinalizingDeployment" | "DeletingDeployment" | "Removing") => {
            Meaning::Removing
        }
        ("Degraded", True, "Unavailable") => Meaning::UnavailableTooLong,
        ("Degraded", True, "ProgressDeadlineExceeded") => Meaning::RollOutTimedOut,
        ("Degraded", True, "RouteDegraded") => {
            Meaning::RoutesRefused(text::refused_routes(&condition.message))
        }
        ("Degraded", True, "RemoveFailed") => Meaning::RemovalFailed(error()),
        ("Degraded" | "Removed", False, "") => Meaning::Fine,
        ("StorageExists", _, _) => storage(condition, around),
        (kind, status, reason) => other(kind, status, reason, condition, around),
    }
}

fn other(kind: &str, status: Status, reason: &str, condition: &Condition, around: &Around<'_>) -> Meaning {
    if let Some(aspect) = aspect(kind) {
        return match status {
            Status::True => Meaning::AspectSet(aspect),
            _ => Meaning::AspectNotSet {
                aspect,
                code: reason.to_owned(),
            },
        };
    }
    let Some(part) = part(kind) else {
        return Meaning::Unknown;
    };
    let wanted = if kind.ends_with("Available") {
        Status::True
    } else {
        Status::False
    };
    if status == wanted {
        Meaning::PartFine(part)
    } else if kind.ends_with("Progressing") && reason != "NotFound" {
        Meaning::PartChanging(part)
    } else {
        let cause = text::cause(&condition.message, around);
        Meaning::PartTrouble { part, cause }
    }
}

fn aspect(kind: &str) -> Option<Aspect> {
    Some(match kind {
        "StoragePublicAccessBlocked" => Aspect::PublicAccessBlocked,
        "StorageEncrypted" => Aspect::Encrypted,
        "StorageIncompleteUploadCleanupEnabled" => Aspect::UploadCleanup,
        "StorageTagged" => Aspect::Tagged,
        "StorageLabeled" => Aspect::Labeled,
        _ => return None,
    })
}

fn part(kind: &str) -> Option<OperatorPart> {
    Some(match kind {
        "NodeCADaemonAvailable" | "NodeCADaemonProgressing" | "NodeCADaemonControllerDegraded" => {
            OperatorPart::NodeCa
        }
        "ImageConfigControllerDegraded" => OperatorPart::ImageConfig,
        "ImageRegistryCertificatesControllerDegraded" => OperatorPart::Certificates,
        "ConfigObservationDegraded" => OperatorPart::ConfigObservation,
        "AzureStackCloudControllerDegraded" => OperatorPart::AzureStackCloud,
        kind if kind.starts_with("AzurePathFix") => OperatorPart::AzurePathFix,
        _ => return None,
    })
}

/// Reasons of IBM COS that name a step on the way, although the status is False.
const STEPS: &[&str] = &[
    "IBM COS Instance Provisioning",
    "IBM COS Instance Active",
    "IBM COS Instance Creation Successful",
    "IBM COS Resource Key Creation Successful",
    "IBM COS Resource Key Valid",
];

fn storage(condition: &Condition, around: &Around<'_>) -> Meaning {
    let reason = condition.reason.as_str();
    let cause = || text::storage_cause(&condition.message, around);
    match condition.status {
        Status::True => match reason {
            "PVC Created" | "Creation Successful" | "Swift Container Created" => Meaning::StorageMade,
            _ => Meaning::StorageThere,
        },
        Status::Unknown if reason.ends_with("Configuration Changed") => Meaning::StorageChanged,
        Status::Unknown => Meaning::StorageUncertain(cause()),
        Status::False if STEPS.contains(&reason) => Meaning::StorageStep,
        Status::False if reason.ends_with("Deleted") => Meaning::StorageDeleted,
        Status::False => Meaning::StorageMissing(storage_trouble(reason, cause, around)),
    }
}

fn storage_trouble(reason: &str, cause: impl Fn() -> Cause, around: &Around<'_>) -> Cause {
    match reason {
        "PVC does not exist" => Cause::ClaimMissing {
            claim: around.claim(),
        },
        "PVC Already Exists" => Cause::ClaimTaken {
            claim: around.claim(),
        },
        "Unable to Access Bucket" => Cause::BucketForeign,
        "NoSuchBucket"
        | "NotFound"
        | "Bucket does not exist"
        | "Storage does not exist"
        | "ContainerNotFound"
        | "AccountNotFound"
        | "IBM COS Instance Gone" => Cause::StorageGone {
            reason: reason.to_owned(),
        },
        code if text::refuses_keys(code) => Cause::KeysRefused {
            code: code.to_owned(),
        },
        code => match cause() {
            Cause::Other { message } if message.is_empty() => Cause::StorageRefused {
                code: code.to_owned(),
            },
            // A reason of one word is a service's code, which says more than its sentence.
            Cause::Other { .. } if !code.is_empty() && !code.contains(' ') => Cause::StorageRefused {
                code: code.to_owned(),
            },
            found => found,
        },
    }
}

/// What a condition of the pruner means.
pub(super) fn pruner_meaning(condition: &Condition, registry_unreachable: bool) -> Meaning {
    use Status::{False, True};
    let failed = || {
        Meaning::PruningFailed(Cause::PruningFailed {
            reason: condition.reason.clone(),
            message: condition.message.clone(),
            registry_unreachable,
        })
    };
    match (
        condition.kind.as_str(),
        condition.status,
        condition.reason.as_str(),
    ) {
        ("Available", True, "AsExpected") | ("Degraded", False, "AsExpected") => Meaning::Fine,
        ("Scheduled", True, _) => Meaning::PruningScheduled,
        ("Scheduled", False, "Suspended") => Meaning::PruningSuspended,
        ("Failed", False, _) => Meaning::PruningFine,
        ("Failed", True, _) | ("Degraded", True, "JobFailed") => failed(),
        ("Available", False, "Error") | ("Degraded", True, "SyncError") => Meaning::PrunerBroken {
            message: condition.message.clone(),
        },
        _ => Meaning::Unknown,
    }
}

/// How a meaning is to be taken. `shape` decides for unknown ones: by the type's ending and its status.
pub(super) fn tone(meaning: &Meaning, condition: &Condition) -> Tone {
    match meaning {
        Meaning::AllReplicasUp
        | Meaning::Settled
        | Meaning::Fine
        | Meaning::StorageThere
        | Meaning::StorageMade
        | Meaning::AspectSet(_)
        | Meaning::PartFine(_)
        | Meaning::PruningScheduled
        | Meaning::PruningFine => Tone::Ok,
        Meaning::DeploymentGoing
        | Meaning::RollingOut
        | Meaning::WaitingForDeployment
        | Meaning::Removing
        | Meaning::StorageStep
        | Meaning::StorageChanged
        | Meaning::PartChanging(_) => Tone::Changing,
        Meaning::SomeReplicaMissing
        | Meaning::RoutesRefused(_)
        | Meaning::AspectNotSet { .. }
        | Meaning::PartTrouble { .. }
        | Meaning::StorageUncertain(_)
        | Meaning::PruningFailed(_)
        | Meaning::PrunerBroken { .. } => Tone::Attention,
        Meaning::NoReplica
        | Meaning::NoDeployment
        | Meaning::NotApplied { .. }
        | Meaning::Refused(_)
        | Meaning::UnavailableTooLong
        | Meaning::RollOutTimedOut
        | Meaning::RemovalFailed(_)
        | Meaning::StorageMissing(_) => Tone::Failing,
        Meaning::RegistryRemoved
        | Meaning::OperatorIdle
        | Meaning::PruningSuspended
        | Meaning::StorageDeleted => Tone::Off,
        Meaning::Unknown => unknown_tone(condition),
    }
}

/// A condition without our words is fine only if it says what its ending makes good and `AsExpected` or nothing.
fn unknown_tone(condition: &Condition) -> Tone {
    let good = if condition.kind.ends_with("Available") {
        Status::True
    } else if condition.kind.ends_with("Degraded") || condition.kind.ends_with("Progressing") {
        Status::False
    } else {
        return Tone::Unknown;
    };
    let expected = matches!(condition.reason.as_str(), "" | "AsExpected");
    if condition.status == good && expected {
        Tone::Ok
    } else {
        Tone::Unknown
    }
}

/// Whether a storage condition still speaks of the storage configured. The operator keeps those of drivers it no
/// longer uses, and says which driver wrote one only through its reason.
pub(super) fn relevance(condition: &Condition, members: &[String]) -> Relevance {
    let kind = condition.kind.as_str();
    let drivers: &[&str] = match kind {
        "StorageExists" => match driver(condition) {
            Some(driver) => &[driver],
            None if members.is_empty() => &[],
            None => return Relevance::Current,
        },
        "StorageLabeled" => &["gcs"],
        kind if aspect(kind).is_some() => &["s3", "gcs", "azure", "ibmcos", "oss"],
        _ => return Relevance::Current,
    };
    if members.iter().any(|member| drivers.contains(&member.as_str())) {
        Relevance::Current
    } else {
        Relevance::History
    }
}

fn driver(condition: &Condition) -> Option<&'static str> {
    const REASONS: &[(&str, &str)] = &[
        ("PVC ", "pvc"),
        ("S3 ", "s3"),
        ("GCS ", "gcs"),
        ("Swift ", "swift"),
        ("EmptyDir ", "emptyDir"),
        ("IBM COS ", "ibmcos"),
        ("IBMCOS ", "ibmcos"),
    ];
    const AZURE: &[&str] = &[
        "ContainerExists",
        "UserManaged",
        "StorageNotConfigured",
        "ContainerNotFound",
        "ContainerDeleted",
        "AccountDeleted",
        "AccountNotFound",
        "AzureError",
        "ConfigError",
    ];
    let by_prefix = |text: &str| {
        REASONS
            .iter()
            .find(|(prefix, _)| text.starts_with(prefix))
            .map(|(_, driver)| *driver)
    };
    if AZURE.contains(&condition.reason.as_str()) {
        return Some("azure");
    }
    if condition
        .reason
        .starts_with("Unknown error occurred checking for volume claim")
    {
        return Some("pvc");
    }
    by_prefix(&condition.reason).or_else(|| by_prefix(&condition.message))
}
