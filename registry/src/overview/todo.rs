//! What is still missing for a working registry, and what is wrong although no condition says so.

use crate::objects::ManagementState;
use serde::{Deserialize, Serialize};

/// A thing to do on the way to a working registry, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Todo {
    /// Choose where images are kept.
    Storage {
        /// Something is configured already.
        done: bool,
    },
    /// Change the management state to `Managed`; the storage wizard's plan does it too.
    State {
        /// What it is now.
        now: ManagementState,
    },
    /// Let clients outside the cluster in; optional.
    OutsideAccess,
}

/// Something wrong that nobody in the cluster reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// A `ReadWriteOnce` claim with more than one replica: the second pod hangs, or both write to one volume.
    ReadWriteOnceShared {
        /// The claim.
        claim: String,
        /// The replicas.
        replicas: i64,
    },
    /// A `ReadWriteOnce` claim with a strategy that starts the new pod before the old one goes.
    ReadWriteOnceRolling {
        /// The claim.
        claim: String,
    },
    /// emptyDir with more than one replica: each pod has its own images.
    EmptyDirShared {
        /// The replicas.
        replicas: i64,
    },
    /// emptyDir: every image is lost when the pod restarts. Not for production.
    EmptyDir,
    /// More than one storage member is configured.
    TwoStorages {
        /// The members.
        members: Vec<String>,
    },
    /// Azure storage without one of its names; the operator rolls out pods that fail.
    StorageNameMissing {
        /// `accountName` or `container`.
        field: String,
    },
    /// What is saved takes effect only once the state is `Managed` again.
    Unmanaged,
    /// The storage was the user's own to begin with, but removing the registry would delete it: the claim does not
    /// carry the operator's mark, while the configuration says the operator manages it.
    ForeignClaimWouldBeDeleted {
        /// The claim.
        claim: String,
    },
}
