//! Words of the storage wizard, and of keeping one kind.

mod checks;
mod keep;

pub(super) use checks::*;
pub(super) use keep::*;

use registry::change::Problem;
use registry::objects::{AccessMode, BindingMode};
use registry::storage::{
    About, ClaimFit, ClaimNote, ClaimPhase, FieldId, FitNote, FixedBecause, Group, KindId, ProblemKind,
    Sharing, StorageProblem, Unusable, Warning, Why,
};

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

/// A kind of storage.
pub fn kind(kind: KindId) -> String {
    match kind {
        KindId::ExistingClaim => "Use an existing claim",
        KindId::NewClaim => "Create a claim",
        KindId::AutomaticClaim => "Let the operator create a claim",
        KindId::BlockVolume => "Block volume, one replica",
        KindId::EmptyDir => "emptyDir",
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

/// A field's label.
pub fn field(field: FieldId) -> String {
    match field {
        FieldId::Source => "Volume",
        FieldId::Claim => "Claim",
        FieldId::Name => "Name",
        FieldId::Size => "Size",
        FieldId::Class => "Storage class",
        FieldId::AccessMode => "Access mode",
        FieldId::Replicas => "Replicas",
        FieldId::Strategy => "Roll-out strategy",
    }
    .into()
}

/// A field's help.
pub fn help(field: FieldId) -> String {
    match field {
        FieldId::Source => "A new volume, or a claim that exists.",
        FieldId::Claim => "Claims in openshift-image-registry; others cannot be mounted by the registry.",
        FieldId::Name => "Lower-case letters, digits, hyphens and dots.",
        FieldId::Size => "100Gi or more is asked for; the software takes any size.",
        FieldId::Class => "Where the volume comes from; without a class, from one prepared by hand.",
        FieldId::AccessMode => {
            "How many nodes may mount the volume; more than one replica needs ReadWriteMany."
        }
        FieldId::Replicas => "Registry pods.",
        FieldId::Strategy => "How pods are replaced.",
    }
    .into()
}

/// Why a field's value is fixed.
pub fn fixed(because: &FixedBecause) -> String {
    match because {
        FixedBecause::OneNodeClaim { claim } if claim.is_empty() => {
            "Fixed: a ReadWriteOnce volume serves one node; the old pod must go first.".into()
        }
        FixedBecause::OneNodeClaim { claim } => format!(
            "Fixed: {claim} can be mounted by one node at a time (ReadWriteOnce); the old pod must go first. Two \
             replicas need ReadWriteMany or object storage."
        ),
        FixedBecause::BlockStorage => {
            "Fixed: block storage serves one node; the old pod must go first.".into()
        }
        FixedBecause::EmptyDir => {
            "Fixed: each pod would have its own images, and pulls would fail at random.".into()
        }
    }
}

fn mode(mode: AccessMode) -> String {
    match mode {
        AccessMode::ReadWriteOnce => "ReadWriteOnce: one node".into(),
        AccessMode::ReadWriteMany => "ReadWriteMany: many nodes".into(),
        other => other.wire().into(),
    }
}

/// An option, as one line.
pub fn option(about: &About) -> String {
    match about {
        About::Claim { claim, .. } => claim.name.clone(),
        About::Class { class, sharing } => {
            let shared = match sharing {
                Sharing::Shared => ", many nodes",
                Sharing::OneNode => ", one node",
                Sharing::ByHand => ", volumes made by hand",
                Sharing::Unknown => "",
            };
            let default = if class.default { ", default" } else { "" };
            let waits = match class.binding {
                BindingMode::WaitForFirstConsumer => ", made when the pod starts",
                BindingMode::Immediate => "",
            };
            format!("{} ({}{shared}{default}{waits})", class.name, class.provisioner)
        }
        About::NoClass => "No class: binds to a volume prepared by hand".into(),
        About::AccessMode(value) => mode(*value),
        About::SourceNew => "Make a volume".into(),
        About::SourceExisting => "Use a claim that exists".into(),
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

/// A warning.
pub fn warning(warning: &Warning) -> String {
    match warning {
        Warning::ImagesLostOnRestart => {
            "Every image is lost when the pod restarts. For trying out only.".into()
        }
        Warning::NotHighlyAvailable => {
            "Not highly available: each roll-out stops the registry for about a minute.".into()
        }
        Warning::OneReplica => {
            "With one replica, each roll-out or node failure interrupts the registry.".into()
        }
        Warning::OneNode => {
            "This cluster has one node for infrastructure: a second replica stays Pending.".into()
        }
        Warning::BelowMinimum { size, claim: None } => {
            format!("{size} is below the 100Gi the documentation asks for.")
        }
        Warning::BelowMinimum {
            size,
            claim: Some(claim),
        } => {
            format!("{claim} has {size}, below the 100Gi the documentation asks for.")
        }
        Warning::OperatorsClaimName { claim } => format!(
            "{claim} is the name the operator takes for its own claim. It works, because the name is always sent."
        ),
        Warning::BecomesYours { claim } => {
            format!(
                "{claim} is the operator's. From now on it counts as yours: removing the registry keeps it."
            )
        }
        Warning::LooksLikeNfs { provisioner } => format!(
            "{provisioner} looks like NFS. An NFS server on RHEL is not recommended as registry storage in production."
        ),
        Warning::ClassCannotShare { class, provisioner } => format!(
            "{class} ({provisioner}) makes volumes for one node: a ReadWriteMany claim would stay Pending."
        ),
        Warning::ClassSharingUnknown { class, provisioner } => {
            format!(
                "Whether {class} ({provisioner}) supports ReadWriteMany is not known. If not, the claim stays Pending."
            )
        }
        Warning::NoDefaultClass => {
            "No storage class is the default: the claim waits until a volume is made by hand.".into()
        }
        Warning::VolumeByHand => {
            "Without a class the claim stays Pending until somebody prepares a volume without one, as large as this claim \
             and with its access mode."
                .into()
        }
        Warning::ClaimPending {
            claim,
            event: Some(event),
        } => {
            format!("{claim} is Pending, and pods that use it wait. The cluster says: {event}")
        }
        Warning::ClaimPending { claim, event: None } => {
            format!("{claim} is Pending, and pods that use it wait.")
        }
        Warning::ImagesDoNotMove { name: Some(name), .. } => {
            format!("Images do not move out of {name}. They cannot be pulled until pushed again.")
        }
        Warning::ImagesDoNotMove { name: None, .. } => {
            "Images do not move out of the storage in force. They cannot be pulled until pushed again.".into()
        }
        Warning::OthersAreCleared { members } => format!(
            "{} set too, and the operator takes exactly one kind. This change clears {}.",
            if members.len() == 1 {
                format!("{} is", members.join(", "))
            } else {
                format!("{} are", members.join(", "))
            },
            if members.len() == 1 { "it" } else { "them" }
        ),
    }
}

/// A problem of the form.
pub fn problem(problem: &StorageProblem) -> String {
    match &problem.kind {
        ProblemKind::NotTaken { member } => format!("This cluster's operator does not know {member}."),
        ProblemKind::Impossible(reason) => why(reason),
        ProblemKind::Required => match problem.field {
            Some(FieldId::Claim) => "Choose a claim.".into(),
            Some(FieldId::Class) => "Choose a storage class.".into(),
            Some(FieldId::Name) => "Enter a name.".into(),
            Some(FieldId::Size) => "Enter a size, for example 100Gi.".into(),
            Some(FieldId::Replicas) => "Enter a number of replicas.".into(),
            _ => "Choose one.".into(),
        },
        ProblemKind::NoSuchOption { value } => format!("{value} is not one of the choices."),
        ProblemKind::NoSuchClaim { claim } => {
            format!("Claim {claim} is not among those that can be used. Choose another or create one.")
        }
        ProblemKind::ClaimUnusable { claim, why } => format!("{claim} cannot be used: {}.", unusable(why)),
        ProblemKind::Name(error) => error.to_string(),
        ProblemKind::NameInUse { name } => {
            format!("Claim {name} exists already and differs. Choose another name.")
        }
        ProblemKind::Size(error) => error.to_string(),
        ProblemKind::NoSuchClass { class } => {
            format!("Storage class {class} does not exist. Choose another.")
        }
        ProblemKind::NotANumber => "Enter a whole number.".into(),
        ProblemKind::NegativeReplicas => {
            "Enter a number above 0: the operator refuses negative replicas.".into()
        }
        ProblemKind::ZeroReplicas => {
            "Enter a number above 0. To run no registry, change the management state to Removed.".into()
        }
        ProblemKind::TooManyReplicas { max } => format!("Enter a number up to {max}."),
        ProblemKind::Fixed { value, because } => format!("This must be {value}. {}", fixed(because)),
    }
}

/// Problems that came back from planning.
pub fn problems(found: &[Problem]) -> Vec<String> {
    found
        .iter()
        .map(|one| match one {
            Problem::Storage(own) => match own.field {
                Some(id) => format!("{}: {}", field(id), problem(own)),
                None => problem(own),
            },
            other => crate::plan::words::problem(other),
        })
        .collect()
}
