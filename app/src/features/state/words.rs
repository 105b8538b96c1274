//! Words of the page that changes the management state.

use registry::change::Problem;
use registry::error::ClusterError;
use registry::objects::ManagementState;
use registry::plan::StorageKind;
use registry::state::{Held, Start, StateProblem, Users};

/// Title.
pub fn title() -> String {
    "Change management state".into()
}
/// Question over the choice.
pub fn question() -> String {
    "What should the operator do?".into()
}
/// The state now.
pub fn now(state: ManagementState) -> String {
    format!("Now: {}", name(state))
}
/// A state's name, as OpenShift spells it.
pub fn name(state: ManagementState) -> String {
    match state {
        ManagementState::Other => "a value the operator does not act on".into(),
        known => known.wire().into(),
    }
}
/// What a state does.
pub fn about(state: ManagementState) -> String {
    match state {
        ManagementState::Managed => "The operator runs the registry and keeps it as configured.",
        ManagementState::Unmanaged => {
            "The operator does not act. Pods go on as they are; what you save waits until the state is Managed again."
        }
        ManagementState::Removed => "No registry runs. Pushes and pulls through it fail; image streams stay.",
        ManagementState::Other => "The operator does nothing with this value.",
    }
    .into()
}
/// Keeps the data.
pub fn keep_data() -> String {
    "Keep the data: mark the storage as mine, so that the operator leaves it alone".into()
}
/// Shows the plan.
pub fn review() -> String {
    "Review change".into()
}
/// Cancel.
pub fn cancel() -> String {
    "Cancel".into()
}
/// Button that applies the plan.
pub fn apply(state: ManagementState, deletes: bool) -> String {
    match state {
        ManagementState::Managed => "Start registry",
        ManagementState::Unmanaged => "Stop managing the registry",
        ManagementState::Removed if deletes => "Remove registry and delete its data",
        ManagementState::Removed => "Remove registry",
        ManagementState::Other => "Change state",
    }
    .into()
}
/// Heading of the consequences.
pub fn consequences(state: ManagementState) -> String {
    format!("If it becomes {}", name(state))
}

fn what(kind: StorageKind) -> &'static str {
    match kind {
        StorageKind::Claim => "claim",
        StorageKind::Bucket => "bucket",
        StorageKind::Container => "container",
        StorageKind::EmptyDir | StorageKind::Other => "storage",
    }
}

/// What happens to storage.
pub fn held(held: &Held, kept: bool) -> String {
    let size = held
        .size
        .as_ref()
        .map(|size| format!(" ({size})"))
        .unwrap_or_default();
    let (what, name) = (what(held.kind), &held.name);
    match (held.deleted && !kept, held.foreign) {
        (true, true) => format!(
            "Deletes {what} {name}{size} with every image, although a person made it: the configuration says that \
             the operator manages it."
        ),
        (true, false) => {
            format!("Deletes {what} {name}{size} with every image in it. This cannot be undone.")
        }
        (false, _) => format!("Data in {what} {name}{size} stays. Going back to Managed finds it again."),
    }
}
/// No storage is in force.
pub fn nothing_held() -> String {
    "No storage is in force, so no data is at stake.".into()
}

/// What starting would use.
pub fn start(start: &Start) -> String {
    match start {
        Start::Configured => "Uses the storage that is configured.".into(),
        Start::OperatorPicks => "No storage is configured; the operator makes this platform's default.".into(),
        Start::NothingConfigured => {
            "No storage is configured, and this platform has no default: the operator reports an error until you \
             choose storage. Set up storage does both in one change."
                .into()
        }
        Start::Unknown => "No storage is configured; whether this platform has a default could not be read.".into(),
        Start::TwoStorages { members } => {
            format!("{} are both configured: the operator refuses until one is left.", members.join(" and "))
        }
    }
}
/// Link to the wizard.
pub fn set_up_storage() -> String {
    "Set up storage".into()
}

/// Link to the page that keeps one kind of storage.
pub fn keep_one() -> String {
    "Keep one kind of storage".into()
}

/// Heading of the names of `what`.
pub fn by_name(what: &str) -> String {
    format!("{what} by name")
}
/// How many are not listed; nothing when all are.
pub fn more(users: &Users) -> Option<String> {
    match users.count.saturating_sub(users.names.len()) {
        0 => None,
        more => Some(format!("and {more} more")),
    }
}
/// Builds that cannot push.
pub fn builds(users: &Users) -> String {
    match users.count {
        0 => "No build config pushes to an image stream.".into(),
        1 => "1 build config pushes to an image stream and will fail.".into(),
        n => format!("{n} build configs push to image streams and will fail."),
    }
}
/// Workloads that cannot pull.
pub fn workloads(users: &Users) -> String {
    match users.count {
        0 => "No workload runs an image from this registry or follows an image stream.".into(),
        1 => "1 workload needs images from this registry; its pods keep running until they restart.".into(),
        n => {
            format!(
                "{n} workloads need images from this registry; their pods keep running until they restart."
            )
        }
    }
}
/// Something could not be counted.
pub fn uncounted(what: &str, error: &ClusterError) -> String {
    format!("{what} could not be counted. {error}")
}
/// What could not be counted.
pub fn builds_name() -> &'static str {
    "Build configs"
}
/// See [`builds_name`].
pub fn workloads_name() -> &'static str {
    "Workloads"
}
/// See [`builds_name`].
pub fn some_workloads_name() -> &'static str {
    "Some workloads"
}
/// See [`builds_name`].
pub fn storage_name() -> &'static str {
    "The storage in force"
}
/// See [`builds_name`].
pub fn pruning_name() -> &'static str {
    "What pruning does"
}

/// What pruning does.
pub fn pruning(now: Option<bool>, after: bool) -> String {
    let text = |deletes: bool| {
        if deletes {
            "--prune-registry=true, blobs too"
        } else {
            "--prune-registry=false, metadata only"
        }
    };
    match now {
        Some(now) if now == after => format!("Pruning stays as it is: {}.", text(after)),
        Some(now) => format!("Pruning changes from {} to {}.", text(now), text(after)),
        None => format!("Pruning afterwards: {}.", text(after)),
    }
}
/// Managed pull secrets.
pub fn pull_secrets() -> String {
    "OpenShift deletes the pull secrets it manages for service accounts 10 minutes later, unless a pod uses them.".into()
}

/// Problems that came back from planning.
pub fn problems(found: &[Problem]) -> Vec<String> {
    found
        .iter()
        .map(|one| match one {
            Problem::State(StateProblem::NoSuchState) => "Choose Managed, Unmanaged or Removed.".into(),
            Problem::State(StateProblem::TwoStorages { members }) => format!(
                "{} are both configured. The operator refuses them before it removes anything: keep one first.",
                members.join(" and ")
            ),
            Problem::State(StateProblem::CannotMarkStorage) => {
                "This release cannot mark storage as yours: it has no spec.storage.managementState.".into()
            }
            Problem::State(StateProblem::NothingToKeep) => {
                "emptyDir lives in the pods and goes with them; there is nothing to keep.".into()
            }
            other => crate::plan::words::problem(other),
        })
        .collect()
}
