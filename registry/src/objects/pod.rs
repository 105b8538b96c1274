//! Pods, and the one word `oc get pods` would show for each.

use super::{Condition, Object, Status};
use super::{list, number, object, text};
use serde_json::Value;

object! {
    /// A `pods` object.
    Pod
}

impl Pod {
    /// The node it runs on; empty while it has none.
    pub fn node(&self) -> &str {
        text(&self.0, "/spec/nodeName")
    }

    /// The value of a label, if it is there.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.0.pointer("/metadata/labels")?.get(key)?.as_str()
    }

    /// Whether it takes traffic.
    pub fn is_ready(&self) -> bool {
        !self.is_being_deleted()
            && Condition::read_all(&self.0)
                .iter()
                .any(|c| c.is("Ready", Status::True))
    }

    /// Restarts of all its containers.
    pub fn restarts(&self) -> i64 {
        list(&self.0, "/status/containerStatuses")
            .iter()
            .filter_map(|c| number(c, "/restartCount"))
            .sum()
    }

    /// The STATUS column of `oc get pods`: a waiting or terminated container's reason before the phase.
    pub fn state(&self) -> String {
        if self.is_being_deleted() {
            return "Terminating".to_owned();
        }
        let containers = list(&self.0, "/status/containerStatuses");
        let reason = |pointer: &str| {
            containers
                .iter()
                .map(|c| text(c, pointer))
                .find(|r| !r.is_empty())
                .map(ToOwned::to_owned)
        };
        let unschedulable = || {
            Condition::read_all(&self.0)
                .into_iter()
                .find(|c| c.is("PodScheduled", Status::False) && c.reason == "Unschedulable")
                .map(|c| c.reason)
        };
        let phase = text(&self.0, "/status/phase");
        reason("/state/waiting/reason")
            .or_else(|| reason("/state/terminated/reason"))
            .or_else(unschedulable)
            .unwrap_or_else(|| {
                if phase.is_empty() {
                    "Unknown".to_owned()
                } else {
                    phase.to_owned()
                }
            })
    }

    /// Why it does not run, in the cluster's words: the scheduler's message, a waiting container's, or the last
    /// words of a container that ended; empty when nothing is said.
    pub fn trouble(&self) -> String {
        let containers = list(&self.0, "/status/containerStatuses");
        let unschedulable = Condition::read_all(&self.0)
            .into_iter()
            .find(|c| c.is("PodScheduled", Status::False))
            .map(|c| c.message);
        let said = |pointer: &str| {
            containers
                .iter()
                .map(|c: &Value| text(c, pointer))
                .find(|m| !m.is_empty())
                .map(ToOwned::to_owned)
        };
        said("/lastState/terminated/message")
            .or_else(|| said("/state/terminated/message"))
            .or_else(|| said("/state/waiting/message"))
            .or(unschedulable)
            .unwrap_or_default()
    }

    /// The group volumes are shared with (`fsGroup`), if the pod carries one.
    pub fn volume_group(&self) -> Option<i64> {
        number(&self.0, "/spec/securityContext/fsGroup")
    }
}
