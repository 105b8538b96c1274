//! Clusters that misbehave in ways no API server can: one that panics, and one that counts its watches.

use futures_util::{StreamExt as _, stream};
use registry::error::ClusterError;
use registry::plan::{Permission, Step};
use registry::port::{Cluster, Events, Identity, Mode, Outcome, Reply, Update, Verdict};
use registry::snapshot::{Query, Snapshot};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Panics, with a secret in the message.
pub(crate) struct Panics;

pub(crate) const PANIC: &str = "panic-canary-55d1";

impl Cluster for Panics {
    fn read<'a>(&'a self, _: &'a [Query]) -> Reply<'a, Snapshot> {
        Box::pin(async { panic!("{PANIC}") })
    }
    fn watch(&self, _: Vec<Query>) -> Events<Update> {
        panic!("{PANIC}")
    }
    fn run<'a>(&'a self, _: &'a Step, _: Mode) -> Reply<'a, Result<Outcome, ClusterError>> {
        Box::pin(async { panic!("{PANIC}") })
    }
    fn allowed<'a>(&'a self, _: &'a [Permission]) -> Reply<'a, Result<Vec<Verdict>, ClusterError>> {
        Box::pin(async { panic!("{PANIC}") })
    }
    fn whoami<'a>(&'a self) -> Reply<'a, Result<Identity, ClusterError>> {
        Box::pin(async { panic!("{PANIC}") })
    }
}

/// Counts the watches that are open, and what was asked.
pub(crate) struct Counts {
    pub(crate) inner: Arc<dyn Cluster>,
    pub(crate) watches: Arc<AtomicUsize>,
    pub(crate) whoami: Arc<AtomicUsize>,
}

impl Counts {
    pub(crate) fn new(inner: Arc<dyn Cluster>) -> Self {
        Self {
            inner,
            watches: Arc::default(),
            whoami: Arc::default(),
        }
    }
}

struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Cluster for Counts {
    fn read<'a>(&'a self, batch: &'a [Query]) -> Reply<'a, Snapshot> {
        self.inner.read(batch)
    }
    fn watch(&self, set: Vec<Query>) -> Events<Update> {
        self.watches.fetch_add(1, Ordering::SeqCst);
        let open = Open(Arc::clone(&self.watches));
        let updates = stream::unfold((self.inner.watch(set), open), |(mut updates, open)| async {
            let update = updates.next().await?;
            Some((update, (updates, open)))
        });
        Box::pin(updates)
    }
    fn run<'a>(&'a self, step: &'a Step, mode: Mode) -> Reply<'a, Result<Outcome, ClusterError>> {
        self.inner.run(step, mode)
    }
    fn allowed<'a>(&'a self, questions: &'a [Permission]) -> Reply<'a, Result<Vec<Verdict>, ClusterError>> {
        self.inner.allowed(questions)
    }
    fn whoami<'a>(&'a self) -> Reply<'a, Result<Identity, ClusterError>> {
        self.whoami.fetch_add(1, Ordering::SeqCst);
        self.inner.whoami()
    }
}
