//! The registry's Deployment.

use super::{Condition, Object, Status, number, object};

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

    /// Whether the deployment controller gave up on the newest template: its pods did not get ready in time.
    pub fn deadline_exceeded(&self) -> bool {
        Condition::read_all(&self.0)
            .iter()
            .any(|c| c.is("Progressing", Status::False) && c.reason == "ProgressDeadlineExceeded")
    }

    /// Whether the deployment controller has looked at the newest template; the numbers of its status belong to an
    /// older one while it has not.
    pub fn is_observed(&self) -> bool {
        number(&self.0, "/status/observedGeneration").unwrap_or_default() >= self.generation()
    }
}
