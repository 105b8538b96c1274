//! Changing a text so that it says something else, and nothing but that: what stays keeps its line, its form and its
//! comments. Whatever goes wrong, the text that comes out says exactly what was asked for.

use super::parse;
use super::tree::{Content, Key, Node};
use crate::plan::yaml_text;
use serde_json::{Map, Value};
use std::ops::Range;

/// `text`, changed until it says `wanted`. A text that cannot be read is replaced by a new one.
pub(crate) fn edited(text: &str, wanted: &Value) -> String {
    let mut now = text.to_owned();
    // Each turn makes one difference less; the count only guards against one that cannot be made.
    for _ in 0..1000 {
        let Ok(root) = parse(&now) else { break };
        let Some(edit) = difference(&now, &root, None, wanted) else {
            return now;
        };
        now.replace_range(edit.range, &edit.text);
    }
    yaml_text(wanted)
}

struct Edit {
    range: Range<usize>,
    text: String,
}

/// The first difference, as the edit that ends it. `key` is the one the node stands under, if it is a block map's.
fn difference(text: &str, node: &Node, key: Option<&Key>, wanted: &Value) -> Option<Edit> {
    let has = node.value();
    if has == *wanted {
        return None;
    }
    let (Content::Map(entries), Value::Object(wanted_map)) = (&node.content, wanted) else {
        return Some(replaced(text, node, key, wanted));
    };
    if node.flow || entries.is_empty() || wanted_map.is_empty() {
        return Some(replaced(text, node, key, wanted));
    }
    if let Some((key, inner)) = entries
        .iter()
        .find(|(key, _)| !wanted_map.contains_key(&key.name))
    {
        return Some(removed(text, node, key, inner).unwrap_or_else(|| replaced(text, node, None, wanted)));
    }
    for (key, inner) in entries {
        if let Some(edit) = wanted_map
            .get(&key.name)
            .and_then(|wanted| difference(text, inner, Some(key), wanted))
        {
            return Some(edit);
        }
    }
    let missing = wanted_map.iter().find(|(name, _)| node.entry(name).is_none())?;
    Some(inserted(text, node, entries, missing))
}

/// Another value in the same place. Its comments inside go with it.
fn replaced(text: &str, node: &Node, key: Option<&Key>, wanted: &Value) -> Edit {
    let is_leaf = |value: &Value| match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => true,
    };
    let short = matches!(node.content, Content::Scalar { block: false, .. }) || node.flow;
    if node.flow || (short && is_leaf(wanted) && !node.range.is_empty()) || key.is_none() {
        let text = match key {
            Some(_) => wanted.to_string(),
            None if node.flow || is_leaf(wanted) => wanted.to_string(),
            None => yaml_text(wanted),
        };
        return Edit {
            range: node.range.clone(),
            text: if is_leaf(wanted) { leaf(wanted) } else { text },
        };
    }
    let Some(key) = key else {
        return Edit {
            range: node.range.clone(),
            text: wanted.to_string(),
        };
    };
    let from = key.range.end;
    let behind = text
        .get(from..)
        .and_then(|rest| rest.find(':'))
        .map_or(from, |colon| from + colon + 1);
    let to = trimmed(text, from..node.range.end.max(behind));
    let named = entry(&key.name, wanted, key.spot.column - 1);
    let tail = named.strip_prefix(&word(&key.name)).unwrap_or(&named).to_owned();
    Edit {
        range: from..to,
        text: tail,
    }
}

/// Without the line of a key. A comment on that line goes too; the lines above it stay.
fn removed(text: &str, map: &Node, key: &Key, node: &Node) -> Option<Edit> {
    let Content::Map(entries) = &map.content else {
        return None;
    };
    let from = line_start(text, key.range.start);
    let alone = text.get(from..key.range.start)?.chars().all(|c| c == ' ');
    if entries.len() == 1 || !alone {
        return None;
    }
    let end = trimmed(text, key.range.start..node.range.end.max(key.range.end));
    let rest = text.get(end..)?;
    let to = rest.find('\n').map_or(text.len(), |newline| end + newline + 1);
    Some(Edit {
        range: from..to,
        text: String::new(),
    })
}

/// With one more line behind the last entry of a map.
fn inserted(text: &str, map: &Node, entries: &[(Key, Node)], (name, value): (&String, &Value)) -> Edit {
    let column = entries.first().map_or(0, |(key, _)| key.spot.column - 1);
    let end = trimmed(text, map.range.clone());
    let line_end = text
        .get(end..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |newline| end + newline);
    Edit {
        range: line_end..line_end,
        text: format!("\n{}{}", " ".repeat(column), entry(name, value, column)),
    }
}

/// A map with one entry, its later lines at this column.
fn entry(name: &str, value: &Value, column: usize) -> String {
    let one: Map<String, Value> = [(name.to_owned(), value.clone())].into_iter().collect();
    let lines = yaml_text(&Value::Object(one));
    let indent = format!("\n{}", " ".repeat(column));
    lines.trim_end().replace('\n', &indent)
}

fn leaf(value: &Value) -> String {
    yaml_text(value).trim_end().to_owned()
}

/// A key as [`entry`] writes it.
fn word(name: &str) -> String {
    leaf(&Value::from(name))
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

/// The end of a range without the blanks and line breaks at its end; block texts have some.
fn trimmed(text: &str, range: Range<usize>) -> usize {
    text.get(range.clone())
        .map_or(range.end, |inside| range.start + inside.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEXT: &str = "# What we agreed on in March\nspec:\n  logLevel: Debug # until the fault is found\n  \
        replicas: 2\n  # Two teams ask for these\n  requests:\n    read:\n      maxRunning: 10   # measured\n      \
        maxInQueue: 20\n  proxy: {http: \"http://proxy:3128\", noProxy: .corp}\n  tolerations:\n  - key: infra # nodes\n    \
        operator: Exists\n  nodeSelector:\n    infra: \"\"\n\n# The end\n";

    fn value() -> Value {
        parse(TEXT).unwrap().value()
    }

    /// Every comment that is not inside what changed.
    fn comments(text: &str) -> Vec<&str> {
        text.lines()
            .filter_map(|line| line.split_once('#').map(|(_, comment)| comment))
            .collect()
    }

    #[test]
    fn what_is_changed_keeps_its_line_and_its_comment() {
        let mut wanted = value();
        wanted["spec"]["logLevel"] = json!("Normal");
        wanted["spec"]["requests"]["read"]["maxRunning"] = json!(12);
        let text = edited(TEXT, &wanted);
        assert_eq!(
            text,
            TEXT.replace("Debug #", "Normal #")
                .replace("10   # measured", "12   # measured")
        );
    }

    #[test]
    fn what_is_new_stands_behind_its_siblings() {
        let mut wanted = value();
        wanted["spec"]["requests"]["read"]["maxWaitInQueue"] = json!("30s");
        wanted["spec"]["requests"]["write"] = json!({"maxRunning": 4});
        let text = edited(TEXT, &wanted);
        assert_eq!(
            text,
            TEXT.replace(
                "      maxInQueue: 20\n",
                "      maxInQueue: 20\n      maxWaitInQueue: \"30s\"\n    write:\n      maxRunning: 4\n"
            )
        );
    }

    #[test]
    fn what_is_removed_goes_with_its_own_line_only() {
        let mut wanted = value();
        wanted["spec"]["requests"]["read"]
            .as_object_mut()
            .unwrap()
            .remove("maxInQueue");
        wanted["spec"].as_object_mut().unwrap().remove("tolerations");
        let text = edited(TEXT, &wanted);
        assert_eq!(
            text,
            TEXT.replace("      maxInQueue: 20\n", "").replace(
                "  tolerations:\n  - key: infra # nodes\n    operator: Exists\n",
                ""
            )
        );
    }

    #[test]
    fn every_change_whatever_says_what_was_asked_for_and_keeps_the_comments_beside_it() {
        let changes: [(&str, Value); 14] = [
            ("replicas", json!(null)),
            ("replicas", json!({"a": 1})),
            ("logLevel", json!({"a": {"b": [1, {"c": "x: y"}]}})),
            ("requests", json!("none")),
            ("requests", json!({})),
            ("requests", json!({"read": {}})),
            ("requests", json!({"read": {"maxRunning": 1}})),
            ("proxy", json!({"https": "https://p"})),
            ("proxy", json!("x")),
            ("tolerations", json!([])),
            ("tolerations", json!([{"key": "a", "effect": "NoSchedule"}, "x"])),
            ("nodeSelector", json!({"a.b/c": "", "infra": "yes"})),
            ("affinity", json!({"nodeAffinity": {"x": []}})),
            ("# odd: key", json!("two\nlines # no comment")),
        ];
        for (key, change) in changes {
            let mut wanted = value();
            wanted["spec"][key] = change.clone();
            let text = edited(TEXT, &wanted);
            assert_eq!(parse(&text).unwrap().value(), wanted, "{key} {change}\n{text}");
            assert!(
                text.starts_with("# What we agreed on in March\nspec:\n"),
                "{text}"
            );
            assert!(text.contains("# The end"), "{key} {change}\n{text}");
            assert!(
                key == "logLevel" || comments(&text).contains(&" until the fault is found"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_says_nothing_yet_or_is_no_yaml_gives_one_that_does() {
        let wanted = json!({"spec": {"replicas": 1}});
        for text in [
            "",
            "# nothing\n",
            "spec:\n",
            "spec: {}\n",
            "a: [",
            "spec:\n  replicas:\n",
            "spec:\n  replicas: |\n    x\n",
        ] {
            let new = edited(text, &wanted);
            assert_eq!(parse(&new).unwrap().value(), wanted, "{text:?} gave {new:?}");
        }
    }

    #[test]
    fn the_only_entry_of_a_map_leaves_an_empty_map() {
        let text = edited("spec:\n  proxy:\n    http: a\n", &json!({"spec": {"proxy": {}}}));
        assert_eq!(text, "spec:\n  proxy: {}\n");
    }
}
