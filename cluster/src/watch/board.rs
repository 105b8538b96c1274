//! Where the tasks of a watch leave what they know and the stream's reader takes it: the latest answer to each query,
//! which queries are without contact, and whether the login has ended. Bounded by the number of queries.

use registry::error::ClusterError;
use registry::port::Update;
use registry::snapshot::{Answer, Query};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

#[derive(Default)]
pub(super) struct Board {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    answers: BTreeMap<Query, Answer>,
    lost: BTreeSet<Query>,
    /// What the reader was last told about contact.
    told_lost: bool,
    signed_out: Option<Query>,
    ended: bool,
}

impl Board {
    /// Leaves an answer; one that was not taken yet is replaced.
    pub(super) fn post(&self, query: &Query, answer: Answer) {
        self.change(|state| {
            state.answers.insert(query.clone(), answer);
        });
    }

    /// The API server could not be reached for this query.
    pub(super) fn lost(&self, query: &Query) {
        self.change(|state| {
            state.lost.insert(query.clone());
        });
    }

    /// The API server answered for this query, whatever it said.
    pub(super) fn found(&self, query: &Query) {
        self.change(|state| {
            state.lost.remove(query);
        });
    }

    /// The login was refused for this query: nothing comes after saying so.
    pub(super) fn sign_out(&self, query: &Query) {
        self.change(|state| {
            state.answers.remove(query);
            state.signed_out.get_or_insert_with(|| query.clone());
        });
    }

    /// The next update, once there is one; `None` after the end.
    pub(super) async fn next(&self) -> Option<Update> {
        loop {
            if let Some(update) = self.lock().take() {
                return Some(update);
            }
            if self.lock().ended {
                return None;
            }
            self.changed.notified().await;
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<Update> {
        if self.ended {
            return None;
        }
        // Answers first: contact is only said to be back when what was learned by it has been said.
        if let Some((query, answer)) = self.answers.pop_first() {
            return Some(Update::Answer(query, answer));
        }
        if let Some(query) = self.signed_out.take() {
            self.ended = true;
            return Some(Update::Answer(query, Err(ClusterError::SignedOut)));
        }
        let lost = !self.lost.is_empty();
        if lost == self.told_lost {
            return None;
        }
        self.told_lost = lost;
        Some(Update::Contact(!lost))
    }
}
