//! Watches: the changes after a version, as lines of JSON, for as long as the connection lasts.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Call;
use super::read::visible;
use super::select::Selection;
use crate::failure::Failure;
use crate::request::Target;
use crate::resources::Resource;
use crate::shared::{Shared, Signal};
use crate::store::{Event, Happened};
use crate::world::World;

/// How long a watch lasts when the client does not say. Real servers choose between 30 and 60 minutes.
const LONGEST: u64 = 2_400;

/// How often a quiet watch that asked for it hears of the newest version.
const BOOKMARKS: Duration = Duration::from_secs(60);

/// A watch that was permitted, about to begin.
pub(crate) struct Start {
    call: Call,
    resource: &'static Resource,
    selection: Selection,
    from: u64,
    first: VecDeque<Bytes>,
    bookmarks: bool,
    lasts: Duration,
}

pub(super) fn start(
    world: &World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
) -> Result<Start, Failure> {
    let namespace = if resource.namespaced {
        target.namespace.as_str()
    } else {
        ""
    };
    let selection = Selection::read(&call.query, namespace)?;
    let bookmarks = call.query.flag("allowWatchBookmarks");
    let mut first = VecDeque::new();
    let version = call.query.get("resourceVersion");
    let from = match version {
        "" | "0" => {
            for object in world.store.list(resource, selection.namespace()) {
                if selection.matches(object) && visible(world, call, resource, object) {
                    first.push_back(line("ADDED", object));
                }
            }
            if call.query.flag("sendInitialEvents") && bookmarks {
                first.push_back(bookmark(resource, world.store.version(), true));
            }
            world.store.version()
        }
        number => number.parse().map_err(|_| {
            Failure::new(500, "", format!("resourceVersion: Invalid value: \"{number}\": strconv.ParseUint: parsing \"{number}\": invalid syntax"))
        })?,
    };
    let seconds = call.query.get("timeoutSeconds").parse().unwrap_or(LONGEST);
    let call = Call {
        user: call.user.clone(),
        method: call.method.clone(),
        subject: call.subject.clone(),
        query: call.query.clone(),
        content_type: String::new(),
        body: Bytes::new(),
    };
    Ok(Start {
        call,
        resource,
        selection,
        from,
        first,
        bookmarks,
        lasts: Duration::from_secs(seconds),
    })
}

/// Where a running watch is.
struct Running {
    start: Start,
    shared: Arc<Shared>,
    signal: tokio::sync::watch::Receiver<Signal>,
    closed: u64,
    ends: Instant,
    next_bookmark: Instant,
    over: bool,
}

/// The lines of a watch.
pub(crate) fn run(start: Start, shared: Arc<Shared>) -> impl Stream<Item = Bytes> + Send + 'static {
    let mut signal = shared.subscribe();
    let closed = signal.borrow_and_update().closed;
    let now = Instant::now();
    let running = Running {
        ends: now + start.lasts,
        next_bookmark: now + BOOKMARKS,
        start,
        shared,
        signal,
        closed,
        over: false,
    };
    stream::unfold(running, |mut running| async move {
        loop {
            if let Some(line) = running.start.first.pop_front() {
                return Some((line, running));
            }
            if running.over || !running.advance().await {
                return None;
            }
        }
    })
}

impl Running {
    /// Waits until there are lines to send; false when the watch is over.
    async fn advance(&mut self) -> bool {
        if self.collect() {
            return true;
        }
        if self.signal.borrow().closed != self.closed {
            return false;
        }
        let alarm = if self.start.bookmarks {
            self.ends.min(self.next_bookmark)
        } else {
            self.ends
        };
        tokio::select! {
            changed = self.signal.changed() => changed.is_ok(),
            () = tokio::time::sleep_until(alarm) => {
                if Instant::now() >= self.ends {
                    return false;
                }
                self.next_bookmark = Instant::now() + BOOKMARKS;
                self.start.first.push_back(bookmark(self.start.resource, self.start.from, false));
                true
            }
        }
    }

    /// Takes the changes since the last look; true when there is something to send.
    fn collect(&mut self) -> bool {
        let Start {
            call,
            resource,
            selection,
            from,
            first,
            ..
        } = &mut self.start;
        let too_old = self.shared.peek(|world| {
            if *from < world.store.oldest() {
                return true;
            }
            for event in world
                .store
                .since(*from)
                .filter(|event| std::ptr::eq(event.resource, *resource))
            {
                if let Some((kind, object)) = seen(event, |object| {
                    selection.matches(object) && visible(world, call, resource, object)
                }) {
                    first.push_back(line(kind, object));
                }
            }
            *from = world.store.version();
            false
        });
        if too_old {
            let failure = Failure::expired(format!("too old resource version: {from}"));
            first.push_back(line("ERROR", &failure.status()));
            self.over = true;
        }
        !first.is_empty()
    }
}

/// What a watch with a selection sees of a change: objects enter and leave selections, too.
fn seen(event: &Event, selected: impl Fn(&Value) -> bool) -> Option<(&'static str, &Value)> {
    let was = event.before.as_ref().is_some_and(|before| selected(before));
    let is = event.happened != Happened::Deleted && selected(&event.object);
    match (was, is) {
        (false, true) => Some(("ADDED", &event.object)),
        (true, true) => Some(("MODIFIED", &event.object)),
        (true, false) => Some(("DELETED", &event.object)),
        (false, false) => None,
    }
}

fn line(kind: &str, object: &Value) -> Bytes {
    let mut text = json!({"type": kind, "object": object}).to_string();
    text.push('\n');
    text.into()
}

fn bookmark(resource: &Resource, version: u64, initial_events_end: bool) -> Bytes {
    let mut object = json!({
        "kind": resource.kind, "apiVersion": resource.api_version(),
        "metadata": {"resourceVersion": version.to_string(), "creationTimestamp": null},
    });
    if initial_events_end {
        object["metadata"]["annotations"] = json!({"k8s.io/initial-events-end": "true"});
    }
    line("BOOKMARK", &object)
}
