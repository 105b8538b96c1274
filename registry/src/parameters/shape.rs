//! Whether a value has the shape the cluster's release takes, by the schema of its CRD. Patterns and rules beyond that are
//! the API server's, whose dry run is asked in any case.

use super::problem::{Shape, TextFault};
use serde_json::{Map, Value};

/// What is wrong with `value`, with the path of each thing.
pub(crate) fn shape_faults(schema: &Value, value: &Value, path: &str) -> Vec<(String, TextFault)> {
    let mut found = Vec::new();
    check(schema, value, path, &mut found);
    found
}

fn flag(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn check(schema: &Value, value: &Value, path: &str, found: &mut Vec<(String, TextFault)>) {
    // A null takes a field out, wherever it stands.
    if value.is_null() {
        return;
    }
    if flag(schema, "x-kubernetes-int-or-string") {
        if !value.is_number() && !value.is_string() {
            found.push((
                path.to_owned(),
                TextFault::WrongShape {
                    wanted: Shape::Amount,
                },
            ));
        }
        return;
    }
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    let wanted = match kind {
        "boolean" if !value.is_boolean() => Some(Shape::Bool),
        "integer" if !value.is_i64() => Some(Shape::Integer),
        "number" if !value.is_number() => Some(Shape::Number),
        "string" if !value.is_string() => Some(Shape::Text),
        "array" if !value.is_array() => Some(Shape::List),
        "object" if !value.is_object() && !flag(schema, "x-kubernetes-preserve-unknown-fields") => {
            Some(Shape::Map)
        }
        _ => None,
    };
    if let Some(wanted) = wanted {
        found.push((path.to_owned(), TextFault::WrongShape { wanted }));
        return;
    }
    match value {
        Value::Object(map) => members(schema, map, path, found),
        Value::Array(items) => {
            let of = schema.get("items").unwrap_or(&Value::Null);
            for (index, item) in items.iter().enumerate() {
                check(of, item, &format!("{path}[{index}]"), found);
            }
        }
        leaf => bounds(schema, leaf, path, found),
    }
}

fn members(schema: &Value, map: &Map<String, Value>, path: &str, found: &mut Vec<(String, TextFault)>) {
    let empty = Map::new();
    let known = schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let others = schema
        .get("additionalProperties")
        .filter(|other| other.is_object());
    let open = flag(schema, "x-kubernetes-preserve-unknown-fields") || schema.get("type").is_none();
    for (key, inner) in map {
        let inside = format!("{path}.{key}");
        match known.get(key).or(others) {
            Some(of) => check(of, inner, &inside, found),
            None if open => {}
            None => found.push((
                inside,
                TextFault::UnknownField {
                    similar: similar(key, known.keys()),
                },
            )),
        }
    }
    let required = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for name in required.filter_map(Value::as_str) {
        if map.get(name).is_none_or(Value::is_null)
            && known.get(name).is_none_or(|of| of.get("default").is_none())
        {
            found.push((
                path.to_owned(),
                TextFault::Missing {
                    name: name.to_owned(),
                },
            ));
        }
    }
}

fn bounds(schema: &Value, leaf: &Value, path: &str, found: &mut Vec<(String, TextFault)>) {
    let allowed = schema.get("enum").and_then(Value::as_array);
    if let Some(allowed) = allowed.filter(|allowed| !allowed.contains(leaf)) {
        let values = allowed
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        found.push((path.to_owned(), TextFault::NotOneOf { values }));
        return;
    }
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let (min, max) = (bound("minimum"), bound("maximum"));
    if leaf
        .as_i64()
        .is_some_and(|n| min.is_some_and(|min| n < min) || max.is_some_and(|max| n > max))
    {
        found.push((path.to_owned(), TextFault::OutOfBounds { min, max }));
    }
}

/// The name somebody may have meant: the same letters in another case, an abbreviation of the words, or one or two letters
/// beside it.
fn similar<'a>(typed: &str, known: impl Iterator<Item = &'a String>) -> Option<String> {
    let lower = typed.to_ascii_lowercase();
    let initials: String = typed
        .char_indices()
        .filter(|(at, c)| *at == 0 || c.is_ascii_uppercase())
        .map(|(_, c)| c.to_ascii_lowercase())
        .collect();
    let far = |name: &String| {
        let other = name.to_ascii_lowercase();
        if other == lower {
            0
        } else if initials.len() > 1 && other == initials {
            1
        } else {
            distance(&lower, &other) + 1
        }
    };
    known
        .map(|name| (far(name), name))
        .filter(|(far, name)| *far <= 1 + (name.len().max(typed.len()) / 4).clamp(1, 3))
        .min()
        .map(|(_, name)| name.clone())
}

/// How many letters must be typed, left out or changed to come from one word to the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (number, letter) in one.chars().enumerate() {
        let mut diagonal = number;
        row[0] = number + 1;
        for (at, wanted) in other.iter().enumerate() {
            let above = row[at + 1];
            let changed = diagonal + usize::from(letter != *wanted);
            row[at + 1] = changed.min(above + 1).min(row[at] + 1);
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_beside_a_known_one_is_recognised() {
        let known: Vec<String> = [
            "pvc",
            "s3",
            "emptyDir",
            "replicas",
            "readOnly",
            "logLevel",
            "operatorLogLevel",
        ]
        .map(str::to_owned)
        .into();
        for (typed, meant) in [
            ("persistentVolumeClaim", Some("pvc")),
            ("emptydir", Some("emptyDir")),
            ("replica", Some("replicas")),
            ("readonly", Some("readOnly")),
            ("loglvel", Some("logLevel")),
            ("somethingElse", None),
            ("x", None),
        ] {
            assert_eq!(similar(typed, known.iter()).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn letters_are_counted() {
        for (one, other, count) in [
            ("", "", 0),
            ("a", "", 1),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
            ("abc", "abc", 0),
        ] {
            assert_eq!(distance(one, other), count, "{one} {other}");
        }
    }
}
