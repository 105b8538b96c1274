//! Watches: one task a query keeps its answer current, one stream hands out whatever changed. Dropping the stream ends
//! the tasks and with them every request.

mod board;
mod follow;
mod lines;
mod packed;

use crate::wire::Wire;
use board::Board;
use follow::Follower;
use futures_core::Stream;
use futures_util::stream;
use registry::port::Update;
use registry::snapshot::Query;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Every query's answer now and whenever it changes. A reader that falls behind gets the latest of each, never a queue.
/// Must be called inside a Tokio runtime.
pub(crate) fn updates(wire: Wire, set: Vec<Query>) -> impl Stream<Item = Update> + Send {
    let board = Arc::new(Board::default());
    let gate = Arc::new(Semaphore::new(wire.limits().parallel));
    let mut tasks = JoinSet::new();
    for query in set.into_iter().collect::<BTreeSet<_>>() {
        tasks.spawn(Follower::new(wire.clone(), query, board.clone(), gate.clone()).follow());
    }
    // The tasks are part of the stream's state, so that they end with it.
    stream::unfold((board, tasks), |(board, tasks)| async move {
        let update = board.next().await?;
        Some((update, (board, tasks)))
    })
}

#[cfg(test)]
mod tests;
