//! Which fields a merge patch touches, and what it does to each.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One field before and after. `None` is absent, which is also what a `null` in a merge patch leaves behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The path with dots: `spec.storage.pvc.claim`.
    pub path: String,
    /// The value before.
    #[serde(with = "crate::json_text")]
    pub before: Option<Value>,
    /// The value afterwards.
    #[serde(with = "crate::json_text")]
    pub after: Option<Value>,
}

impl FieldChange {
    /// Whether the value stays.
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }
}

/// Every leaf `patch` touches in `before`, in the patch's order. An empty object in the patch is a leaf of its own
/// when nothing stands there yet (`emptyDir: {}`); lists are replaced whole (RFC 7396).
pub fn touched(before: &Value, patch: &Value) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    walk(&mut fields, String::new(), Some(before), patch);
    fields
}

fn walk(fields: &mut Vec<FieldChange>, path: String, before: Option<&Value>, patch: &Value) {
    let present = before.filter(|value| !value.is_null());
    if let Value::Object(map) = patch {
        for (key, value) in map {
            let inner = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            walk(fields, inner, present.and_then(|v| v.get(key)), value);
        }
        let replaces_nothing = present.is_some_and(Value::is_object);
        if map.is_empty() && !replaces_nothing {
            fields.push(FieldChange {
                path,
                before: present.cloned(),
                after: Some(patch.clone()),
            });
        }
    } else {
        let after = (!patch.is_null()).then(|| patch.clone());
        fields.push(FieldChange {
            path,
            before: present.cloned(),
            after,
        });
    }
}

/// `before` with a merge patch applied, as the API server does it (RFC 7396).
pub fn merged(before: &Value, patch: &Value) -> Value {
    let Value::Object(changes) = patch else {
        return patch.clone();
    };
    let mut after = before.as_object().cloned().unwrap_or_default();
    for (key, change) in changes {
        if change.is_null() {
            after.remove(key);
        } else {
            let inner = merged(after.get(key).unwrap_or(&Value::Null), change);
            after.insert(key.clone(), inner);
        }
    }
    Value::Object(after)
}

/// The merge patch that turns `before` into `after`, keys that are only in `before` nulled. What is the same is
/// named too, so that the patch says all of what is wanted.
pub fn patch_to(before: &Value, after: &Value) -> Value {
    let Value::Object(wanted) = after else {
        return after.clone();
    };
    let has = before.as_object();
    let gone = has
        .into_iter()
        .flatten()
        .filter(|(key, _)| !wanted.contains_key(*key));
    let kept = wanted.iter().map(|(key, value)| {
        let inner = before.get(key).unwrap_or(&Value::Null);
        (key.clone(), patch_to(inner, value))
    });
    kept.chain(gone.map(|(key, _)| (key.clone(), Value::Null)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_touches_its_leaves_and_nothing_beside_them() {
        let before = json!({"spec": {"replicas": 2, "storage": {"s3": {"bucket": "b"}, "tape": {}}}});
        let patch = json!({"spec": {"replicas": 1, "storage": {"s3": null, "emptyDir": {}, "managementState": "Managed"}}});
        let change = |path: &str, before: Value, after: Value| FieldChange {
            path: path.into(),
            before: (!before.is_null()).then_some(before),
            after: (!after.is_null()).then_some(after),
        };
        let mut fields = touched(&before, &patch);
        fields.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(
            fields,
            [
                change("spec.replicas", json!(2), json!(1)),
                change("spec.storage.emptyDir", json!(null), json!({})),
                change("spec.storage.managementState", json!(null), json!("Managed")),
                change("spec.storage.s3", json!({"bucket": "b"}), json!(null)),
            ]
        );
    }

    #[test]
    fn an_empty_member_that_is_there_already_is_no_change() {
        assert!(touched(&json!({"emptyDir": {}}), &json!({"emptyDir": {}})).is_empty());
    }

    #[test]
    fn a_patch_between_two_values_leads_from_one_to_the_other() {
        for (before, after) in [
            (json!({}), json!({"pvc": {"claim": "a"}})),
            (
                json!({"pvc": {"claim": "a", "x": 1}}),
                json!({"pvc": {"claim": "b"}}),
            ),
            (
                json!({"s3": {"bucket": "b"}, "tape": {}}),
                json!({"emptyDir": {}}),
            ),
            (
                json!({"list": [1, 2], "same": {"a": 1}}),
                json!({"list": [2], "same": {"a": 1}}),
            ),
            (json!({"a": 1}), json!({"a": {"b": {}}})),
        ] {
            assert_eq!(merged(&before, &patch_to(&before, &after)), after, "{before}");
        }
    }
}
