//! The facts of the overview, each part as it was read or with the reason why it was not.

use super::headline::Serving;
use crate::error::ClusterError;
use crate::objects::{AccessMode, Condition, ManagementState, Platform, Strategy, Topology};
use crate::plan::StorageKind;
use serde::{Deserialize, Serialize};

/// A part of the overview, or why it could not be read. One forbidden part never hides another.
pub type Part<T> = Result<T, ClusterError>;

/// The operator's configuration in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigBrief {
    /// `spec.managementState`.
    pub state: ManagementState,
    /// `metadata.generation`: the newest saved.
    pub generation: i64,
    /// `status.observedGeneration`: the newest the operator has looked at.
    pub observed: i64,
    /// Conditions describe an older configuration.
    pub stale: bool,
    /// `spec.replicas`.
    pub replicas: Option<i64>,
    /// The roll-out strategy in effect.
    pub strategy: Strategy,
    /// `spec.readOnly`.
    pub read_only: bool,
    /// `spec.defaultRoute`.
    pub default_route: bool,
}

/// The registry's Deployment in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replicas {
    /// Wanted.
    pub wanted: i64,
    /// Available.
    pub available: i64,
    /// Of the newest template.
    pub updated: i64,
    /// All, old and new.
    pub total: i64,
    /// The Deployment gave up: new pods did not get ready within its deadline.
    pub deadline_exceeded: bool,
    /// Whether the deployment controller has looked at the newest template.
    pub observed: bool,
    /// Counts the changes of the Deployment's spec.
    pub generation: i64,
}

impl Replicas {
    /// Available of wanted.
    pub fn serving(self) -> Serving {
        Serving {
            ready: self.available,
            wanted: self.wanted,
        }
    }

    /// Pods of the newest template that are certainly available: should every pod that is not available be a new
    /// one, so many new ones still are.
    pub fn ready_and_new(self) -> i64 {
        (self.updated - (self.total - self.available).max(0)).clamp(0, self.wanted.max(0))
    }

    /// Every pod wanted is new and available, and no old one is left.
    pub fn is_settled(self) -> bool {
        self.observed
            && self.updated == self.wanted
            && self.available == self.wanted
            && self.total == self.wanted
    }
}

/// Who the storage belongs to, which decides whether removing the registry deletes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The user's: it stays.
    Yours,
    /// The operator's: it goes with the registry.
    Operators,
    /// Not said.
    Unknown,
}

/// One storage member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoragePlace {
    /// The member as the API spells it, for example `s3`.
    pub member: String,
    /// What holds the images.
    pub kind: StorageKind,
    /// Bucket, container or claim; `None` while it has no name.
    pub name: Option<String>,
    /// The region, if the member has one.
    pub region: Option<String>,
}

/// Where images are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageView {
    /// What `spec.storage` asks for; normally one member or none.
    pub configured: Vec<StoragePlace>,
    /// What `status.storage` says is in force.
    pub in_force: Vec<StoragePlace>,
    /// Whose the storage is.
    pub whose: Whose,
    /// What is configured is not what is in force.
    pub differs: bool,
    /// emptyDir: every image is lost when the pod restarts.
    pub for_trying_out: bool,
    /// The claim configured, when it is a claim and claims may be read; `None` inside when it does not exist.
    pub claim: Option<Part<Option<ClaimBrief>>>,
}

impl StorageView {
    /// The place to name: in force before configured.
    pub fn place(&self) -> Option<&StoragePlace> {
        self.in_force.first().or(self.configured.first())
    }
}

/// A claim in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimBrief {
    /// Its name.
    pub name: String,
    /// `Pending`, `Bound`, `Lost`; empty when nobody has looked at it yet.
    pub phase: String,
    /// The size as the API writes it.
    pub size: String,
    /// How many nodes may mount it.
    pub modes: Vec<AccessMode>,
    /// Its storage class; empty when none is set.
    pub class: String,
    /// The class makes volumes only for a placed pod, so `Pending` before the first pod is normal.
    pub waits_for_pod: bool,
    /// The message of the last event about it; empty when there is none or events may not be read.
    pub event: String,
    /// That event says that no volume can be had.
    pub refused: bool,
    /// It does not carry the operator's mark, so a person made it.
    pub is_foreign: bool,
}

impl ClaimBrief {
    /// Whether the claim keeps pods from starting, as far as it alone can tell: it lost its volume, or the cluster
    /// said that it finds none. `Pending` alone is normal for a while, and until the first pod with some classes.
    pub fn is_stuck(&self) -> bool {
        self.phase == "Lost" || (self.phase != "Bound" && self.refused && !self.waits_for_pod)
    }

    /// One node at a time.
    pub fn is_single_node(&self) -> bool {
        self.modes.contains(&AccessMode::ReadWriteOnce) && !self.modes.contains(&AccessMode::ReadWriteMany)
    }
}

/// What a pod in the registry's namespace is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PodRole {
    /// Serves images.
    Registry,
    /// Runs the operator.
    Operator,
    /// Brings trusted certificates to a node.
    NodeCa,
    /// A pruning run.
    Pruner,
    /// Anything else.
    Other,
}

/// A pod in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodBrief {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: PodRole,
    /// Its node; empty while it has none.
    pub node: String,
    /// The STATUS column of `oc get pods`.
    pub state: String,
    /// Whether it takes traffic.
    pub ready: bool,
    /// Restarts of its containers.
    pub restarts: i64,
    /// Why it does not run, in the cluster's words; empty when nothing is said.
    pub trouble: String,
    /// The label `pod-template-hash`: pods of one roll-out share it; empty for others.
    pub template: String,
}

/// How a router took a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// The router.
    pub router: String,
    /// Whether it serves the route.
    pub admitted: bool,
    /// Its words if not.
    pub message: String,
}

/// A route of the registry in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteBrief {
    /// Its name.
    pub name: String,
    /// Its host; empty until one is given.
    pub host: String,
    /// One entry per router that has looked at it; none means it still waits.
    pub routers: Vec<Admission>,
    /// When it was made (RFC 3339).
    pub created: String,
}

/// How the routers together took a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RouteState {
    /// By all routers that looked at it.
    Admitted,
    /// By some.
    Partly,
    /// By none.
    Refused,
    /// No router has looked at it.
    Waiting,
}

impl RouteBrief {
    /// How the routers together took it.
    pub fn state(&self) -> RouteState {
        let admitted = self.routers.iter().filter(|r| r.admitted).count();
        match (self.routers.len(), admitted) {
            (0, _) => RouteState::Waiting,
            (all, good) if all == good => RouteState::Admitted,
            (_, 0) => RouteState::Refused,
            _ => RouteState::Partly,
        }
    }
}

/// The ClusterOperator in short. It also speaks for the pruner and the node agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorBrief {
    /// The operator's version; `None` before it reported one.
    pub version: Option<String>,
    /// `Available`, `Progressing` and `Degraded`, in the object's order.
    pub conditions: Vec<Condition>,
    /// `Degraded` is True, and nothing but the pruner is the reason.
    pub degraded_by_pruner_only: bool,
}

/// The pruner in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrunerBrief {
    /// `spec.suspend`.
    pub suspended: bool,
    /// The newest run failed.
    pub failed: bool,
    /// Blobs are deleted too, because the cluster knows an internal registry; `None` when that may not be read.
    pub deletes_blobs: Option<bool>,
}

/// The cluster in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterBrief {
    /// The platform.
    pub platform: Part<Platform>,
    /// How many nodes run infrastructure pods.
    pub topology: Part<Topology>,
    /// The cluster's generated name.
    pub name: Part<String>,
    /// The release it runs.
    pub version: Part<String>,
}
