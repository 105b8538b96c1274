//! Objects as the text they came in: as values they take many times the memory, and a page holds all of its objects for
//! hours without looking at them. They are values again for the moment in which somebody does.

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Objects by namespace and name: the order in which a list has them.
#[derive(Default)]
pub(super) struct Packed(BTreeMap<(String, String), Box<str>>);

/// What tells one set of objects from another.
pub(super) type Mark = [u8; 32];

impl Packed {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn insert(&mut self, object: &Value) {
        self.0.insert(key(object), object.to_string().into());
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, object: &Value) -> bool {
        self.0.remove(&key(object)).is_some()
    }

    pub(super) fn objects(&self) -> Vec<Value> {
        let texts = self.0.values();
        // They were written here, so every one of them is read.
        texts.filter_map(|text| serde_json::from_str(text).ok()).collect()
    }

    pub(super) fn mark(&self) -> Mark {
        mark(self.0.values().map(|text| text.as_bytes()))
    }
}

fn mark<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Mark {
    let mut digest = Sha256::new();
    for text in texts {
        // Nothing that is JSON holds this byte outside of its texts, where it is escaped.
        digest.update(text);
        digest.update([0]);
    }
    digest.finalize().into()
}

/// Namespace and name.
fn key(object: &Value) -> (String, String) {
    let text = |pointer: &str| {
        object
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    (text("/metadata/namespace"), text("/metadata/name"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(name: &str, value: u64) -> Value {
        json!({"metadata": {"namespace": "n", "name": name}, "value": value, "text": "a\n\u{0}\"é"})
    }

    #[test]
    fn objects_come_back_as_they_were_in_the_order_of_their_names() {
        let mut packed = Packed::default();
        for name in ["b", "a", "c"] {
            packed.insert(&object(name, 1));
        }
        packed.insert(&object("b", 2));
        assert!(packed.remove(&object("c", 9)) && !packed.remove(&object("c", 9)));
        assert_eq!(packed.objects(), [object("a", 1), object("b", 2)]);
        packed.clear();
        assert_eq!(packed.objects(), [json!(null); 0]);
    }

    #[test]
    fn the_mark_is_another_whenever_an_object_is() {
        let mut packed = Packed::default();
        let mut marks = vec![packed.mark()];
        for (name, value) in [("a", 1), ("a", 2), ("b", 2)] {
            packed.insert(&object(name, value));
            marks.push(packed.mark());
        }
        packed.remove(&object("a", 2));
        marks.push(packed.mark());
        for (at, mark) in marks.iter().enumerate() {
            assert!(!marks[at + 1..].contains(mark), "{at}");
        }
        packed.insert(&object("b", 2));
        assert_eq!(Some(&packed.mark()), marks.last(), "the same again");
    }
}
