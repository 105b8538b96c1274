//! The one state line of the overview, as an enum in its order of precedence.
//!
//! **Invariant:** never from `Available` alone. The operator leaves `Available` True and `Degraded` False for most
//! errors, so `Progressing` with reason `Error` and the storage in use are asked first.

use super::cause::Cause;
use super::tone::Tone;
use crate::error::ClusterError;
use crate::objects::{Condition, Strategy};
use serde::{Deserialize, Serialize};

/// How many pods serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serving {
    /// Pods that take traffic.
    pub ready: i64,
    /// Pods wanted.
    pub wanted: i64,
}

/// The state of the registry. The first variant that applies is the one shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Headline {
    /// The cluster did not answer.
    Unreachable(ClusterError),
    /// The login is no longer accepted.
    SignedOut,
    /// The cluster has no registry operator.
    NoOperator {
        /// Whether `ClusterVersion` says that the `ImageRegistry` capability is not enabled; `false` when it does
        /// not say so or may not be read.
        capability_disabled: bool,
    },
    /// The operator has not made its configuration yet: wait a few minutes.
    NotBootstrapped,
    /// The configuration may not be read.
    Unreadable(ClusterError),
    /// The operator has not looked at the newest configuration yet; what follows describes the older one.
    WaitingForOperator {
        /// `metadata.generation`.
        saved: i64,
        /// `status.observedGeneration`.
        seen: i64,
        /// What the conditions say about the older configuration, to be shown in grey.
        before: Box<Headline>,
    },
    /// The operator deletes the pods, then what it made.
    BeingRemoved {
        /// The configuration object itself is being deleted; the operator makes a new one afterwards.
        finalizing: bool,
    },
    /// The removal does not come to its end.
    RemovalFailed(Cause),
    /// No registry runs, on purpose.
    Removed {
        /// The platform starts with the registry removed, because it has no shared storage.
        by_platform: bool,
    },
    /// The operator does not act; pods are judged by pods.
    Unmanaged {
        /// Pods that run, if they may be read.
        serving: Option<Serving>,
    },
    /// The management state is none the operator acts on.
    NoSuchState {
        /// The value as it stands.
        value: String,
    },
    /// The operator refuses the configuration as a whole.
    ConfigurationRefused {
        /// Why.
        cause: Cause,
        /// Whether pods of an older configuration serve.
        serving: bool,
    },
    /// An error, and nothing serves.
    NotWorking(Cause),
    /// An error, but pods serve with the previous settings. No other change takes effect until it is mended.
    NotApplied(Cause),
    /// Storage lacks a name, or is reported missing, although nothing else complains.
    StorageIncomplete(Cause),
    /// New pods do not get ready in time.
    RollOutStuck {
        /// Why, if that can be told.
        cause: Option<Cause>,
        /// Pods that still serve.
        serving: Serving,
    },
    /// No registry pod is ready.
    NotAvailable {
        /// Why, if that can be told.
        cause: Option<Cause>,
    },
    /// A `ReadWriteOnce` claim with more than one replica, which nobody refused.
    ReadWriteOnceShared {
        /// The claim.
        claim: String,
        /// The replicas.
        replicas: i64,
    },
    /// emptyDir with more than one replica: each pod has its own images, pulls fail at random.
    EmptyDirShared {
        /// The replicas.
        replicas: i64,
    },
    /// The registry works; a route was refused.
    RouteRefused(Cause),
    /// The registry works; no router has taken a route.
    RouteNotPickedUp {
        /// The route.
        route: String,
        /// When it was made (RFC 3339); the first minute of a route is normally like this.
        created: String,
    },
    /// The registry works; a trust setting is broken.
    TrustBroken(Cause),
    /// The registry works; pruning failed. The operator stays degraded until a run succeeds.
    PruningFailed(Cause),
    /// Pods are being replaced or started.
    RollingOut {
        /// Pods that run the new settings and are ready, of those wanted.
        updated: Serving,
        /// Whether any pod takes traffic meanwhile.
        serving: bool,
        /// The strategy: `Recreate` means an outage.
        strategy: Strategy,
    },
    /// The storage service is still making what it needs.
    StoragePreparing {
        /// The step in the operator's words.
        step: String,
    },
    /// Pushes and pulls work, but replicas are missing.
    ReplicaMissing {
        /// Pods that serve.
        serving: Serving,
        /// Why, if that can be told.
        cause: Option<Cause>,
    },
    /// The registry works; a part of the operator reports trouble.
    PartDegraded {
        /// Its condition.
        condition: Condition,
        /// Whether this console has words for that part.
        known: bool,
    },
    /// All is well.
    Ready {
        /// Pods that serve.
        serving: Serving,
    },
    /// The operator reports something this console has no words for.
    Unrecognised(Option<Condition>),
}

impl Headline {
    /// The tone of the state line.
    pub fn tone(&self) -> Tone {
        match self {
            Self::Ready { .. } => Tone::Ok,
            Self::BeingRemoved { .. }
            | Self::RollingOut { .. }
            | Self::StoragePreparing { .. }
            | Self::NotBootstrapped => Tone::Changing,
            Self::ReadWriteOnceShared { .. }
            | Self::EmptyDirShared { .. }
            | Self::RouteRefused(_)
            | Self::RouteNotPickedUp { .. }
            | Self::TrustBroken(_)
            | Self::PruningFailed(_)
            | Self::ReplicaMissing { .. } => Tone::Attention,
            Self::Unreachable(_)
            | Self::RemovalFailed(_)
            | Self::ConfigurationRefused { .. }
            | Self::NotWorking(_)
            | Self::NotApplied(_)
            | Self::StorageIncomplete(_)
            | Self::RollOutStuck { .. }
            | Self::NotAvailable { .. } => Tone::Failing,
            Self::Removed { .. }
            | Self::Unmanaged { .. }
            | Self::WaitingForOperator { .. }
            | Self::NoOperator { .. } => Tone::Off,
            Self::PartDegraded { known, .. } => {
                if *known {
                    Tone::Attention
                } else {
                    Tone::Unknown
                }
            }
            Self::SignedOut | Self::Unreadable(_) | Self::NoSuchState { .. } | Self::Unrecognised(_) => {
                Tone::Unknown
            }
        }
    }

    /// The explained cause, where there is one.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::RemovalFailed(cause)
            | Self::ConfigurationRefused { cause, .. }
            | Self::NotWorking(cause)
            | Self::NotApplied(cause)
            | Self::StorageIncomplete(cause)
            | Self::RouteRefused(cause)
            | Self::TrustBroken(cause)
            | Self::PruningFailed(cause) => Some(cause),
            Self::RollOutStuck { cause, .. }
            | Self::NotAvailable { cause }
            | Self::ReplicaMissing { cause, .. } => cause.as_ref(),
            _ => None,
        }
    }
}
