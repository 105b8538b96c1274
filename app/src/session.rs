//! What the server gives to every page and server function: one user's cluster and the server's plan key.

use leptos::prelude::use_context;
use registry::error::ClusterError;
use registry::plan::PlanKey;
use registry::port::Cluster;
use registry::snapshot::{Query, Snapshot};
use std::sync::Arc;
use std::time::Duration;

/// One caller's session. Provided as context by the door the caller came through; absent when there is no login.
#[derive(Clone)]
pub struct Session {
    /// The cluster as the caller sees it.
    pub cluster: Arc<dyn Cluster>,
    /// The server's key for plan hashes.
    pub plan_key: PlanKey,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

/// How long a page waits for the cluster before it renders without. The server provides a longer one for `?wait=N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageBudget(pub Duration);

impl PageBudget {
    /// The budget of the page being rendered.
    pub fn current() -> Duration {
        use_context::<Self>().map_or(Duration::from_millis(300), |budget| budget.0)
    }
}

impl Session {
    /// The caller's session, or [`ClusterError::SignedOut`].
    pub fn current() -> Result<Self, ClusterError> {
        use_context::<Self>().ok_or(ClusterError::SignedOut)
    }

    /// Reads a batch within `budget`; `None` when the cluster takes longer.
    pub async fn read_within(&self, batch: &[Query], budget: Duration) -> Option<Snapshot> {
        tokio::time::timeout(budget, self.cluster.read(batch)).await.ok()
    }
}
