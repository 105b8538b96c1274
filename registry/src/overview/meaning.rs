//! Conditions with what they mean. The raw type, status, reason and message always stay beside our reading of them.

use super::cause::Cause;
use super::parts::{ClaimBrief, PodBrief};
use super::tone::Tone;
use crate::objects::Condition;
use serde::{Deserialize, Serialize};

/// One condition, explained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The condition as the operator wrote it.
    pub condition: Condition,
    /// What it is about.
    pub about: Relevance,
    /// How it is to be taken.
    pub tone: Tone,
    /// What it means.
    pub meaning: Meaning,
    /// What else in the cluster belongs to it.
    pub evidence: Vec<Evidence>,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relevance {
    /// The registry as it is now.
    Current,
    /// Storage that is no longer in use: the operator never deletes such conditions.
    History,
    /// The pruner.
    Pruner,
}

/// Something in the cluster that shows the cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// A pod that is not as it should be.
    Pod(PodBrief),
    /// The claim in use.
    Claim(ClaimBrief),
    /// A claim that is named but is not there.
    NoSuchClaim {
        /// Its name.
        claim: String,
    },
}

/// An aspect of a bucket the operator looks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aspect {
    /// Public access is blocked.
    PublicAccessBlocked,
    /// Contents are encrypted.
    Encrypted,
    /// Unfinished uploads are cleaned up.
    UploadCleanup,
    /// The bucket carries the cluster's tags.
    Tagged,
    /// The bucket carries the cluster's labels.
    Labeled,
}

/// A part of the operator that reports for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperatorPart {
    /// The agent that brings trusted certificates to the nodes.
    NodeCa,
    /// The controller of the registry's host names in `image.config`.
    ImageConfig,
    /// The controller of trusted certificates.
    Certificates,
    /// The observer of cluster settings.
    ConfigObservation,
    /// The controller for Azure Stack.
    AzureStackCloud,
    /// The repair job of blob paths on Azure (4.14 to 4.16).
    AzurePathFix,
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meaning {
    /// All replicas are up.
    AllReplicasUp,
    /// Some replica is missing.
    SomeReplicaMissing,
    /// No registry runs, although the status may read `True`.
    RegistryRemoved,
    /// The operator does not act; nothing can be told from this condition.
    OperatorIdle,
    /// No replica is available.
    NoReplica,
    /// There is no Deployment; the cause stands in `Progressing`.
    NoDeployment,
    /// The Deployment is being deleted.
    DeploymentGoing,
    /// Nothing left to do.
    Settled,
    /// A roll-out is under way.
    RollingOut,
    /// Everything is applied, but the Deployment does not exist yet.
    WaitingForDeployment,
    /// Removal is under way.
    Removing,
    /// The operator could not apply the configuration.
    NotApplied {
        /// Why.
        cause: Cause,
        /// Whether the operator tries again by itself; if not, only a change of the configuration helps.
        retried: bool,
    },
    /// The operator refuses the configuration.
    Refused(Cause),
    /// No trouble.
    Fine,
    /// Unavailable for longer than the grace period.
    UnavailableTooLong,
    /// New pods did not get ready within 120 s.
    RollOutTimedOut,
    /// Routers refused routes.
    RoutesRefused(Vec<Cause>),
    /// The registry could not be removed.
    RemovalFailed(Cause),
    /// The storage is there.
    StorageThere,
    /// The operator made the storage.
    StorageMade,
    /// The storage setting has just changed and is not judged yet.
    StorageChanged,
    /// The storage is being made, step by step.
    StorageStep,
    /// The storage is not usable.
    StorageMissing(Cause),
    /// It is unknown whether the storage is usable.
    StorageUncertain(Cause),
    /// The operator deleted the storage.
    StorageDeleted,
    /// An aspect of the bucket is as the operator wants it.
    AspectSet(Aspect),
    /// An aspect of the bucket could not be set; the registry works without it.
    AspectNotSet {
        /// Which.
        aspect: Aspect,
        /// The cloud's code.
        code: String,
    },
    /// A part of the operator works.
    PartFine(OperatorPart),
    /// A part of the operator is at work.
    PartChanging(OperatorPart),
    /// A part of the operator has trouble.
    PartTrouble {
        /// Which.
        part: OperatorPart,
        /// Why.
        cause: Cause,
    },
    /// Pruning is scheduled.
    PruningScheduled,
    /// Pruning is suspended.
    PruningSuspended,
    /// No pruning run has failed; also before any has run.
    PruningFine,
    /// The newest pruning run failed.
    PruningFailed(Cause),
    /// The pruner cannot be set up.
    PrunerBroken {
        /// The operator's words.
        message: String,
    },
    /// This console has no words for it: show type, status, reason and message.
    Unknown,
}
