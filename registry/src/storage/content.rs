//! The member of `spec.storage` a kind writes, held against what stands there: the operator fills fields in (empty names,
//! switches that are off, durations spelled anew), so what means the same is not written again, and what must go is
//! nulled only where it stands.

use super::facts::Facts;
use super::pattern::duration;
use serde_json::{Map, Value, json};

/// A member in the making.
pub(super) struct Content<'a> {
    facts: &'a Facts,
    member: &'static str,
    value: Value,
}

impl<'a> Content<'a> {
    pub(super) fn of(member: &'static str, facts: &'a Facts) -> Self {
        Self {
            facts,
            member,
            value: Value::Object(Map::new()),
        }
    }

    fn now(&self, path: &str) -> &'a str {
        self.facts.now(&format!("{}.{path}", self.member))
    }

    fn put(mut self, path: &str, value: Value) -> Self {
        let mut place = &mut self.value;
        for name in path.split('.') {
            place = &mut place[name];
        }
        *place = value;
        self
    }

    /// A text; an empty one must not be there.
    pub(super) fn text(self, path: &str, text: &str) -> Self {
        match (text, self.now(path)) {
            ("", "") => self,
            ("", _) => self.put(path, Value::Null),
            _ => self.put(path, json!(text)),
        }
    }

    /// A switch. Absent means off.
    pub(super) fn switch(self, path: &str, on: bool) -> Self {
        if on || self.now(path) == "true" {
            self.put(path, json!(on))
        } else {
            self
        }
    }

    /// A whole number as typed; nothing must not be there.
    pub(super) fn number(self, path: &str, text: &str) -> Self {
        match text.parse::<i64>() {
            Ok(number) => self.put(path, json!(number)),
            Err(_) => self.text(path, ""),
        }
    }

    /// A duration; the spelling that stands there is kept when it means the same.
    pub(super) fn duration(self, path: &str, text: &str) -> Self {
        let now = self.now(path);
        let same = duration(text).is_some_and(|wanted| duration(now) == Some(wanted));
        self.text(path, if same { now } else { text })
    }

    /// A whole part that must not be there.
    pub(super) fn without(self, path: &str) -> Self {
        if self.has(path) {
            self.put(path, Value::Null)
        } else {
            self
        }
    }

    /// Whether anything stands at or below a path.
    fn has(&self, path: &str) -> bool {
        let below = format!("{}.{path}.", self.member);
        let config = self.facts.config.as_ref();
        !self.now(path).is_empty()
            || config.is_ok_and(|config| config.settings.keys().any(|key| key.starts_with(&below)))
    }

    pub(super) fn done(self) -> Value {
        self.value
    }
}
