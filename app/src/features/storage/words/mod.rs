//! Words of the storage wizard, and of keeping one kind.

mod azure;
mod checks;
mod fields;
mod gcs;
mod ibmcos;
mod judged;
mod keep;
mod s3;
mod swift;

pub(super) use checks::*;
pub(super) use fields::*;
pub(crate) use judged::*;
pub(super) use keep::*;

use registry::objects::AccessMode;
use registry::storage::{ClaimFit, ClaimNote, ClaimPhase, FitNote, Group, KindId, Sharing, Unusable, Why};

/// Title of the page.
pub fn title() -> String {
    "Set up storage".into()
}
/// Where the platform was read from.
pub fn platform(name: &str) -> String {
    if name.is_empty() {
        "Platform: the cluster does not say".into()
    } else {
        format!("Platform: {name}, read from the cluster")
    }
}

/// The steps of the wizard.
pub fn step_kind() -> String {
    "Storage".into()
}
/// See [`step_kind`].
pub fn step_details() -> String {
    "Details".into()
}
/// See [`step_kind`].
pub fn step_checks() -> String {
    "Checks".into()
}
/// See [`step_kind`].
pub fn step_review() -> String {
    "Review".into()
}
/// Name of the step list.
pub fn steps() -> String {
    "Wizard steps".into()
}
/// Heading of the first step.
pub fn question() -> String {
    "Where should images be kept?".into()
}
/// Next, back, cancel.
pub fn next() -> String {
    "Next".into()
}
/// See [`next`].
pub fn back() -> String {
    "Back".into()
}
/// See [`next`].
pub fn cancel() -> String {
    "Cancel".into()
}
/// The kinds that need WebAssembly say so without it.
pub fn needs_script() -> String {
    "This kind of storage needs WebAssembly in the browser; an existing claim and emptyDir work without."
        .into()
}
/// A draft was restored.
pub fn draft_restored() -> String {
    "What you typed earlier in this tab is restored.".into()
}
/// What a draft leaves out.
pub fn keys_not_kept() -> String {
    "Keys and passwords are not kept; type them again.".into()
}
/// Throws the draft away.
pub fn discard() -> String {
    "Discard".into()
}
/// Button that applies the plan.
pub fn apply() -> String {
    "Start registry".into()
}
/// Why the plan may not be applied: a blocking check.
pub fn blocked() -> String {
    "A check on the step before stands against it.".into()
}
/// Way on from the warning that images stay behind.
pub fn read_only_first() -> String {
    "Make the registry read-only first".into()
}
/// How many fields need attention.
pub fn attention(count: usize) -> String {
    if count == 1 {
        "1 field needs attention".into()
    } else {
        format!("{count} fields need attention")
    }
}

/// A group of kinds.
pub fn group(group: Group) -> String {
    match group {
        Group::Volume => "Volume in this cluster",
        Group::ObjectStorage => "Object storage",
        Group::TryingOut => "For trying out",
    }
    .into()
}

/// The kinds that other platforms have of their own.
pub fn other_platforms(count: usize) -> String {
    format!("{} of other platforms", plural(count, "more kind", "more kinds"))
}

/// A kind of storage.
pub fn kind(kind: KindId) -> String {
    match kind {
        KindId::ExistingClaim => "Use an existing claim",
        KindId::NewClaim => "Create a claim",
        KindId::AutomaticClaim => "Let the operator create a claim",
        KindId::BlockVolume => "Block volume, one replica",
        KindId::EmptyDir => "emptyDir",
        KindId::S3 => "Amazon S3",
        KindId::S3Compatible => "S3-compatible: MinIO, Ceph, NooBaa",
        KindId::Gcs => "Google Cloud Storage",
        KindId::Azure => "Azure Blob Storage",
        KindId::Swift => "OpenStack Swift",
        KindId::IbmCos => "IBM Cloud Object Storage",
    }
    .into()
}

/// One sentence about a kind.
pub fn kind_about(kind: KindId) -> String {
    match kind {
        KindId::ExistingClaim => "Images go to a persistent volume claim in the registry's namespace. It stays yours.",
        KindId::NewClaim => "Choose storage class, size and access mode; the claim is made for you and stays yours.",
        KindId::AutomaticClaim => {
            "The operator makes image-registry-storage: ReadWriteMany, 100Gi, default storage class. It is the \
             operator's, and goes when the registry is removed."
        }
        KindId::BlockVolume => {
            "For vSphere and other block storage: ReadWriteOnce, one replica, strategy Recreate, all in one change."
        }
        KindId::EmptyDir => "The pod's own scratch directory. Every image is lost when the pod restarts.",
        KindId::S3 => "A bucket of Amazon S3, made by the operator or yours; also through CloudFront.",
        KindId::S3Compatible => {
            "A bucket of a store in your own network that speaks like S3. It works on every platform."
        }
        KindId::Gcs => "A bucket of Google Cloud, made by the operator or yours, opened with a key file.",
        KindId::Azure => {
            "A container in an Azure storage account, made by the operator or yours, opened with an account key."
        }
        KindId::Swift => {
            "A container of OpenStack's object storage. The login is a password, an application credential or a token."
        }
        KindId::IbmCos => "A bucket in an instance of IBM Cloud Object Storage, opened with an API key.",
    }
    .into()
}

fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// What stands beside a kind.
pub fn fit_note(note: &FitNote) -> String {
    match note {
        FitNote::Claims { fit, unfit: 0 } => format!("{} can be used.", plural(*fit, "claim", "claims")),
        FitNote::Claims { fit, unfit } => {
            format!("{} can be used, {unfit} cannot.", plural(*fit, "claim", "claims"))
        }
        FitNote::Classes {
            count,
            default: Some(default),
        } => {
            format!(
                "{}; {default} is the default.",
                plural(*count, "storage class", "storage classes")
            )
        }
        FitNote::Classes { count, default: None } => {
            format!(
                "{}; none is the default.",
                plural(*count, "storage class", "storage classes")
            )
        }
        FitNote::VolumesByHand => "No storage class; the claim binds to a volume prepared by hand.".into(),
        FitNote::ClassesUnread(error) => format!("Storage classes could not be read, so name one. {error}"),
        FitNote::OperatorClaimExists { claim } => {
            format!("The operator's claim {claim} exists and is used again.")
        }
        FitNote::DefaultClass {
            class,
            sharing: Sharing::OneNode,
        } => format!(
            "The default class {class} makes volumes for one node, and this claim asks for many: it would stay Pending."
        ),
        FitNote::DefaultClass {
            class,
            sharing: Sharing::Unknown,
        } => {
            format!(
                "From the default class {class}. It must support ReadWriteMany, which its name does not tell."
            )
        }
        FitNote::DefaultClass {
            class,
            sharing: Sharing::ByHand,
        } => {
            format!("From the default class {class}, whose volumes are prepared by hand.")
        }
        FitNote::DefaultClass {
            class,
            sharing: Sharing::Shared,
        } => format!("From the default class {class}."),
        FitNote::NoDefaultClass => {
            "No storage class is the default: the claim waits until a volume is made by hand.".into()
        }
        FitNote::Configured { name } => format!("Configured now: {name}."),
        FitNote::OwnStorage { region } if region.is_empty() => "This cluster's platform has it.".into(),
        FitNote::OwnStorage { region } => format!("This cluster's platform has it, in region {region}."),
        FitNote::ForTryingOut => "One replica. Not for production.".into(),
    }
}

/// Why a kind cannot be chosen.
pub fn why(why: &Why) -> String {
    match why {
        Why::NoClaims => "Not possible: the registry's namespace has no claim. Create one instead.".into(),
        Why::NoClaimFits { count } => {
            format!(
                "Not possible: {} there, and none can hold images.",
                plural(*count, "claim is", "claims are")
            )
        }
        Why::ClaimsUnread(error) => format!("Not possible: the claims could not be read. {error}"),
        Why::OperatorClaimNameTaken { claim } => {
            format!(
                "Not possible: claim {claim} exists and is not the operator's. Use it as an existing claim."
            )
        }
        Why::OperatorClaimUnusable { claim, why } => {
            format!(
                "Not possible: the operator's claim {claim} cannot hold images: {}.",
                unusable(why)
            )
        }
    }
}

/// Why a claim cannot hold images; a part of a sentence.
pub fn unusable(why: &Unusable) -> String {
    match why {
        Unusable::AccessModes { modes } if modes.is_empty() => "it has no access mode".into(),
        Unusable::AccessModes { modes } => {
            let all = modes.iter().map(|m| m.wire()).collect::<Vec<_>>().join(", ");
            format!("it needs ReadWriteOnce or ReadWriteMany and has {all}")
        }
        Unusable::BlockMode => "it is a raw block device, which cannot be mounted as a directory".into(),
        Unusable::BeingDeleted => "it is being deleted".into(),
        Unusable::Lost => "its volume is gone".into(),
    }
}

/// The columns of the claim table.
pub fn claim_columns() -> [String; 6] {
    ["Name", "Size", "Access mode", "Class", "Phase", "Fits"].map(Into::into)
}

/// Access modes of a claim.
pub fn modes(modes: &[AccessMode]) -> String {
    if modes.is_empty() {
        "-".into()
    } else {
        modes.iter().map(|m| m.wire()).collect::<Vec<_>>().join(", ")
    }
}

/// The phase of a claim.
pub fn phase(phase: ClaimPhase) -> String {
    match phase {
        ClaimPhase::Pending => "Pending",
        ClaimPhase::Bound => "Bound",
        ClaimPhase::Lost => "Lost",
        ClaimPhase::Other => "Unknown",
    }
    .into()
}

/// With how many replicas a claim works.
pub fn claim_fit(fit: &ClaimFit) -> String {
    match fit {
        ClaimFit::AnyReplicas => "with any number of replicas".into(),
        ClaimFit::OneReplica => "with 1 replica".into(),
        ClaimFit::Unusable(why) => format!("no: {}", unusable(why)),
    }
}

/// A remark about a claim.
pub fn claim_note(note: &ClaimNote) -> String {
    let said = |event: &Option<String>| {
        event
            .as_ref()
            .map(|e| format!(" The cluster says: {e}"))
            .unwrap_or_default()
    };
    match note {
        ClaimNote::WaitsForFirstPod => "Pending until its first pod starts, as its class works.".into(),
        ClaimNote::PendingWithoutClass { event } => {
            format!(
                "Pending: no volume fits and no storage class is set.{}",
                said(event)
            )
        }
        ClaimNote::PendingClassMissing { class } => format!("Pending: storage class {class} does not exist."),
        ClaimNote::Pending { event } => format!("Pending.{}", said(event)),
        ClaimNote::BelowMinimum => "Below the 100Gi the documentation asks for.".into(),
        ClaimNote::LooksLikeNfs { provisioner } => {
            format!(
                "{provisioner} looks like NFS, which is not recommended for production when a RHEL server exports it."
            )
        }
        ClaimNote::OperatorsOwn => "Made by the operator.".into(),
        ClaimNote::InUse => "In use by the registry.".into(),
    }
}
