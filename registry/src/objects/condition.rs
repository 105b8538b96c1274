//! Conditions, as operators write them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A condition's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// `True`
    True,
    /// `False`
    False,
    /// `Unknown`, or a value the API does not define.
    Unknown,
}

/// One entry of `status.conditions`. `reason` is free text and may hold blanks (`PVC Issues Found`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The type, for example `Progressing`.
    pub kind: String,
    /// The status.
    pub status: Status,
    /// The reason; may be empty.
    pub reason: String,
    /// The message, line breaks kept; may be empty.
    pub message: String,
    /// When the status last changed (RFC 3339); empty when absent. It does not move when only the message does.
    pub since: String,
}

impl Condition {
    pub(super) fn read_all(object: &Value) -> Vec<Self> {
        super::list(object, "/status/conditions")
            .iter()
            .map(Self::read)
            .collect()
    }

    fn read(value: &Value) -> Self {
        let text = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            kind: text("type"),
            status: match value.get("status").and_then(Value::as_str) {
                Some("True") => Status::True,
                Some("False") => Status::False,
                _ => Status::Unknown,
            },
            reason: text("reason"),
            message: text("message"),
            since: text("lastTransitionTime"),
        }
    }

    /// Whether this is `kind` with status `status`.
    pub fn is(&self, kind: &str, status: Status) -> bool {
        self.kind == kind && self.status == status
    }
}
