//! The answers so far, and which topics have something new to say. The answers are kept as text, which takes a part of the
//! memory of values; they are values for the moment in which a topic looks at them. Knows no time.

use super::feed::PATIENCE;
use super::topics;
use app::live::Topic;
use app::wire::Form;
use registry::error::ClusterError;
use registry::port::Update;
use registry::snapshot::{Query, Snapshot};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a stream knows.
pub(super) struct Board {
    answers: BTreeMap<Query, Result<Box<str>, ClusterError>>,
    unanswered: BTreeSet<Query>,
    topics: Vec<Followed>,
    form: Form,
}

struct Followed {
    topic: Topic,
    queries: BTreeSet<Query>,
    sent: Option<String>,
    stale: bool,
}

/// What an update means beyond the topics it touches.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Nothing more.
    Answer,
    /// Contact with the API server was lost or regained.
    Contact(bool),
    /// The login ended.
    SignedOut,
}

impl Board {
    pub(super) fn new(wanted: &BTreeSet<Topic>, form: Form) -> Self {
        let topics: Vec<Followed> = wanted
            .iter()
            .map(|&topic| Followed {
                topic,
                queries: topics::queries(topic).into_iter().collect(),
                sent: None,
                stale: true,
            })
            .collect();
        Self {
            answers: BTreeMap::new(),
            unanswered: topics
                .iter()
                .flat_map(|followed| followed.queries.clone())
                .collect(),
            topics,
            form,
        }
    }

    /// Every query to watch, each once.
    pub(super) fn queries(&self) -> Vec<Query> {
        self.unanswered.iter().cloned().collect()
    }

    /// Files an update.
    pub(super) fn take(&mut self, update: Update) -> News {
        match update {
            Update::Contact(there) => News::Contact(there),
            Update::Answer(_, Err(ClusterError::SignedOut)) => News::SignedOut,
            Update::Answer(query, answer) => {
                self.unanswered.remove(&query);
                for followed in &mut self.topics {
                    followed.stale |= followed.queries.contains(&query);
                }
                let kept = answer.map(|objects| Value::from(objects).to_string().into());
                self.answers.insert(query, kept);
                News::Answer
            }
        }
    }

    /// Whether a topic may have something new to say; `patient` ones wait for their first answers to be complete.
    pub(super) fn has_news(&self, patient: bool) -> bool {
        self.topics
            .iter()
            .any(|followed| followed.stale && self.may_speak(followed, patient))
    }

    /// The topics whose values differ from what was sent last, with their values.
    pub(super) fn news(&mut self, patient: bool) -> Vec<(Topic, String)> {
        let mut news = Vec::new();
        for index in 0..self.topics.len() {
            if !self.topics[index].stale || !self.may_speak(&self.topics[index], patient) {
                continue;
            }
            let value = topics::value(self.topics[index].topic, &self.so_far(), self.form);
            let followed = &mut self.topics[index];
            followed.stale = false;
            if value.is_some() && value != followed.sent {
                followed.sent.clone_from(&value);
                news.extend(value.map(|value| (followed.topic, value)));
            }
        }
        news
    }

    /// The answers so far. A question still open is said to be slow: left out, it would read as an object that is not
    /// there, and a slow cluster as a missing registry.
    fn so_far(&self) -> Snapshot {
        let slow = || {
            Err(ClusterError::TooSlow {
                seconds: PATIENCE.as_secs(),
            })
        };
        let unanswered = self.unanswered.iter().map(|query| (query.clone(), slow()));
        let answered = self.answers.iter().map(|(query, kept)| {
            // It was written here, so it is read.
            let objects = |text: &str| serde_json::from_str(text).unwrap_or_default();
            let answer = kept.as_deref().map(objects).map_err(Clone::clone);
            (query.clone(), answer)
        });
        answered.chain(unanswered).collect()
    }

    fn may_speak(&self, followed: &Followed, patient: bool) -> bool {
        !patient || followed.sent.is_some() || followed.queries.is_disjoint(&self.unanswered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board() -> Board {
        Board::new(&BTreeSet::from([Topic::Overview]), Form::Json)
    }

    #[test]
    fn what_is_not_answered_yet_is_slow_and_not_missing() {
        let mut board = board();
        let news = board.news(false);
        let overview: registry::overview::Overview = serde_json::from_str(&news[0].1).unwrap();
        assert!(
            matches!(
                overview.headline,
                registry::overview::Headline::Unreachable(ClusterError::TooSlow { .. })
            ),
            "{:?}",
            overview.headline
        );
    }

    #[test]
    fn a_patient_topic_speaks_only_when_every_first_answer_is_there() {
        let mut board = board();
        let queries = board.queries();
        let (last, first) = queries.split_last().unwrap();
        for query in first {
            board.take(Update::Answer(query.clone(), Ok(Vec::new())));
            assert!(!board.has_news(true));
            assert!(board.has_news(false));
        }
        board.take(Update::Answer(last.clone(), Ok(Vec::new())));
        assert_eq!(board.news(true).len(), 1);
        assert!(!board.has_news(false));
    }

    #[test]
    fn what_says_the_same_as_before_is_not_said_again() {
        let mut board = board();
        let queries = board.queries();
        for query in &queries {
            board.take(Update::Answer(query.clone(), Ok(Vec::new())));
        }
        assert_eq!(board.news(true).len(), 1);
        board.take(Update::Answer(queries[0].clone(), Ok(Vec::new())));
        assert!(board.has_news(true));
        assert_eq!(board.news(true), []);
        board.take(Update::Answer(queries[0].clone(), Err(ClusterError::Unreachable)));
        assert_eq!(board.news(true).len(), 1);
    }

    #[test]
    fn a_refused_login_is_told_apart_from_an_answer() {
        let mut board = board();
        let query = board.queries().remove(0);
        assert_eq!(
            board.take(Update::Answer(query, Err(ClusterError::SignedOut))),
            News::SignedOut
        );
        assert_eq!(board.take(Update::Contact(false)), News::Contact(false));
    }
}
