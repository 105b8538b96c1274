//! The way an image travels, from outside to storage: one node each, so that a trouble is seen where it is. One root
//! cause is failing; what lies behind it waits.

use super::headline::Serving;
use super::parts::StoragePlace;
use serde::{Deserialize, Serialize};

/// A place on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// Clients outside the cluster.
    Outside,
    /// Nodes and builds of the cluster.
    Nodes,
    /// Routes.
    Routes,
    /// The Service.
    Service,
    /// Registry pods.
    Pods,
    /// Where images are kept.
    Storage,
    /// Trusted certificates on the nodes; hangs below.
    Certificates,
    /// Pruning; hangs below.
    Pruning,
}

/// The state of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PathState {
    /// Works.
    Ok,
    /// On its way.
    Changing,
    /// Works, but someone should look.
    Attention,
    /// Broken.
    Failing,
    /// Switched off, or not there on purpose.
    Off,
    /// Cannot be told.
    Unknown,
    /// Cannot work before this place does.
    WaitsFor(Place),
}

/// What a place shows beside its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Detail {
    /// Outside: whether any route leads in.
    Outside {
        /// A route is admitted by some router.
        exposed: bool,
    },
    /// Nodes and the certificates on them: how many node agents are ready, if pods may be read.
    Agents(Option<Serving>),
    /// Routes.
    Routes {
        /// How many there are; `None` when they may not be read.
        count: Option<usize>,
        /// The worst one's name, if one is not as it should be.
        worst: Option<String>,
    },
    /// The Service.
    Service {
        /// Host and port inside the cluster; `None` while there is none or it may not be read.
        host: Option<String>,
    },
    /// Registry pods.
    Pods {
        /// Ready of wanted; `None` when that may not be read.
        serving: Option<Serving>,
        /// Pods beyond those wanted, in a roll-out.
        surplus: i64,
    },
    /// Storage.
    Storage {
        /// What is in force, or configured.
        place: Option<StoragePlace>,
    },
    /// Pruning.
    Pruning,
}

/// A node of the path map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathNode {
    /// Which.
    pub place: Place,
    /// How it is.
    pub state: PathState,
    /// What it shows.
    pub detail: Detail,
}

/// The line that leads to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edge {
    /// Traffic can flow.
    Carries,
    /// Nothing is meant to flow.
    Off,
    /// In a change.
    Changing,
    /// Broken at the place it leads to.
    Broken,
    /// Cannot be told.
    Unknown,
}

impl PathNode {
    /// The line that leads to this place.
    pub fn edge(&self) -> Edge {
        match self.state {
            PathState::Ok | PathState::Attention => Edge::Carries,
            PathState::Changing => Edge::Changing,
            PathState::Failing => Edge::Broken,
            PathState::Off | PathState::WaitsFor(_) => Edge::Off,
            PathState::Unknown => Edge::Unknown,
        }
    }
}
