//! Between the spec and the texts of fields: reading, writing, and when two texts mean the same.

use super::field::{Control, Param, ParamId, param};
use super::form::Values;
use crate::objects::{Amount, GoDuration};
use crate::plan::yaml_text;
use serde_json::{Map, Value, json};

/// The text of a field as it stands in a spec; empty where nothing stands.
pub(super) fn read(spec: &Value, id: ParamId) -> String {
    let param = param(id);
    let Some(value) = find(spec, param.path) else {
        return String::new();
    };
    match (param.control, value) {
        // Whether it is set is told elsewhere; its value never.
        (Control::Rotate, _) => String::new(),
        (Control::Yaml, value) => yaml_text(value).trim_end().to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

/// The texts of these fields.
pub(super) fn read_all(spec: &Value, ids: impl Iterator<Item = ParamId>) -> Values {
    ids.map(|id| (id, read(spec, id))).collect()
}

/// Whether two texts of a field mean the same, the default counted as what an empty one means. YAML is compared as text
/// here; the plan compares what it says.
pub fn is_same(id: ParamId, one: &str, other: &str) -> bool {
    let param = param(id);
    let or_default = |text: &str| {
        // An amount that is not set is another thing than one that is set to the default: the default comes and goes as
        // a whole.
        let stands_for = !matches!(param.control, Control::Amount);
        if text.is_empty() && stands_for {
            param.default.to_owned()
        } else {
            text.to_owned()
        }
    };
    let (one, other) = (or_default(one), or_default(other));
    if one == other {
        return true;
    }
    match param.control {
        Control::Duration => {
            let read = |text: &str| GoDuration::parse(text);
            read(&one).is_some() && read(&one) == read(&other)
        }
        Control::Amount => {
            let read = |text: &str| Amount::parse(text).ok();
            read(&one).is_some() && read(&one) == read(&other)
        }
        Control::Number { .. } => {
            let read = |text: &str| text.trim().parse::<i128>().ok();
            read(&one).is_some() && read(&one) == read(&other)
        }
        Control::Yaml => one.trim_end() == other.trim_end(),
        // 4.5's numbers: 0, 2 and 3 are the same, and so is everything beside 1.
        Control::Choice(_) if id == ParamId::Logging => old_level(&one) == old_level(&other),
        _ => false,
    }
}

fn old_level(text: &str) -> u8 {
    match text {
        "1" => 1,
        "0" | "2" | "3" => 2,
        _ => 4,
    }
}

/// What of `shown` means something else than what stands in `current`.
pub fn changed(shown: &Values, current: &Values) -> Values {
    let differs = |(id, text): &(&ParamId, &String)| {
        let now = current.get(id).map_or("", String::as_str);
        !is_same(**id, text, now)
    };
    shown
        .iter()
        .filter(differs)
        .map(|(id, text)| (*id, text.clone()))
        .collect()
}

/// Writes a text that passed the rules into a spec; an empty one takes the field out, and what it leaves empty around it.
/// `yaml` is what the text of a [`Control::Yaml`] says.
pub(super) fn write(spec: &mut Value, id: ParamId, text: &str, yaml: Option<Value>) {
    let param = param(id);
    let value = match param.control {
        _ if text.trim().is_empty() => Value::Null,
        Control::Switch => json!(text == "true"),
        Control::Number { .. } => text.trim().parse::<i64>().map_or(Value::Null, Value::from),
        Control::Choice(_) if id == ParamId::Logging => text.parse::<i64>().map_or(Value::Null, Value::from),
        Control::Yaml => yaml.unwrap_or(Value::Null),
        Control::Rotate => Value::Null,
        _ => json!(text),
    };
    set(spec, param, value);
}

/// What stands at a field of one spec also stands there in another.
pub(super) fn transplant(from: &Value, to: &mut Value, id: ParamId) {
    let param = param(id);
    let value = find(from, param.path).cloned().unwrap_or(Value::Null);
    set(to, param, value);
}

/// The value at a path with dots; a null is nothing.
pub(super) fn find<'a>(spec: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(spec, |value, key| value.get(key))
        .filter(|value| !value.is_null())
}

fn set(spec: &mut Value, param: &Param, value: Value) {
    let path: Vec<&str> = param.path.split('.').collect();
    put(spec, &path, value);
}

fn put(object: &mut Value, path: &[&str], value: Value) {
    let [key, rest @ ..] = path else { return };
    if !object.is_object() {
        if value.is_null() {
            return;
        }
        *object = Value::Object(Map::new());
    }
    let Some(map) = object.as_object_mut() else { return };
    if rest.is_empty() {
        if value.is_null() {
            map.remove(*key);
        } else {
            map.insert((*key).to_owned(), value);
        }
        return;
    }
    let cleared = value.is_null();
    let Some(inner) = map.get_mut(*key).filter(|inner| inner.is_object()) else {
        if !cleared {
            let mut inner = Value::Null;
            put(&mut inner, rest, value);
            map.insert((*key).to_owned(), inner);
        }
        return;
    };
    let had = inner.as_object().is_some_and(|inner| !inner.is_empty());
    put(inner, rest, value);
    if cleared && had && inner.as_object().is_some_and(Map::is_empty) {
        map.remove(*key);
    }
}

/// The smallest merge patch from one spec to another: what is the same is not named, lists are replaced whole.
pub(super) fn difference(before: &Value, after: &Value) -> Map<String, Value> {
    let empty = Map::new();
    let (before, after) = (
        before.as_object().unwrap_or(&empty),
        after.as_object().unwrap_or(&empty),
    );
    let mut patch = Map::new();
    for (key, value) in after.iter().filter(|(_, value)| !value.is_null()) {
        match before.get(key).filter(|value| !value.is_null()) {
            Some(same) if same == value => {}
            Some(has) if has.is_object() && value.is_object() => {
                let inner = difference(has, value);
                if !inner.is_empty() {
                    patch.insert(key.clone(), Value::Object(inner));
                }
            }
            _ => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    let gone = before
        .iter()
        .filter(|(key, value)| !value.is_null() && after.get(*key).is_none_or(Value::is_null));
    patch.extend(gone.map(|(key, _)| (key.clone(), Value::Null)));
    patch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_cleared_leaves_nothing_behind() {
        let mut spec = json!({"proxy": {}, "requests": {"read": {"maxRunning": 3}}});
        write(&mut spec, ParamId::ReadWait, "1m", None);
        write(&mut spec, ParamId::CpuLimit, "2", None);
        write(&mut spec, ParamId::ReadOnly, "true", None);
        assert_eq!(
            spec,
            json!({"proxy": {}, "readOnly": true, "resources": {"limits": {"cpu": "2"}},
                "requests": {"read": {"maxRunning": 3, "maxWaitInQueue": "1m"}}})
        );
        assert_eq!(read(&spec, ParamId::ReadRunning), "3");
        assert_eq!(read(&spec, ParamId::ReadOnly), "true");
        for id in [
            ParamId::ReadWait,
            ParamId::CpuLimit,
            ParamId::ReadOnly,
            ParamId::ReadRunning,
        ] {
            write(&mut spec, id, "", None);
        }
        assert_eq!(spec, json!({"proxy": {}}));
    }

    #[test]
    fn texts_are_compared_by_what_they_mean() {
        for (id, one, other, same) in [
            (ParamId::ReadWait, "1m", "1m0s", true),
            (ParamId::ReadWait, "", "0s", true),
            (ParamId::ReadWait, "1m", "2m", false),
            (ParamId::ReadWait, "x", "", false),
            (ParamId::CpuRequest, "0.1", "100m", true),
            (ParamId::CpuRequest, "", "100m", false),
            (ParamId::ReadOnly, "", "false", true),
            (ParamId::ReadOnly, "", "true", false),
            (ParamId::LogLevel, "", "Normal", true),
            (ParamId::LogLevel, "Debug", "Trace", false),
            (ParamId::ReadRunning, "", "0", true),
            (ParamId::Replicas, "02", "2", true),
            (ParamId::Logging, "3", "2", true),
            (ParamId::Logging, "7", "4", true),
            (ParamId::Logging, "1", "2", false),
            (ParamId::NoProxy, "", ".corp", false),
        ] {
            assert_eq!(is_same(id, one, other), same, "{id:?} {one:?} {other:?}");
            assert_eq!(is_same(id, other, one), same, "{id:?} {other:?} {one:?}");
        }
    }

    #[test]
    fn a_difference_names_what_changes_and_nothing_else() {
        let before = json!({"a": 1, "b": {"c": 1, "d": 2}, "l": [1, 2], "n": null, "e": {}});
        for (after, patch) in [
            (before.clone(), json!({})),
            (
                json!({"a": 1, "b": {"c": 1, "d": 2}, "l": [1, 2], "e": {}}),
                json!({}),
            ),
            (
                json!({"a": 2, "b": {"c": 1}, "l": [2], "n": null, "e": {}}),
                json!({"a": 2, "b": {"d": null}, "l": [2]}),
            ),
            (
                json!({"b": {}, "l": [1, 2], "e": {}, "f": {}}),
                json!({"a": null, "b": {"c": null, "d": null}, "f": {}}),
            ),
        ] {
            assert_eq!(Value::Object(difference(&before, &after)), patch);
        }
    }
}
