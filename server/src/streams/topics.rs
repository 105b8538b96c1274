//! What each topic watches and what it makes of the answers. Knows no time and no stream.

use app::live::Topic;
use app::wire::Form;
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

/// The topic's value, the same as its server function answers. `None` never happens for values of ours; a
/// value that cannot be written is left out rather than half sent.
pub(super) fn value(topic: Topic, snapshot: &Snapshot, form: Form) -> Option<String> {
    match topic {
        Topic::Overview => form.text(&Overview::read(snapshot)).ok(),
        Topic::Storage => form.text(&storage::Facts::read(snapshot)).ok(),
    }
}
