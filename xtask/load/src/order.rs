//! What is to be measured and what was. Knows no HTTP.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Everything to measure, in this order.
#[derive(Deserialize)]
pub(crate) struct Order {
    pub(crate) targets: Vec<Target>,
    pub(crate) blocks: Vec<Block>,
}

/// Something to ask. Its headers may hold credentials, so it cannot be printed.
#[derive(Deserialize)]
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) headers: BTreeMap<String, String>,
    /// The certificates that vouch for it; `None` for plain HTTP.
    pub(crate) ca: Option<PathBuf>,
}

/// A run of requests to one target, over connections that stay open until the end of the order.
#[derive(Deserialize)]
pub(crate) struct Block {
    /// Which target, counted from 0.
    pub(crate) target: usize,
    /// Clients at a time, each with one connection.
    pub(crate) connections: usize,
    /// The most requests of each client.
    pub(crate) requests: usize,
    /// The longest it may last.
    pub(crate) seconds: f64,
}

/// What a block came to.
#[derive(Serialize)]
pub(crate) struct Measured {
    pub(crate) target: usize,
    pub(crate) connections: usize,
    pub(crate) requests: usize,
    /// From the first request to the last answer.
    pub(crate) seconds: f64,
    /// Half of the answers were complete after this many microseconds.
    pub(crate) median_us: f64,
    /// And 99 of 100 after this many.
    pub(crate) p99_us: f64,
}
