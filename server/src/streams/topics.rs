//! What each topic watches and what it makes of the answers. Knows no time and no stream.

use app::live::Topic;
use registry::overview::{self, Overview};
use registry::snapshot::{Query, Snapshot};
use registry::storage;

/// Everything a topic's value follows from.
pub(super) fn queries(topic: Topic) -> Vec<Query> {
    match topic {
        Topic::Overview => overview::queries(),
        Topic::Storage => storage::queries(),
    }
}

/// The topic's value as JSON, the same as its server function answers. `None` never happens for values of ours; a
/// value that cannot be written is left out rather than half sent.
pub(super) fn value(topic: Topic, snapshot: &Snapshot) -> Option<String> {
    match topic {
        Topic::Overview => serde_json::to_string(&Overview::read(snapshot)).ok(),
        Topic::Storage => serde_json::to_string(&storage::Facts::read(snapshot)).ok(),
    }
}
