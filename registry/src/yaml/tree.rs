//! A text as a tree in which everything knows its place.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::Range;

/// A place in a text, both counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

/// A value in a text.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) content: Content,
    /// Its bytes; an empty value has an empty range.
    pub(crate) range: Range<usize>,
    pub(crate) spot: Spot,
    /// `{…}` or `[…]`.
    pub(crate) flow: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Scalar { value: Value, block: bool },
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) range: Range<usize>,
    pub(crate) spot: Spot,
}

impl Node {
    /// The value as JSON.
    pub(crate) fn value(&self) -> Value {
        match &self.content {
            Content::Scalar { value, .. } => value.clone(),
            Content::List(items) => items.iter().map(Self::value).collect(),
            Content::Map(entries) => {
                let pairs = entries.iter().map(|(key, node)| (key.name.clone(), node.value()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }

    /// The entry of a map.
    pub(crate) fn entry(&self, name: &str) -> Option<(&Key, &Self)> {
        let Content::Map(entries) = &self.content else {
            return None;
        };
        entries
            .iter()
            .find(|(key, _)| key.name == name)
            .map(|(key, node)| (key, node))
    }

    /// Where a path stands when this node is the value at `root`.
    pub(crate) fn spot_below(&self, root: &str, path: &str) -> Spot {
        let rest = path.strip_prefix(root).unwrap_or_default();
        self.descend(self.spot, rest)
    }

    /// Where a path such as `spec.tolerations[1].key` stands, or what of it is there.
    pub(crate) fn spot_of(&self, path: &str) -> Spot {
        self.descend(self.spot, &format!(".{path}"))
    }

    fn descend(&self, mut spot: Spot, path: &str) -> Spot {
        let mut node = self;
        let mut rest = path;
        while let Some(mark) = rest.chars().next() {
            let end = rest
                .get(1..)
                .and_then(|rest| rest.find(['.', '[']))
                .map_or(rest.len(), |at| at + 1);
            let (part, tail) = rest.split_at(end);
            let name = part.trim_start_matches(['.', '[']).trim_end_matches(']');
            rest = tail;
            let next = match (&node.content, mark) {
                (Content::List(items), '[') => {
                    let item = name.parse::<usize>().ok().and_then(|number| items.get(number));
                    item.map(|item| (item.spot, item))
                }
                _ => node.entry(name).map(|(key, inner)| (key.spot, inner)),
            };
            let Some(found) = next else { return spot };
            (spot, node) = found;
        }
        spot
    }
}
