//! Ways out, things to do and warnings.

use super::listed;
use crate::words::cluster;
use registry::objects::ManagementState;
use registry::overview::{Todo, Warning, WayOut};

/// A way out as a button: verb and object.
pub(crate) fn way_out(way: &WayOut) -> String {
    match way {
        WayOut::SetUpStorage => super::set_up_storage(),
        WayOut::ChooseOtherClaim => "Choose other claim".into(),
        WayOut::CreateClaim => "Create claim".into(),
        WayOut::UseOneReplicaAndRecreate { .. } => "Use 1 replica and Recreate".into(),
        WayOut::UseOneReplica => "Use 1 replica".into(),
        WayOut::KeepMember { member } => format!("Keep {}", super::facts::member(member)),
        WayOut::ReviewState => "Review management state".into(),
        WayOut::SeePods => "See pods".into(),
        WayOut::AddCredentials => "Add credentials".into(),
        WayOut::ReplaceCredentials => "Replace keys".into(),
        WayOut::CompleteCredentials => "Complete it".into(),
        WayOut::RemoveCredentials => "Delete it and use the cluster's".into(),
        WayOut::Retry => cluster::try_again(),
    }
}

/// A thing to do.
pub(crate) fn todo(todo: &Todo) -> String {
    match todo {
        Todo::Storage { .. } => "Storage".into(),
        Todo::State { .. } => "State".into(),
        Todo::OutsideAccess => "Outside access".into(),
    }
}

/// What there is to say about it. As long as storage is to be chosen, choosing it changes the state too.
pub(crate) fn todo_more(todo: &Todo, with_storage: bool) -> String {
    match todo {
        Todo::Storage { done: false } => "Choose a volume or a bucket.".into(),
        Todo::Storage { done: true } => "Configured already.".into(),
        Todo::State { now } => match (now, with_storage) {
            (ManagementState::Other, true) => "None is set; the same plan changes it.".into(),
            (ManagementState::Other, false) => "None is set.".into(),
            (now, true) => format!("{}; the same plan changes it.", now.wire()),
            (now, false) => format!("{}; no registry runs until it is Managed.", now.wire()),
        },
        Todo::OutsideAccess => "Optional, once the registry runs.".into(),
    }
}

/// What is wrong although no condition says so: the heading and the sentence.
pub(crate) fn warning(warning: &Warning) -> (String, String) {
    let (title, body): (String, String) = match warning {
        Warning::ReadWriteOnceShared { claim, replicas } => (
            format!("RWO claim with {replicas} replicas"),
            format!("Nobody refused it: the second pod hangs, or both write to one volume. Claim: {claim}."),
        ),
        Warning::ReadWriteOnceRolling { claim } => (
            "RWO claim with RollingUpdate".into(),
            format!(
                "{claim} can be mounted by one node at a time, so a new pod may wait for the old one for ever. The \
                 strategy Recreate lets the old one go first."
            ),
        ),
        Warning::EmptyDirShared { replicas } => (
            format!("emptyDir with {replicas} replicas"),
            "Each pod has its own images, so pulls fail at random.".into(),
        ),
        Warning::EmptyDir => (
            "For trying out only".into(),
            "Images are kept in emptyDir. Every image is lost when the pod restarts.".into(),
        ),
        Warning::TwoStorages { members } => (
            "More than one storage kind is configured".into(),
            format!("{} are set, and the operator takes exactly one.", listed(members)),
        ),
        Warning::StorageNameMissing { field } => (
            "A storage name is missing".into(),
            format!("{field} is not set. The operator reports no error; pods will fail."),
        ),
        Warning::Unmanaged => (
            "The operator does not act".into(),
            "What you save takes effect once the state is Managed again.".into(),
        ),
        Warning::ForeignClaimWouldBeDeleted { claim } => (
            "Removing the registry would delete your claim".into(),
            format!(
                "{claim} was not made by the operator, but the configuration says the operator manages it. Setting \
                 the state to Removed deletes it with every image."
            ),
        ),
    };
    (title, body)
}
