//! What a sandbox is set up to do: how fast things happen, who runs pods, which release it plays.

use jiff::SignedDuration;

/// How long the simulated controllers take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Everything a write leads to has happened when the write is answered.
    #[default]
    Instant,
    /// A roll-out takes about six seconds, in visible steps.
    Demo,
}

impl Pace {
    /// Before the operator looks at a change.
    pub(crate) fn operator(self) -> SignedDuration {
        self.millis(800)
    }

    /// Between a changed Deployment and its new pods.
    pub(crate) fn pods_created(self) -> SignedDuration {
        self.millis(1_200)
    }

    /// Between a changed Deployment and ready pods.
    pub(crate) fn pods_ready(self) -> SignedDuration {
        self.millis(5_200)
    }

    /// Between the deletion of an object and its end.
    pub(crate) fn deletion(self) -> SignedDuration {
        self.millis(4_000)
    }

    /// Between a new claim and its volume.
    pub(crate) fn binding(self) -> SignedDuration {
        self.millis(1_500)
    }

    fn millis(self, demo: i64) -> SignedDuration {
        match self {
            Self::Instant => SignedDuration::ZERO,
            Self::Demo => SignedDuration::from_millis(demo),
        }
    }
}

/// Who plays the controllers below the operator: deployments, claims, garbage collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Workloads {
    /// The sandbox: pods appear, claims are bound, deleted objects go.
    #[default]
    Simulated,
    /// Nobody, as in the recordings: a test writes the Deployment's status itself, deleted objects stay "deleting".
    Manual,
}

/// The release whose API and operator are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Release {
    /// The 4.22 line.
    #[default]
    Current,
    /// 4.5: fewer fields, no strict field validation, `Degraded` only for permanent errors.
    Legacy,
    /// A release newer than this console: its schema has a storage member `tape` nobody here has heard of.
    Future,
}

/// How the DaemonSet `node-ca` fares, which is reported on the operator's Config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NodeCa {
    /// It runs on every node.
    #[default]
    Healthy,
    /// The cluster refuses to create it (as in the recordings, where no privileged container was allowed).
    Refused,
}

/// Which of the operator's smaller controllers have reported yet. They start slower than the main one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reporting {
    /// The controller of the DaemonSet `node-ca`.
    pub node_ca: Option<NodeCa>,
    /// The controller of the ConfigMap `image-registry-certificates`.
    pub certificates: bool,
    /// The controller of `images.config.openshift.io/cluster`.
    pub image_config: bool,
    /// The controller of Azure Stack's cloud configuration.
    pub azure_stack: bool,
}

impl Default for Reporting {
    fn default() -> Self {
        Self {
            node_ca: Some(NodeCa::Healthy),
            certificates: true,
            image_config: true,
            azure_stack: false,
        }
    }
}
