//! Conditions: keyed by type, and with a time that moves only when the status does.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::clock::rfc3339;

/// Sets a condition in a status. Empty reasons and messages are left out, as Go leaves them out.
pub(super) fn set(
    status: &mut Map<String, Value>,
    kind: &str,
    value: &str,
    reason: &str,
    message: &str,
    now: Timestamp,
) {
    let list = status.entry("conditions").or_insert_with(|| json!([]));
    if !list.is_array() {
        *list = json!([]);
    }
    let Some(list) = list.as_array_mut() else { return };
    let index = list.iter().position(|condition| condition["type"] == kind);
    let since = index.filter(|&index| list[index]["status"] == value).map_or_else(
        || json!(rfc3339(now)),
        |index| list[index]["lastTransitionTime"].clone(),
    );
    let mut condition = json!({"type": kind, "status": value, "lastTransitionTime": since});
    for (key, text) in [("reason", reason), ("message", message)] {
        if !text.is_empty() {
            condition[key] = json!(text);
        }
    }
    match index {
        Some(index) => list[index] = condition,
        None => list.push(condition),
    }
}

/// The condition of a type.
pub(super) fn get<'a>(status: &'a Value, kind: &str) -> Option<&'a Value> {
    status["conditions"]
        .as_array()?
        .iter()
        .find(|condition| condition["type"] == kind)
}
