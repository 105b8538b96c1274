//! The pruner's configuration.

use super::{Condition, object};
use serde_json::Value;

object! {
    /// `imagepruners.imageregistry.operator.openshift.io/cluster`.
    ImagePruner
}

impl ImagePruner {
    /// `spec.suspend`.
    pub fn is_suspended(&self) -> bool {
        self.0
            .pointer("/spec/suspend")
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// `status.conditions`.
    pub fn conditions(&self) -> Vec<Condition> {
        Condition::read_all(&self.0)
    }
}
