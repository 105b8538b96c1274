//! The cluster's own objects: infrastructure, version, cluster operators.

use super::{Condition, list, object, text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

object! {
    /// `infrastructures.config.openshift.io/cluster`.
    Infrastructure
}

object! {
    /// `clusteroperators.config.openshift.io/<name>`.
    ClusterOperator
}

object! {
    /// `clusterversions.config.openshift.io/version`.
    ClusterVersion
}

/// `status.platformStatus.type`: the value itself, because any release may add one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Platform(pub String);

impl Platform {
    /// Whether the operator starts with the registry removed here, because the platform has no shared storage.
    pub fn starts_removed(&self) -> bool {
        matches!(
            self.0.as_str(),
            "BareMetal"
                | "VSphere"
                | "None"
                | "Nutanix"
                | "KubeVirt"
                | "EquinixMetal"
                | "AlibabaCloud"
                | "External"
        )
    }
}

/// `status.infrastructureTopology`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topology {
    /// Several nodes run infrastructure pods.
    HighlyAvailable,
    /// One node does.
    SingleReplica,
    /// Absent or unknown.
    Unknown,
}

impl Infrastructure {
    /// The platform; empty when the object does not say.
    pub fn platform(&self) -> Platform {
        let current = text(&self.0, "/status/platformStatus/type");
        let name = if current.is_empty() {
            text(&self.0, "/status/platform")
        } else {
            current
        };
        Platform(name.to_owned())
    }

    /// The topology of the nodes that run the registry.
    pub fn topology(&self) -> Topology {
        match text(&self.0, "/status/infrastructureTopology") {
            "HighlyAvailable" => Topology::HighlyAvailable,
            "SingleReplica" => Topology::SingleReplica,
            _ => Topology::Unknown,
        }
    }

    /// `status.infrastructureName`: the cluster's generated name.
    pub fn cluster_name(&self) -> &str {
        text(&self.0, "/status/infrastructureName")
    }

    /// A text of `status.platformStatus.<platform>`; empty when the platform says none.
    pub fn platform_says(&self, key: &str) -> &str {
        self.of_platform()
            .and_then(|part| part.get(key))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The address the platform names in place of a service's own; empty when it names none.
    pub fn service_endpoint(&self, service: &str) -> &str {
        self.of_platform()
            .map(|part| list(part, "/serviceEndpoints"))
            .and_then(|all| all.iter().find(|endpoint| text(endpoint, "/name") == service))
            .map_or("", |endpoint| text(endpoint, "/url"))
    }

    /// The platform's own part: the one object beside `type`.
    fn of_platform(&self) -> Option<&Value> {
        let status = self.0.pointer("/status/platformStatus")?.as_object()?;
        status.values().find(|part| part.is_object())
    }
}

impl ClusterOperator {
    /// `status.conditions`.
    pub fn conditions(&self) -> Vec<Condition> {
        Condition::read_all(&self.0)
    }

    /// The version reported for the operator itself.
    pub fn version(&self) -> Option<&str> {
        list(&self.0, "/status/versions")
            .iter()
            .find(|v| text(v, "/name") == "operator")
            .map(|v| text(v, "/version"))
    }
}

impl ClusterVersion {
    /// The release the cluster runs: the newest completed entry of its history, else the desired one.
    pub fn version(&self) -> &str {
        list(&self.0, "/status/history")
            .iter()
            .find(|entry| text(entry, "/state") == "Completed")
            .map_or_else(
                || text(&self.0, "/status/desired/version"),
                |entry| text(entry, "/version"),
            )
    }

    /// Whether the `ImageRegistry` capability is switched off: it is known here and not among the enabled ones.
    pub fn lacks_registry_capability(&self) -> bool {
        let has = |pointer| list(&self.0, pointer).iter().any(|c| c == "ImageRegistry");
        has("/status/capabilities/knownCapabilities") && !has("/status/capabilities/enabledCapabilities")
    }
}
