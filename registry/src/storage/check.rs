//! The guide's checklist as live checks. What no read can tell is a reminder, never a green tick.

use super::claim::{ClaimNote, Unusable};
use super::facts::ClaimPhase;
use super::provisioner::Sharing;
use crate::error::ClusterError;
use serde::{Deserialize, Serialize};

/// One check of the wizard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub id: CheckId,
    /// How it stands.
    pub state: CheckState,
    /// What was found; `None` when it could not be found out.
    pub finding: Option<Finding>,
}

/// Which check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckId {
    /// The operator's configuration exists.
    Config,
    /// Exactly one kind of storage will be set.
    OneKind,
    /// No registry pod runs while the storage is switched.
    NoPodRuns,
    /// The registry may mount the claim.
    Claim,
    /// The claim has, or will get, its volume.
    Phase,
    /// The storage class exists and can make the volume.
    Class,
    /// A volume for a claim of no class has been prepared by hand.
    VolumeByHand,
    /// The export or pool behind a shared volume is closed to others.
    SharedStorage,
    /// The bucket or container is there.
    Bucket,
    /// The registry has keys to open it with.
    Credentials,
    /// Uploads that were never finished are thrown away.
    UnfinishedUploads,
    /// Nobody reaches it without a login.
    PublicAccess,
    /// What is kept is encrypted.
    Encryption,
    /// The Secret with CloudFront's private key is there.
    CloudFrontSecret,
    /// Whoever pulls reaches the store.
    Reach,
}

/// How a check stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckState {
    /// Fine.
    Ok,
    /// Worth a look; never in the way.
    Attention,
    /// The plan cannot work before this is mended.
    Blocking,
    /// Only a person can tell: shown with a box to tick.
    Reminder,
    /// Could not be found out.
    Unknown(ClusterError),
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The configuration is there.
    ConfigExists,
    /// The operator has not made its configuration yet: wait, it takes minutes after an installation.
    ConfigNotMadeYet,
    /// The cluster has no registry operator.
    NoOperator,
    /// One kind of storage will be set.
    OneKind,
    /// Other kinds are set and will be cleared.
    OthersAreCleared {
        /// The members of `spec.storage` that go.
        members: Vec<String>,
    },
    /// No registry pod runs.
    NoPodRuns,
    /// Registry pods run; they are replaced, and a push under way fails.
    PodsRun {
        /// How many.
        count: usize,
    },
    /// The claim works with any number of replicas.
    ClaimShared {
        /// Its name.
        claim: String,
    },
    /// The claim works with one replica.
    ClaimOneNode {
        /// Its name.
        claim: String,
    },
    /// The claim cannot hold images.
    ClaimUnusable {
        /// Its name.
        claim: String,
        /// Why.
        why: Unusable,
    },
    /// The claim does not exist.
    NoSuchClaim {
        /// Its name.
        claim: String,
    },
    /// This plan makes the claim.
    ClaimIsMade {
        /// Its name.
        claim: String,
    },
    /// The operator makes its claim.
    OperatorMakesClaim {
        /// Its name.
        claim: String,
    },
    /// No claim was chosen yet.
    NoClaimChosen,
    /// The claim's phase, and why it is Pending.
    Phase {
        /// The claim.
        claim: String,
        /// Its phase.
        phase: ClaimPhase,
        /// Why it is Pending; `None` for another phase.
        note: Option<ClaimNote>,
    },
    /// The class exists.
    Class {
        /// Its name.
        class: String,
        /// Its provisioner.
        provisioner: String,
        /// Whether its volumes can serve several nodes.
        sharing: Sharing,
    },
    /// The class does not exist.
    NoSuchClass {
        /// Its name.
        class: String,
    },
    /// No class was chosen and none is the default.
    NoDefaultClass,
    /// Has somebody prepared a volume without a class, as large as this claim and with its access mode?
    VolumeByHand,
    /// Review who else can reach the export or pool behind the volume.
    ReviewSharedStorage,
    /// The keys typed are written by this plan.
    KeysAreWritten,
    /// The user's Secret holds them.
    KeysAreSet,
    /// The cloud gave the cluster some.
    CloudHasKeys,
    /// There are none.
    NoKeys,
    /// The operator makes the bucket or container.
    OperatorMakesBucket,
    /// The operator found it.
    BucketFound,
    /// It must be there, or the operator makes it where the keys allow it, and it is the user's all the same.
    BucketMustExist,
    /// The operator did not find it, or could not tell: its reason and message.
    BucketNotFound {
        /// The condition's reason.
        reason: String,
        /// The condition's message.
        message: String,
    },
    /// The operator sees to it by itself, once it has made the bucket.
    OperatorSees,
    /// The operator saw to it.
    OperatorDid,
    /// The operator tried and was refused: its reason and message.
    OperatorFailed {
        /// The condition's reason.
        reason: String,
        /// The condition's message.
        message: String,
    },
    /// Only the user can do it, because the operator changes nothing in storage that is the user's.
    YoursToDo,
    /// The Secret and its key must be there before pods start.
    SecretNeeded {
        /// The Secret.
        secret: String,
        /// The key.
        key: String,
    },
    /// This plan makes the Secret.
    SecretIsMade {
        /// The Secret.
        secret: String,
    },
    /// Clients and nodes are sent to the store for each layer, so they must reach it and trust its certificate.
    ClientsGoToTheStore,
}
