//! One identity's view of the cluster: the port's implementation, each method in its own module.

use crate::impersonation::Impersonation;
use crate::wire::Wire;
use crate::{read, review, run, watch};
use registry::error::ClusterError;
use registry::plan::{Permission, Step};
use registry::port::{Cluster, Events, Identity, Mode, Outcome, Reply, Update, Verdict};
use registry::snapshot::{Query, Snapshot};
use std::fmt;

/// A user of a cluster. Cheap to clone; clones share the connection.
#[derive(Clone)]
pub struct User {
    wire: Wire,
}

impl User {
    pub(crate) fn new(wire: Wire) -> Self {
        Self { wire }
    }

    /// The same user, seen as somebody else.
    #[must_use]
    pub fn impersonating(self, other: Impersonation) -> Self {
        Self {
            wire: self.wire.seen_as(other),
        }
    }

    pub(crate) fn wire(&self) -> &Wire {
        &self.wire
    }
}

impl Cluster for User {
    fn read<'a>(&'a self, batch: &'a [Query]) -> Reply<'a, Snapshot> {
        Box::pin(read::batch(&self.wire, batch))
    }

    fn watch(&self, set: Vec<Query>) -> Events<Update> {
        Box::pin(watch::updates(self.wire.clone(), set))
    }

    fn run<'a>(&'a self, step: &'a Step, mode: Mode) -> Reply<'a, Result<Outcome, ClusterError>> {
        Box::pin(run::step(&self.wire, step, mode))
    }

    fn allowed<'a>(&'a self, questions: &'a [Permission]) -> Reply<'a, Result<Vec<Verdict>, ClusterError>> {
        Box::pin(review::allowed(&self.wire, questions))
    }

    fn whoami<'a>(&'a self) -> Reply<'a, Result<Identity, ClusterError>> {
        Box::pin(review::whoami(&self.wire))
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("User")
    }
}
