//! What keeps a page true: one event stream, read by `fetch` because an `EventSource` cannot carry headers. It is
//! closed while the tab is hidden, reopened when it shows, and reopened with backoff when it breaks.

use crate::wire::WireError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

/// Where the streams are.
pub const EVENTS_PATH: &str = "/events";

/// What a stream may carry. The server knows no other topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// The overview, whole, whenever it differs.
    Overview,
    /// The facts of the storage wizard, whole, whenever they differ.
    Storage,
}

impl Topic {
    /// The name in the query and in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Storage => "storage",
        }
    }
}

impl FromStr for Topic {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Overview, Self::Storage]
            .into_iter()
            .find(|topic| topic.name() == text)
            .ok_or(())
    }
}

/// The event that says whether the server has contact with the API server; its data is `true` or `false`.
pub const CONTACT_EVENT: &str = "contact";
/// The event that says that the login ended; the stream ends with it.
pub const SIGNED_OUT_EVENT: &str = "signed-out";
/// The event that says that this server ends and another is there to ask; the stream ends with it.
pub const RECONNECT_EVENT: &str = "reconnect";

/// How the page's stream does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No stream: the page was rendered without WebAssembly, or it needs none.
    Off,
    /// Events arrive.
    Live,
    /// Opening, or catching up after a pause.
    CatchingUp,
    /// The tab is hidden.
    Paused,
    /// The server, or the cluster behind it, cannot be reached; trying again.
    Reconnecting,
    /// The login ended.
    SignedOut,
    /// The server is of another edition, whose events this page cannot read.
    Outdated,
}

type Receive = Arc<dyn Fn(&str) -> Result<(), WireError> + Send + Sync>;

/// The page's one stream: its state, and who wants which topic.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    state: RwSignal<State>,
    topics: RwSignal<BTreeSet<Topic>>,
    receivers: StoredValue<Receivers>,
}

#[derive(Default)]
struct Receivers {
    next: usize,
    list: Vec<(usize, Topic, Receive)>,
}

impl Live {
    /// The state now, tracked.
    pub fn state(self) -> State {
        self.state.try_get().unwrap_or(State::Off)
    }

    /// The one of the page.
    pub fn current() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    fn new() -> Self {
        Self {
            state: RwSignal::new(State::Off),
            topics: RwSignal::default(),
            receivers: StoredValue::default(),
        }
    }

    fn update_topics(self) {
        let wanted: Option<BTreeSet<Topic>> = self
            .receivers
            .try_with_value(|all| all.list.iter().map(|(_, topic, _)| *topic).collect());
        if let Some(wanted) = wanted
            && self.topics.try_with_untracked(|now| *now != wanted) == Some(true)
        {
            let _ = self.topics.try_set(wanted);
        }
    }

    /// Hands an event to who wants it, and says whether it could be read.
    #[cfg(any(test, feature = "hydrate"))]
    fn deliver(self, name: &str, text: &str) -> Result<(), WireError> {
        let wanting = self.receivers.try_with_value(|all| {
            all.list
                .iter()
                .filter(|(_, t, _)| t.name() == name)
                .map(|(_, _, r)| r.clone())
                .collect::<Vec<_>>()
        });
        wanting
            .unwrap_or_default()
            .iter()
            .try_for_each(|receive| receive(text))
    }
}

/// Puts the page's stream into context and, in the browser, keeps it open for as long as anyone wants a topic. Done
/// once, by the frame.
pub fn provide() {
    let live = Live::new();
    provide_context(live);
    #[cfg(feature = "hydrate")]
    browser::run(live);
}

/// Follows `topic` for as long as the calling page exists, handing each event's value to `receive`. Does nothing on
/// the server.
pub fn follow<T>(topic: Topic, receive: impl Fn(T) + Send + Sync + 'static)
where
    T: for<'de> Deserialize<'de> + 'static,
{
    let live = Live::current();
    let receive: Receive = Arc::new(move |text| crate::wire::read_text(text).map(&receive));
    let id = live.receivers.try_update_value(|all| {
        all.next += 1;
        all.list.push((all.next, topic, receive));
        all.next
    });
    live.update_topics();
    on_cleanup(move || {
        let _ = live
            .receivers
            .try_update_value(|all| all.list.retain(|(own, _, _)| Some(*own) != id));
        live.update_topics();
    });
}

/// Splits a byte stream into server-sent events: `(event, data)` pairs. Comments (heartbeats) are dropped.
#[derive(Debug, Default)]
pub struct Frames {
    buffer: Vec<u8>,
}

impl Frames {
    /// Adds bytes as they arrived and gives the events they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<(String, String)> {
        self.buffer.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
            let frame: Vec<u8> = self.buffer.drain(..end + 2).collect();
            let frame = String::from_utf8_lossy(&frame);
            let field = |name: &str| {
                let lines = frame
                    .lines()
                    .filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
                lines
                    .map(|value| value.strip_prefix(' ').unwrap_or(value))
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            let (event, data) = (field("event"), field("data"));
            if !event.is_empty() {
                events.push((event, data));
            }
        }
        events
    }
}

/// A wait in milliseconds spread by `chance` (`0.0..1.0`) over its second half, so that the browsers that lost one
/// server do not come back in step.
#[cfg(any(test, feature = "hydrate"))]
fn spread(wait: u32, chance: f64) -> u32 {
    let half = wait / 2;
    // Rounds down; a chance outside its range counts as its end.
    half + (f64::from(wait - half) * chance.clamp(0.0, 1.0)) as u32
}

#[cfg(feature = "hydrate")]
mod browser;

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;

    #[test]
    fn events_are_found_however_the_bytes_are_cut() {
        let bytes =
            b": heartbeat\n\nevent: overview\ndata: {\"a\":1}\n\nevent: contact\ndata: false\n\nevent: ov";
        let whole = Frames::default().push(bytes);
        assert_eq!(
            whole,
            [
                ("overview".into(), "{\"a\":1}".into()),
                ("contact".into(), "false".to_owned())
            ] as [(String, String); 2]
        );
        let mut frames = Frames::default();
        let bytewise: Vec<_> = bytes.iter().flat_map(|byte| frames.push(&[*byte])).collect();
        assert_eq!(bytewise, whole);
    }

    #[test]
    fn an_event_of_another_edition_is_told_and_one_of_ours_arrives() {
        let owner = Owner::new();
        owner.with(|| {
            provide_context(Live::new());
            let seen = RwSignal::new(String::new());
            follow(Topic::Overview, move |text: String| seen.set(text));
            let live = Live::current();
            let ours = STANDARD_NO_PAD.encode(crate::wire::write(&"a".to_owned()).unwrap());
            assert_eq!(live.deliver("overview", &ours), Ok(()));
            assert_eq!(seen.get_untracked(), "a");
            let theirs = STANDARD_NO_PAD.encode(b"rc.another-edition-\x01b");
            assert_eq!(live.deliver("overview", &theirs), Err(WireError::OtherEdition));
            // Nobody here wants it, so nobody has to read it.
            assert_eq!(live.deliver("storage", &theirs), Ok(()));
            assert_eq!(seen.get_untracked(), "a");
        });
    }

    #[test]
    fn browsers_that_lost_a_server_do_not_come_back_in_step() {
        assert_eq!(
            (spread(1_000, 0.0), spread(1_000, 0.5), spread(1_000, 1.0)),
            (500, 750, 1_000)
        );
        assert_eq!((spread(1_001, -1.0), spread(1_001, 7.0)), (500, 1_001));
        // A hundred of them, each with a chance of its own, in the ten parts of half the wait.
        let parts = (0..100).map(|n| (spread(30_000, f64::from(n) / 100.0) - 15_000) / 1_500);
        let most = (0..10)
            .map(|part| parts.clone().filter(|found| *found == part).count())
            .max();
        assert_eq!(most, Some(10));
    }

    #[test]
    fn a_topic_is_known_by_its_name_and_no_other() {
        for topic in [Topic::Overview, Topic::Storage] {
            assert_eq!(topic.name().parse(), Ok(topic));
        }
        assert_eq!("secrets".parse::<Topic>(), Err(()));
    }
}
