//! The overview: how the registry does, as data for every line of the page. Words, icons and links are found
//! elsewhere; nothing here knows how it will look.
//!
//! **Invariant:** reading never fails and never panics. What may not be read says so in its own part, and there is
//! always a headline.

mod brief;
mod case;
mod cause;
mod decide;
mod explain;
pub(crate) mod facts;
mod headline;
mod map;
mod meaning;
mod parts;
mod path;
mod progress;
mod read;
mod text;
mod todo;
mod tone;
mod trouble;
mod way_out;

pub(crate) use brief::{config as config_brief, place};
pub use cause::{Cause, WayOut};
pub use facts::queries;
pub use headline::{Headline, Serving};
pub use meaning::{Aspect, Evidence, Explained, Meaning, OperatorPart, Relevance};
pub use parts::{
    Admission, ClaimBrief, ClusterBrief, ConfigBrief, OperatorBrief, Part, PodBrief, PodRole, PrunerBrief,
    Replicas, RouteBrief, RouteState, StoragePlace, StorageView, Whose,
};
pub use path::{Detail, Edge, PathNode, PathState, Place};
pub use progress::{Mark, Progress, Stages, progress, progress_since};
pub use todo::{Todo, Warning};
pub use tone::Tone;

use serde::{Deserialize, Serialize};

/// Everything the overview shows. It holds no secret, and the same snapshot always gives the same overview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The state line.
    pub headline: Headline,
    /// What the user can do about it, most useful first.
    pub ways_out: Vec<WayOut>,
    /// What is missing for a working registry; empty when one runs.
    pub todo: Vec<Todo>,
    /// What is wrong although no condition says so.
    pub warnings: Vec<Warning>,
    /// The way an image travels.
    pub path: Vec<PathNode>,
    /// Every condition of the configuration and of the pruner, explained.
    pub conditions: Vec<Explained>,
    /// The operator's configuration.
    pub config: Part<ConfigBrief>,
    /// Where images are kept.
    pub storage: Part<StorageView>,
    /// The Deployment in numbers; missing while no registry runs.
    pub replicas: Part<Replicas>,
    /// Pods of the registry's namespace, registry pods first.
    pub pods: Part<Vec<PodBrief>>,
    /// Routes of the registry.
    pub routes: Part<Vec<RouteBrief>>,
    /// The ClusterOperator.
    pub operator: Part<OperatorBrief>,
    /// The pruner.
    pub pruner: Part<PrunerBrief>,
    /// The cluster.
    pub cluster: ClusterBrief,
}

impl Overview {
    /// The tone of the state line.
    pub fn tone(&self) -> Tone {
        self.headline.tone()
    }

    /// The explained cause of the headline, where there is one.
    pub fn cause(&self) -> Option<&Cause> {
        self.headline.cause()
    }
}
