//! What is still missing for a working registry, and what is wrong although no condition says so.

use super::cause::Cause;
use super::headline::Headline;
use super::meaning::{Explained, Meaning, Relevance};
use super::parts::StorageView;
use crate::objects::{Config, ManagementState, Strategy};
use crate::plan::StorageKind;
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
    /// The claim does not carry the operator's mark, so it was the user's own to begin with; yet the configuration
    /// says the operator manages the storage, and removing the registry would delete it.
    ForeignClaimWouldBeDeleted {
        /// The claim.
        claim: String,
    },
}

/// What is still missing; empty when a registry runs or the operator is at work on one.
pub(super) fn todo(config: &Config, headline: &Headline, exposed: bool) -> Vec<Todo> {
    let without_storage = matches!(
        headline,
        Headline::NotWorking(Cause::NoStorage | Cause::NoDriver { .. })
    );
    if !without_storage && !matches!(headline, Headline::Removed { .. }) {
        return Vec::new();
    }
    let mut list = vec![Todo::Storage {
        done: !without_storage && !config.storage_configured().is_empty(),
    }];
    if config.management_state() != ManagementState::Managed {
        list.push(Todo::State {
            now: config.management_state(),
        });
    }
    if !exposed {
        list.push(Todo::OutsideAccess);
    }
    list
}

/// What is wrong although no condition says so. Judged by the configuration, not by what runs: the operator checks
/// access modes only while a storage setting is adopted, and nobody checks emptyDir.
pub(super) fn warnings(
    config: &Config,
    storage: Option<&StorageView>,
    conditions: &[Explained],
) -> Vec<Warning> {
    let state = config.management_state();
    let mut list = Vec::new();
    if state == ManagementState::Unmanaged {
        list.push(Warning::Unmanaged);
    }
    let Some(storage) = storage else {
        return list;
    };
    if storage.configured.len() > 1 {
        list.push(Warning::TwoStorages {
            members: storage.configured.iter().map(|p| p.member.clone()).collect(),
        });
    }
    if state == ManagementState::Removed {
        return list;
    }
    let replicas = config.replicas().unwrap_or_default();
    if let Some(Ok(Some(claim))) = &storage.claim {
        let claim_name = claim.name.clone();
        if claim.is_single_node() && replicas > 1 {
            list.push(Warning::ReadWriteOnceShared {
                claim: claim_name.clone(),
                replicas,
            });
        } else if claim.is_single_node() && config.strategy() == Strategy::RollingUpdate {
            list.push(Warning::ReadWriteOnceRolling {
                claim: claim_name.clone(),
            });
        }
        if claim.is_foreign && config.operator_owns_storage() {
            list.push(Warning::ForeignClaimWouldBeDeleted { claim: claim_name });
        }
    }
    if storage.configured.iter().any(|p| p.kind == StorageKind::EmptyDir) {
        if replicas > 1 {
            list.push(Warning::EmptyDirShared { replicas });
        }
        list.push(Warning::EmptyDir);
    }
    let missing_name = conditions.iter().find_map(|c| match &c.meaning {
        Meaning::StorageMissing(Cause::StorageNameMissing { field }) if c.about == Relevance::Current => {
            Some(field.clone())
        }
        _ => None,
    });
    if let Some(field) = missing_name {
        list.push(Warning::StorageNameMissing { field });
    }
    list
}
