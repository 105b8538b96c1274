//! The whole cluster behind the one lock: objects, what is about to happen, faults, and the log of requests.
//!
//! `settle` is the only place where time passes: it runs the simulated controllers until nothing changes.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use crate::controllers;
use crate::faults::State as Faults;
use crate::log::RequestLog;
use crate::oauth;
use crate::operator;
use crate::resources::configs;
use crate::settings::{Pace, Release, Reporting, Workloads};
use crate::store::Store;

/// More rounds than this means two controllers fight, and the world moves on.
const ROUNDS: usize = 64;

/// How many requests the log keeps.
const REMEMBERED: usize = 50_000;

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) release: Release,
    pub(crate) pace: Pace,
    pub(crate) workloads: Workloads,
    pub(crate) reporting: Reporting,
    /// Whether the operator acts at all; stopped in scenarios that show one moment for ever.
    pub(crate) operator_runs: bool,
    pub(crate) faults: Faults,
    pub(crate) oauth: oauth::State,
    pub(crate) log: VecDeque<RequestLog>,
    operator_saw: u64,
    /// The version at which nothing was left to do, and when there will be something again.
    settled: u64,
    wakes: Option<Timestamp>,
    timers: BTreeMap<String, Timestamp>,
    /// When the next wake-up is already arranged.
    pub(crate) alarm: Option<Timestamp>,
}

impl World {
    pub(crate) fn new(release: Release) -> Self {
        Self {
            store: Store::new(),
            release,
            pace: Pace::Instant,
            workloads: Workloads::Simulated,
            reporting: Reporting::default(),
            operator_runs: true,
            faults: Faults::default(),
            oauth: oauth::State::default(),
            log: VecDeque::new(),
            operator_saw: 0,
            settled: 0,
            wakes: None,
            timers: BTreeMap::new(),
            alarm: None,
        }
    }

    /// Notes a request; of very many the oldest are forgotten.
    pub(crate) fn note(&mut self, request: RequestLog) {
        if self.log.len() == REMEMBERED {
            self.log.pop_front();
        }
        self.log.push_back(request);
    }

    /// Lets the controllers act until nothing is left to do at this moment.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        let rested = self.store.version() == self.settled && self.wakes.is_none_or(|wakes| now < wakes);
        if rested {
            return;
        }
        self.run(now);
        self.settled = self.store.version();
        self.wakes = self.next_due(now);
    }

    fn run(&mut self, now: Timestamp) {
        for _ in 0..ROUNDS {
            let before = self.store.version();
            self.operator(now);
            if self.workloads == Workloads::Simulated {
                controllers::run(self, now);
            }
            if self.store.version() == before {
                return;
            }
        }
        tracing::warn!("the sandbox's controllers did not come to rest");
    }

    /// Lets an operator that does not run come up after `delay`.
    pub(crate) fn start_operator(&mut self, delay: SignedDuration, now: Timestamp) {
        self.operator_runs = true;
        let starts = now.saturating_add(delay).unwrap_or(Timestamp::MAX);
        self.timers.insert("operator".into(), starts);
        self.nudge_operator();
        self.settle(now);
    }

    /// Makes the operator look again although no object changed.
    pub(crate) fn nudge_operator(&mut self) {
        self.operator_saw = 0;
        self.settled = 0;
    }

    fn operator(&mut self, now: Timestamp) {
        if !self.operator_runs {
            return;
        }
        let grace_over = self.timers.get("operator-again").is_some_and(|due| now >= *due);
        if self.store.version() == self.operator_saw && !grace_over {
            return;
        }
        let delay = if grace_over {
            SignedDuration::ZERO
        } else {
            self.pace.operator()
        };
        if !self.due("operator", delay, now) {
            return;
        }
        self.forget("operator");
        self.forget("operator-again");
        let setting = operator::Setting {
            release: self.release,
            reporting: self.reporting,
            now,
        };
        for _ in 0..ROUNDS {
            let outcome = operator::reconcile(&self.store, &setting);
            if let Some(again) = outcome.again {
                self.timers.insert("operator-again".into(), again);
            }
            let before = self.store.version();
            for change in outcome.changes {
                self.apply(change, now);
            }
            if self.store.version() == before {
                break;
            }
        }
        self.operator_saw = self.store.version();
    }

    fn apply(&mut self, change: operator::Change, now: Timestamp) {
        match change {
            operator::Change::Put(resource, object) => {
                self.store.put(resource, object, now);
            }
            operator::Change::Finalised => {
                self.store.remove(&configs::RESOURCE, "", configs::NAME);
            }
            operator::Change::Delete(resource, namespace, name) => {
                controllers::deletion::request(&mut self.store, resource, &namespace, &name, now);
            }
        }
    }

    /// Whether `delay` has passed since this was first asked for `key`.
    pub(crate) fn due(&mut self, key: &str, delay: SignedDuration, now: Timestamp) -> bool {
        let due = *self
            .timers
            .entry(key.to_owned())
            .or_insert_with(|| now.saturating_add(delay).unwrap_or(Timestamp::MAX));
        now >= due
    }

    /// Starts the waiting for `key` afresh.
    pub(crate) fn forget(&mut self, key: &str) {
        self.timers.remove(key);
    }

    /// When something will happen by itself, if anything will.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.timers.values().copied().filter(|due| *due > now).min()
    }
}
