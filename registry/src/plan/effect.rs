//! What a plan does to people, pods and data, as data; words are found elsewhere.

use crate::objects::Strategy;
use serde::{Deserialize, Serialize};

/// A consequence of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// The operator starts the registry.
    RegistryStarts {
        /// Pods it will run.
        replicas: i64,
    },
    /// Registry pods are replaced.
    PodsRestart {
        /// `Recreate` means an outage of about a minute.
        strategy: Strategy,
    },
    /// No registry runs any more: pushes and pulls through it fail.
    RegistryStops,
    /// The operator stops acting; what is saved takes effect only once the state is `Managed` again.
    OperatorStops,
    /// The operator acts again and puts back what was changed by hand.
    OperatorResumes,
    /// The internal registry host name appears or goes, so openshift-apiserver and openshift-controller-manager
    /// roll out: image, build and route APIs may blip for a minute.
    ApiServersRoll,
    /// A claim is made.
    ClaimCreated {
        /// Its name.
        name: String,
    },
    /// The operator makes its own claim in the default storage class.
    OperatorCreatesClaim {
        /// The name the operator gives it.
        name: String,
    },
    /// An object and its data are deleted by the operator.
    StorageDeleted {
        /// The kind: `claim`, `bucket` or `container`.
        kind: StorageKind,
        /// Its name.
        name: String,
    },
    /// Data stays where it is.
    StorageKept {
        /// The kind.
        kind: StorageKind,
        /// Its name.
        name: String,
    },
    /// Images in the former storage are not moved: they cannot be pulled until pushed again.
    ImagesDoNotMove {
        /// The claim, bucket or container left behind; the member as the API spells it where it has no name.
        from: String,
    },
    /// emptyDir: every image is lost when the pod restarts.
    ImagesLostOnRestart,
    /// emptyDir with several pods: each has its own images, and pulls fail at random.
    ImagesPerPod {
        /// Pods it will run.
        replicas: i64,
    },
    /// One replica on a volume of one node: each roll-out stops the registry for about a minute.
    NotHighlyAvailable,
    /// Pruning will (or no longer) delete blobs, because a registry runs (or not).
    PrunerDeletesBlobs(bool),
    /// Build configs push to image stream tags, which fails while no registry runs.
    BuildsCannotPush {
        /// How many.
        count: usize,
        /// `namespace/name` of some of them.
        names: Vec<String>,
    },
    /// Workloads run images from the internal registry and cannot pull them again.
    WorkloadsCannotPull {
        /// How many.
        count: usize,
        /// `namespace/name` of some of them.
        names: Vec<String>,
    },
    /// The managed pull secrets of service accounts are deleted ten minutes after the removal.
    PullSecretsRemoved,
    /// The user's credentials are taken from now on, and not the cluster's own.
    UserCredentialsHide {
        /// The Secret that is no longer looked at.
        secret: String,
    },
    /// The cluster's own credentials are taken from now on.
    CloudCredentialsApply {
        /// The Secret they stand in.
        secret: String,
    },
    /// No credentials are left: the operator reports an error and applies nothing until there are some.
    NoCredentialsLeft,
    /// Which credentials are taken from now on, nobody may tell.
    CredentialsUnknown,
    /// So many pods run from now on.
    PodsNumber {
        /// How many.
        replicas: i64,
    },
    /// Pushes and deletions are refused from now on (or taken again).
    ReadOnly(bool),
    /// Bytes go through the pods from now on (or come from the bucket again).
    BytesThroughPods(bool),
    /// The operator's own log alone; registry pods are left alone.
    OperatorLogOnly,
    /// The pods' shared secret is made anew: uploads under way fail and begin again.
    SecretMadeAnew,
    /// The default spread over nodes and zones goes with a node selector of one's own.
    SpreadGone,
    /// Nothing comes of it before the state is `Managed`.
    OnlyWhenManaged,
    /// Nothing comes of it before the storage error is mended.
    WaitsForStorage,
    /// A volume of one node, and more than one pod: the others hang, or two write to one volume.
    OneNodeSeveralPods {
        /// The claim.
        claim: String,
        /// Pods it will run.
        replicas: i64,
    },
}

/// What kind of thing holds the images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageKind {
    /// A persistent volume claim.
    Claim,
    /// An object-storage bucket.
    Bucket,
    /// A container (Azure, Swift).
    Container,
    /// The pod's own scratch directory.
    EmptyDir,
    /// A storage member this console has no words for.
    Other,
}

/// What stays lost when a plan is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// Images pushed in the meantime.
    ImagesPushedMeanwhile,
    /// The storage the operator deleted, with all its images.
    Storage {
        /// Its kind.
        kind: StorageKind,
        /// Its name.
        name: String,
    },
    /// The former values of a Secret's keys, which were never read.
    SecretValues {
        /// The Secret.
        name: String,
        /// The keys that are replaced or taken away.
        keys: Vec<String>,
    },
    /// The certificates that stood under a key of a ConfigMap.
    Bundle {
        /// The ConfigMap.
        name: String,
        /// The key.
        key: String,
    },
    /// The pods' former shared secret, which nobody has seen.
    FormerSecret,
}

/// What the user must do before a plan runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    /// Reading the review is the confirmation.
    Review,
    /// Tick a box that names the effect.
    Tick,
    /// Type this name, because data is deleted.
    TypeName(String),
}

impl Confirmation {
    /// Whether `given` satisfies it: anything for a review, `yes` for a tick, the exact name for a deletion.
    pub fn is_met_by(&self, given: &str) -> bool {
        match self {
            Self::Review => true,
            Self::Tick => given == "yes",
            Self::TypeName(name) => given == name,
        }
    }
}
