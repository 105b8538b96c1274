//! Keeps the answer to one query current: list, watch from there, resume where the watch ended, and ask again with
//! growing pauses whatever else happens. Nothing here ends but by a refused login or by being dropped.

use super::board::Board;
use super::lines::{Line, Lines};
use super::packed::{Mark, Packed};
use crate::ask::{self, Ask};
use crate::backoff::{Backoff, spread};
use crate::failure::Failure;
use crate::read;
use crate::status::Status;
use crate::wire::Wire;
use http::StatusCode;
use registry::error::ClusterError;
use registry::plan::Verb;
use registry::redact::redact;
use registry::snapshot::{Answer, Query};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until};

/// A watch that lasted this long worked, whatever ended it.
const HEALTHY: Duration = Duration::from_secs(1);

/// What to do when a watch or a list has ended.
enum Next {
    /// Watch on from the last version.
    Resume(Duration),
    /// List again.
    List(Duration),
    /// The login has ended.
    End,
}

/// One line of a watch.
#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    object: Value,
}

/// What was posted last, as far as it takes to know it again.
#[derive(PartialEq, Eq)]
enum Posted {
    Objects(Mark),
    Error(ClusterError),
}

pub(super) struct Follower {
    wire: Wire,
    query: Query,
    board: Arc<Board>,
    /// Bounds the lists in flight, so that a page of twenty queries is no burst.
    gate: Arc<Semaphore>,
    objects: Packed,
    version: String,
    posted: Option<Posted>,
    posted_at: Option<Instant>,
    /// Whether `objects` holds something that was not posted.
    dirty: bool,
    failures: u32,
    /// Whether the version was too old since the watch last worked.
    expired: bool,
    backoff: Backoff,
}

impl Follower {
    pub(super) fn new(wire: Wire, query: Query, board: Arc<Board>, gate: Arc<Semaphore>) -> Self {
        let backoff = Backoff::new(wire.limits().backoff);
        Self {
            wire,
            query,
            board,
            gate,
            objects: Packed::default(),
            version: String::new(),
            posted: None,
            posted_at: None,
            dirty: false,
            failures: 0,
            expired: false,
            backoff,
        }
    }

    pub(super) async fn follow(mut self) {
        let mut next = Next::List(Duration::ZERO);
        loop {
            next = match next {
                Next::End => return,
                Next::List(pause) => {
                    sleep(pause).await;
                    self.list().await
                }
                Next::Resume(pause) => {
                    sleep(pause).await;
                    self.watch().await
                }
            };
        }
    }

    async fn list(&mut self) -> Next {
        if self.query.resource.is_read_by_name() && ask::single(&self.query).is_some() {
            return self.get().await;
        }
        let listed = {
            let _permit = self.gate.acquire().await;
            read::list(&self.wire, &self.query).await
        };
        match listed {
            Ok(list) => {
                self.version = list.version;
                self.objects.clear();
                // Also for an empty list: the last answer may have been an error.
                self.dirty = true;
                for object in list.objects {
                    self.put(object);
                }
                self.flush();
                self.board.found(&self.query);
                Next::Resume(Duration::ZERO)
            }
            // A role may allow to get an object by name and no more.
            Err(failure)
                if failure.code() == Some(StatusCode::FORBIDDEN) && ask::single(&self.query).is_some() =>
            {
                self.get().await
            }
            Err(failure) => self.failed(&failure, Verb::List),
        }
    }

    /// Asks for the one object by name, for those who may do nothing else.
    async fn get(&mut self) -> Next {
        match read::one(&self.wire, &self.query).await {
            Ok(mut objects) => {
                self.objects.clear();
                for object in &mut objects {
                    redact(self.query.resource, object);
                    self.objects.insert(object);
                }
                self.dirty = true;
                self.flush();
                self.board.found(&self.query);
                Next::List(spread(self.wire.limits().poll))
            }
            Err(error) => self.after(error),
        }
    }

    async fn watch(&mut self) -> Next {
        let limits = self.wire.limits().clone();
        let seconds = limits.watch.as_secs().max(1).to_string();
        let selector = read::selector(&self.query);
        let mut parameters = vec![
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", self.version.as_str()),
            ("timeoutSeconds", &seconds),
        ];
        if let Some(selector) = &selector {
            parameters.push(("fieldSelector", selector));
        }
        let path = ask::collection(self.query.resource, self.query.namespace.as_ref());
        let body = match self
            .wire
            .open(&Ask::get(ask::with_query(&path, &parameters)))
            .await
        {
            Ok(body) => body,
            Err(failure) => return self.failed(&failure, Verb::Watch),
        };
        let opened = Instant::now();
        let silent = opened + limits.watch + limits.watch_grace;
        let mut lines = Lines::new(body, limits.event_bytes);
        let mut events = 0_u64;
        let end = loop {
            let due = self.posted_at.map_or(opened, |at| at + limits.coalesce);
            // Posting comes first, so that a stream that never pauses cannot keep the reader waiting.
            let line = tokio::select! {
                biased;
                () = sleep_until(due), if self.dirty => {
                    self.flush();
                    continue;
                }
                line = lines.next() => line,
                () = sleep_until(silent) => Line::Broken,
            };
            let Line::Whole(line) = line else { break line };
            events += 1;
            if let Err(failure) = self.event(&line) {
                self.flush();
                return self.failed(&failure, Verb::Watch);
            }
        };
        self.flush();
        let healthy = events > 0 || opened.elapsed() >= HEALTHY;
        if healthy {
            self.failures = 0;
            self.expired = false;
            self.backoff.reset();
        }
        match end {
            Line::TooLong => self.failed(&Failure::Unreadable, Verb::Watch),
            Line::End if healthy => Next::Resume(Duration::ZERO),
            _ => Next::Resume(self.backoff.pause()),
        }
    }

    fn event(&mut self, line: &[u8]) -> Result<(), Failure> {
        let event: Event = serde_json::from_slice(line).map_err(|_| Failure::Unreadable)?;
        if event.kind == "ERROR" {
            return Err(Failure::event(
                serde_json::from_value::<Status>(event.object).unwrap_or_default(),
            ));
        }
        if let Some(version) = event
            .object
            .pointer("/metadata/resourceVersion")
            .and_then(Value::as_str)
        {
            self.version = version.to_owned();
        }
        match event.kind.as_str() {
            "ADDED" | "MODIFIED" => self.put(event.object),
            "DELETED" => {
                self.dirty |= self.objects.remove(&event.object);
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, object: Value) {
        let mut object = read::named(self.query.resource, object);
        redact(self.query.resource, &mut object);
        self.objects.insert(&object);
        self.dirty = true;
    }

    /// Posts what the watched objects now are, if that is news.
    fn flush(&mut self) {
        if self.dirty || self.posted.is_none() {
            match read::present(&self.query, self.objects.objects()) {
                Ok(objects) => self.tell(Posted::Objects(self.objects.mark()), Ok(objects)),
                Err(error) => self.post(error),
            }
        }
        self.dirty = false;
    }

    fn post(&mut self, error: ClusterError) {
        self.tell(Posted::Error(error.clone()), Err(error));
    }

    fn tell(&mut self, what: Posted, answer: Answer) {
        if self.posted.as_ref() != Some(&what) {
            self.board.post(&self.query, answer);
            self.posted = Some(what);
            self.posted_at = Some(Instant::now());
        }
    }

    fn failed(&mut self, failure: &Failure, verb: Verb) -> Next {
        match failure.code() {
            Some(StatusCode::GONE) if !self.expired => {
                self.expired = true;
                self.board.found(&self.query);
                return Next::List(Duration::ZERO);
            }
            // The last list was whole and the next one will be: only where to go on from was too old, however often.
            Some(StatusCode::GONE) if verb == Verb::Watch && self.posted.is_some() => {
                self.board.found(&self.query);
                return Next::List(self.backoff.pause());
            }
            // Lists are allowed, or there would be no watch.
            Some(StatusCode::FORBIDDEN) if verb == Verb::Watch => {
                self.board.found(&self.query);
                return Next::List(spread(self.wire.limits().poll));
            }
            _ => {}
        }
        let right = ask::right(&self.query, verb);
        self.after(failure.told(&right, self.query.name.as_ref()))
    }

    fn after(&mut self, error: ClusterError) -> Next {
        let pause = self.backoff.pause();
        self.failures += 1;
        match error {
            ClusterError::SignedOut => {
                self.board.sign_out(&self.query);
                return Next::End;
            }
            ClusterError::Unreachable => {
                // The last answer stays good enough to look at; the loss of contact says how good it is.
                if self.posted.is_none() {
                    self.post(error);
                }
                self.board.lost(&self.query);
                return Next::List(pause);
            }
            _ => self.board.found(&self.query),
        }
        match error {
            ClusterError::Forbidden { .. } | ClusterError::NotServed { .. } => {
                self.post(error);
                Next::List(spread(self.wire.limits().denied))
            }
            // Only a single object that is asked for again and again can be missing; a list is then empty.
            ClusterError::Missing { .. } => {
                self.post(error);
                Next::List(spread(self.wire.limits().poll))
            }
            ClusterError::Throttled {
                retry_after_seconds, ..
            } => {
                self.persists(error);
                Next::List(pause.max(Duration::from_secs(retry_after_seconds)))
            }
            _ => {
                self.persists(error);
                Next::List(pause)
            }
        }
    }

    /// Posts a failure that is not over by the second time, or that is all there is to say.
    fn persists(&mut self, error: ClusterError) {
        if self.posted.is_none() || self.failures > 1 {
            self.post(error);
        }
    }
}
