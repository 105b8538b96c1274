//! The registry's Deployment.

use super::{number, object};

object! {
    /// A `deployments.apps` object.
    Deployment
}

impl Deployment {
    /// `spec.replicas`, 1 when unset as the API defaults it.
    pub fn wanted(&self) -> i64 {
        number(&self.0, "/spec/replicas").unwrap_or(1)
    }

    /// `status.availableReplicas`.
    pub fn available(&self) -> i64 {
        number(&self.0, "/status/availableReplicas").unwrap_or_default()
    }

    /// `status.updatedReplicas`: pods that run the newest template.
    pub fn updated(&self) -> i64 {
        number(&self.0, "/status/updatedReplicas").unwrap_or_default()
    }

    /// `status.replicas`: all pods, old and new.
    pub fn total(&self) -> i64 {
        number(&self.0, "/status/replicas").unwrap_or_default()
    }
}
