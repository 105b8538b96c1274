//! The port to a cluster: what the console asks of an API server, as data. A value of [`Cluster`] is *one identity*:
//! every call carries that user's own credential, and nothing it reads is shown to another.

use crate::error::ClusterError;
use crate::plan::{Permission, Step};
use crate::snapshot::{Answer, Query, Snapshot};
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;

/// A future that may cross threads; the trait names it so that no runtime is needed here.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A stream that may cross threads.
pub type Events<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// Whether a step is tried or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// The API server checks schema, admission and permissions and writes nothing.
    DryRun,
    /// The step is carried out.
    Apply,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The object's `metadata.generation` afterwards; `None` after a deletion or where the object has none.
    pub generation: Option<i64>,
    /// The object's `metadata.uid` afterwards.
    pub uid: Option<String>,
    /// The paths of what was sent and is not in the object afterwards: a release that lacks a field prunes it in silence.
    pub dropped: Vec<String>,
}

/// Who the caller is, as the API server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The user name.
    pub user: String,
    /// The groups.
    pub groups: Vec<String>,
}

/// The answer to a permission question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What was asked.
    pub permission: Permission,
    /// Whether the API server would allow it.
    pub allowed: bool,
}

/// One change seen by a watch: the *whole* current answer to one of the watched queries, never a delta, so that a
/// reader who missed some is right again with the next.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// The answer as it is now.
    Answer(Query, Answer),
    /// Contact with the API server was lost or regained, since the last update.
    Contact(bool),
}

/// A cluster as one user sees it.
pub trait Cluster: Send + Sync {
    /// Answers every query; each may fail on its own.
    fn read<'a>(&'a self, batch: &'a [Query]) -> Reply<'a, Snapshot>;

    /// Answers every query, then again whenever an answer changes. Ends only with the caller's login
    /// ([`ClusterError::SignedOut`] in an answer is the last update); everything else is retried with backoff.
    fn watch(&self, set: Vec<Query>) -> Events<Update>;

    /// Tries or does one step. A conflict caused by fields the step does not touch is re-read, compared and retried
    /// at most 3 times; see [`Step`].
    fn run<'a>(&'a self, step: &'a Step, mode: Mode) -> Reply<'a, Result<Outcome, ClusterError>>;

    /// Asks the API server's own authorizer, in the order of the questions.
    fn allowed<'a>(&'a self, questions: &'a [Permission]) -> Reply<'a, Result<Vec<Verdict>, ClusterError>>;

    /// Asks the API server who the credential belongs to.
    fn whoami<'a>(&'a self) -> Reply<'a, Result<Identity, ClusterError>>;
}
