//! One stream's course in time: first values together, then at most ten a second, the login asked about every minute,
//! and an end with the login, the server or the browser. Nothing is queued beyond one value a topic.

use super::board::{Board, News};
use super::count::Place;
use app::live::{CONTACT_EVENT, RECONNECT_EVENT, SIGNED_OUT_EVENT};
use futures_util::stream::{self, Stream};
use futures_util::{FutureExt as _, StreamExt as _};
use registry::error::ClusterError;
use registry::port::{Cluster, Events, Identity, Reply, Update};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// The shortest time between two values of a topic.
const PAUSE: Duration = Duration::from_millis(100);
/// How long the first value waits for every answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// How often the API server is asked whether the login still holds.
const RECHECK: Duration = Duration::from_secs(60);

/// An event to send.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) name: &'static str,
    pub(super) data: String,
}

pub(super) struct Feed {
    cluster: Arc<dyn Cluster>,
    board: Board,
    updates: Events<Update>,
    queue: VecDeque<Said>,
    patient_until: Instant,
    quiet_until: Instant,
    check_at: Instant,
    check: Option<Reply<'static, Result<Identity, ClusterError>>>,
    ending: watch::Receiver<bool>,
    until: Option<Instant>,
    ended: bool,
    _place: Place,
}

/// What happened next.
enum Turn {
    End,
    Expired,
    Speak,
    Checked(Result<Identity, ClusterError>),
    Check,
    Update(Option<Update>),
}

impl Feed {
    pub(super) fn new(
        cluster: Arc<dyn Cluster>,
        board: Board,
        place: Place,
        ending: watch::Receiver<bool>,
        until: Option<Instant>,
    ) -> Self {
        let now = Instant::now();
        Self {
            updates: cluster.watch(board.queries()),
            cluster,
            board,
            queue: VecDeque::new(),
            patient_until: now + PATIENCE,
            quiet_until: now,
            check_at: now + RECHECK,
            check: None,
            ending,
            until,
            ended: false,
            _place: place,
        }
    }

    pub(super) fn run(self) -> impl Stream<Item = Said> {
        stream::unfold(self, |mut feed| async move {
            loop {
                if let Some(said) = feed.queue.pop_front() {
                    return Some((said, feed));
                }
                if feed.ended {
                    return None;
                }
                let turn = feed.turn().await;
                feed.act(turn);
            }
        })
    }

    async fn turn(&mut self) -> Turn {
        let patient = Instant::now() < self.patient_until;
        let speak_at = if self.board.has_news(patient) {
            Some(self.quiet_until)
        } else if patient && self.board.has_news(false) {
            Some(self.patient_until)
        } else {
            None
        };
        let checking = self.check.is_some();
        let until = self.until;
        let check = async {
            match &mut self.check {
                Some(check) => check.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // Speaking comes before listening, or a busy cluster would keep the stream silent.
            biased;
            _ = self.ending.wait_for(|end| *end) => Turn::End,
            () = sleep_until(until.unwrap_or(self.check_at)), if until.is_some() => Turn::Expired,
            () = sleep_until(speak_at.unwrap_or(self.check_at)), if speak_at.is_some() => Turn::Speak,
            answer = check => Turn::Checked(answer),
            () = sleep_until(self.check_at), if !checking => Turn::Check,
            update = self.updates.next() => Turn::Update(update),
        }
    }

    fn act(&mut self, turn: Turn) {
        match turn {
            Turn::End => {
                self.queue.push_back(Said {
                    name: RECONNECT_EVENT,
                    data: "true".to_owned(),
                });
                self.ended = true;
            }
            Turn::Expired => self.sign_out(),
            Turn::Speak => self.speak(),
            Turn::Check => {
                let cluster = Arc::clone(&self.cluster);
                self.check = Some(async move { cluster.whoami().await }.boxed());
            }
            Turn::Checked(answer) => {
                self.check = None;
                self.check_at = Instant::now() + RECHECK;
                if answer == Err(ClusterError::SignedOut) {
                    self.sign_out();
                }
            }
            Turn::Update(None) => self.ended = true,
            Turn::Update(Some(update)) => match self.board.take(update) {
                News::Answer => {}
                News::Contact(there) => self.queue.push_back(Said {
                    name: CONTACT_EVENT,
                    data: there.to_string(),
                }),
                News::SignedOut => self.sign_out(),
            },
        }
    }

    fn speak(&mut self) {
        let now = Instant::now();
        let news = self.board.news(now < self.patient_until);
        if !news.is_empty() {
            self.quiet_until = now + PAUSE;
        }
        self.queue.extend(news.into_iter().map(|(topic, data)| Said {
            name: topic.name(),
            data,
        }));
    }

    fn sign_out(&mut self) {
        self.queue.push_back(Said {
            name: SIGNED_OUT_EVENT,
            data: "true".to_owned(),
        });
        self.ended = true;
    }
}
