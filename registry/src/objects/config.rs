//! The registry operator's configuration object.

use super::{Condition, Object, list, number, object, text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

object! {
    /// `configs.imageregistry.operator.openshift.io/cluster`.
    Config
}

/// `spec.managementState`. `Force` passes the schema but the operator does nothing with it, so it reads as
/// [`ManagementState::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ManagementState {
    /// The operator runs the registry.
    Managed,
    /// The operator does not act.
    Unmanaged,
    /// No registry runs.
    Removed,
    /// Absent or a value without a meaning.
    Other,
}

impl ManagementState {
    /// The wire value; empty for [`ManagementState::Other`].
    pub fn wire(self) -> &'static str {
        match self {
            Self::Managed => "Managed",
            Self::Unmanaged => "Unmanaged",
            Self::Removed => "Removed",
            Self::Other => "",
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "Managed" => Self::Managed,
            "Unmanaged" => Self::Unmanaged,
            "Removed" => Self::Removed,
            _ => Self::Other,
        }
    }
}

/// `spec.rolloutStrategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// New pods start before old ones go; also what an unset field acts as.
    RollingUpdate,
    /// Old pods go first: the registry is down meanwhile.
    Recreate,
}

impl Strategy {
    /// The wire value.
    pub fn wire(self) -> &'static str {
        match self {
            Self::RollingUpdate => "RollingUpdate",
            Self::Recreate => "Recreate",
        }
    }
}

/// One member of `spec.storage` or `status.storage`: the wire name and its content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The key, for example `pvc`, `emptyDir`, `s3`, or one this console has never heard of.
    pub key: String,
    /// What stands under it.
    pub content: Value,
}

impl Config {
    /// `spec.managementState`.
    pub fn management_state(&self) -> ManagementState {
        ManagementState::read(text(&self.0, "/spec/managementState"))
    }

    /// `spec.replicas`; the field is required, so absence is kept apart from 0.
    pub fn replicas(&self) -> Option<i64> {
        number(&self.0, "/spec/replicas")
    }

    /// `spec.rolloutStrategy` in effect.
    pub fn strategy(&self) -> Strategy {
        match text(&self.0, "/spec/rolloutStrategy") {
            "Recreate" => Strategy::Recreate,
            _ => Strategy::RollingUpdate,
        }
    }

    /// The storage members configured (`spec.storage` without `managementState`), in the object's order.
    pub fn storage_configured(&self) -> Vec<Member> {
        members(self.0.pointer("/spec/storage"))
    }

    /// The storage members in force (`status.storage`).
    pub fn storage_in_force(&self) -> Vec<Member> {
        members(self.0.pointer("/status/storage"))
    }

    /// `spec.storage.managementState`: `Managed` means that removing the registry deletes the storage.
    /// `None` when unset, which old releases never set.
    pub fn storage_management(&self) -> Option<ManagementState> {
        match ManagementState::read(text(&self.0, "/spec/storage/managementState")) {
            ManagementState::Other => None,
            state => Some(state),
        }
    }

    /// Whether the operator would delete the storage in force when the registry is removed: the spec's own word, or
    /// `status.storageManaged` on releases that lack it.
    pub fn operator_owns_storage(&self) -> bool {
        match self.storage_management() {
            Some(state) => state == ManagementState::Managed,
            None => self
                .0
                .pointer("/status/storageManaged")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
        }
    }

    /// The claim named by a `pvc` member of the spec; `Some("")` when the member is there without a name.
    pub fn claim(&self) -> Option<&str> {
        let pvc = self.0.pointer("/spec/storage/pvc").filter(|v| !v.is_null())?;
        Some(pvc.get("claim").and_then(Value::as_str).unwrap_or_default())
    }

    /// `spec.defaultRoute`.
    pub fn default_route(&self) -> bool {
        self.0
            .pointer("/spec/defaultRoute")
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// `spec.readOnly`.
    pub fn read_only(&self) -> bool {
        self.0
            .pointer("/spec/readOnly")
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// Names in `spec.routes[]`.
    pub fn custom_routes(&self) -> Vec<&str> {
        list(&self.0, "/spec/routes")
            .iter()
            .map(|route| text(route, "/name"))
            .collect()
    }

    /// `status.conditions`, in the object's order.
    pub fn conditions(&self) -> Vec<Condition> {
        Condition::read_all(&self.0)
    }

    /// `status.observedGeneration`; 0 before the first look of the operator.
    pub fn observed_generation(&self) -> i64 {
        number(&self.0, "/status/observedGeneration").unwrap_or_default()
    }

    /// Whether the operator has looked at the newest spec. Conditions describe an older one while it has not.
    pub fn is_observed(&self) -> bool {
        self.observed_generation() >= self.generation()
    }

    /// `status.readyReplicas`.
    pub fn ready_replicas(&self) -> i64 {
        number(&self.0, "/status/readyReplicas").unwrap_or_default()
    }
}

fn members(storage: Option<&Value>) -> Vec<Member> {
    let Some(Value::Object(map)) = storage else {
        return Vec::new();
    };
    map.iter()
        .filter(|(key, content)| *key != "managementState" && !content.is_null())
        .map(|(key, content)| Member {
            key: key.clone(),
            content: content.clone(),
        })
        .collect()
}
