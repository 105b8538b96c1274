//! Decoding and validation of an object against its tree of fields.

use regex::Regex;
use serde_json::Value;

use super::{Schema, Text};
use crate::failure::Cause;
use crate::json::as_object;
use crate::{duration, quantity};

/// Fills in defaults and takes unknown members out; returns the paths of those, in the order strict decoding names
/// them (`spec.storage.persistentVolumeClaim`).
pub(crate) fn decode(schema: &Schema, value: &mut Value, path: &str) -> Vec<String> {
    let mut unknown = Vec::new();
    match schema {
        Schema::Object(fields) => {
            let Value::Object(map) = value else {
                return unknown;
            };
            for field in fields {
                if let (None, Some(default)) = (map.get(field.name), &field.default) {
                    map.insert(field.name.into(), default.clone());
                }
            }
            let keys: Vec<String> = map.keys().cloned().collect();
            for key in keys {
                match (schema.member(&key), map.get_mut(&key)) {
                    (Some(of), Some(member)) => unknown.extend(decode(of, member, &join(path, &key))),
                    _ => {
                        map.remove(&key);
                        unknown.push(join(path, &key));
                    }
                }
            }
        }
        Schema::Map(of) if value.is_object() => {
            for (key, member) in as_object(value) {
                unknown.extend(decode(of, member, &join(path, key)));
            }
        }
        Schema::List(of) => {
            for (index, item) in value.as_array_mut().into_iter().flatten().enumerate() {
                unknown.extend(decode(of, item, &format!("{path}[{index}]")));
            }
        }
        _ => {}
    }
    unknown
}

/// Everything the schema refuses. With an error that stops further checks, the API server adds a line saying so;
/// `has_rules` says whether the definition has such further checks (CEL rules).
pub(crate) fn errors(schema: &Schema, value: &Value, path: &str, has_rules: bool) -> Vec<Cause> {
    let mut causes = Vec::new();
    check(schema, value, path, &mut causes);
    let blocking = [
        "FieldValueRequired",
        "FieldValueTypeInvalid",
        "FieldValueNotSupported",
        "FieldValueTooLong",
    ];
    if has_rules && causes.iter().any(|cause| blocking.contains(&cause.reason)) {
        causes.push(Cause::invalid(
            "<nil>",
            &Value::Null,
            "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
        ));
    }
    causes
}

fn check(schema: &Schema, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let mistyped = |kind: &str| {
        let shown = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(n) if n.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let message =
            format!("Invalid value: \"{shown}\": {path} in body must be of type {kind}: \"{shown}\"");
        Cause::new("FieldValueTypeInvalid", path, message)
    };
    match (schema, value) {
        (Schema::Any | Schema::Quantity, _) | (Schema::Bool, Value::Bool(_)) => {}
        (Schema::Bool, _) => causes.push(mistyped("boolean")),
        (Schema::Text(rules), Value::String(text)) => string(rules, text, path, causes),
        (Schema::Text(_), _) => causes.push(mistyped("string")),
        (Schema::Int { min, max, .. }, Value::Number(number)) => match number.as_i64() {
            Some(n) => integer(n, *min, *max, path, causes),
            None => causes.push(mistyped("integer")),
        },
        (Schema::Int { .. }, _) => causes.push(mistyped("integer")),
        (Schema::Map(of), Value::Object(map)) => {
            for (key, member) in map {
                check(of, member, &join(path, key), causes);
            }
        }
        (Schema::List(of), Value::Array(list)) => {
            for (index, item) in list.iter().enumerate() {
                check(of, item, &format!("{path}[{index}]"), causes);
            }
        }
        (Schema::Object(fields), Value::Object(map)) => {
            for field in fields {
                match map.get(field.name) {
                    Some(member) => check(&field.schema, member, &join(path, field.name), causes),
                    None if field.required => causes.push(Cause::required(join(path, field.name), "")),
                    None => {}
                }
            }
        }
        (Schema::List(_), _) => causes.push(mistyped("array")),
        (Schema::Map(_) | Schema::Object(_), _) => causes.push(mistyped("object")),
    }
}

fn string(rules: &Text, text: &str, path: &str, causes: &mut Vec<Cause>) {
    let value = Value::from(text);
    if !rules.one_of.is_empty() && !rules.one_of.contains(&text) {
        let supported: Vec<String> = rules.one_of.iter().map(|one| format!("\"{one}\"")).collect();
        causes.push(Cause::new(
            "FieldValueNotSupported",
            path,
            format!(
                "Unsupported value: {value}: supported values: {}",
                supported.join(", ")
            ),
        ));
    }
    if let Some(max) = rules.max
        && text.chars().count() > max
    {
        causes.push(Cause::new(
            "FieldValueTooLong",
            path,
            format!("Too long: may not be more than {max} bytes"),
        ));
    }
    if let Some(min) = rules.min
        && text.chars().count() < min
    {
        causes.push(Cause::invalid(
            path,
            &value,
            &format!("{path} in body should be at least {min} chars long"),
        ));
    }
    if let Some(pattern) = rules.pattern
        && !Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
    {
        causes.push(Cause::invalid(
            path,
            &value,
            &format!("{path} in body should match '{pattern}'"),
        ));
    }
    if rules.format == Some("duration") && duration::parse(text).is_none() {
        let message = format!("Invalid value: {value}: {path} in body must be of type duration: {value}");
        causes.push(Cause::new("FieldValueTypeInvalid", path, message));
    }
}

fn integer(n: i64, min: Option<i64>, max: Option<i64>, path: &str, causes: &mut Vec<Cause>) {
    let value = Value::from(n);
    if let Some(min) = min.filter(|min| n < *min) {
        causes.push(Cause::invalid(
            path,
            &value,
            &format!("{path} in body should be greater than or equal to {min}"),
        ));
    }
    if let Some(max) = max.filter(|max| n > *max) {
        causes.push(Cause::invalid(
            path,
            &value,
            &format!("{path} in body should be less than or equal to {max}"),
        ));
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// Whether every size in the object can be read; a built-in resource refuses the body otherwise.
pub(crate) fn quantities_readable(schema: &Schema, value: &Value) -> bool {
    match (schema, value) {
        (Schema::Quantity, value) => quantity::bytes(value).is_some(),
        (Schema::Object(fields), value) => fields.iter().all(|field| {
            value
                .get(field.name)
                .is_none_or(|member| quantities_readable(&field.schema, member))
        }),
        (Schema::Map(of), Value::Object(map)) => map.values().all(|member| quantities_readable(of, member)),
        _ => true,
    }
}
