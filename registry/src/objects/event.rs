//! Events: what the cluster said about an object, in time.

use super::{object, text};

object! {
    /// An `events` object.
    Event
}

impl Event {
    /// Whether it is about the object of this kind and name.
    pub fn is_about(&self, kind: &str, name: &str) -> bool {
        text(&self.0, "/involvedObject/kind") == kind && text(&self.0, "/involvedObject/name") == name
    }

    /// `reason`, one word.
    pub fn reason(&self) -> &str {
        text(&self.0, "/reason")
    }

    /// `message`.
    pub fn message(&self) -> &str {
        text(&self.0, "/message")
    }

    /// When it last happened (RFC 3339, UTC, so that texts sort as times do); empty when nothing says so.
    pub fn last_seen(&self) -> &str {
        [
            "/series/lastObservedTime",
            "/lastTimestamp",
            "/eventTime",
            "/metadata/creationTimestamp",
        ]
        .into_iter()
        .map(|pointer| text(&self.0, pointer))
        .find(|time| !time.is_empty())
        .unwrap_or_default()
    }
}
