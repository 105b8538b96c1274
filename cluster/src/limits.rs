//! Every time and size this crate obeys, in one place, so that a test can shorten one without knowing the code.

use std::time::Duration;

/// Times and sizes of a [`crate::Connection`]. The defaults are what the console promises.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest a read may take, all its bytes included.
    pub read: Duration,
    /// The longest a write may take before its outcome is looked up instead.
    pub write: Duration,
    /// How often a failed read is asked again.
    pub retries: u32,
    /// The time from the first try in which a failed read may be asked again.
    pub retry_budget: Duration,
    /// The largest answer that is read into memory, in bytes.
    pub answer_bytes: usize,
    /// The largest single event of a watch, in bytes. An object has at most about 1.5 MiB in the API server's store.
    pub event_bytes: usize,
    /// Objects in a page of a list.
    pub page: u32,
    /// Requests of one batch in flight at a time.
    pub parallel: usize,
    /// How long the API server is asked to keep one watch open. Whole seconds.
    pub watch: Duration,
    /// How much longer than [`Limits::watch`] a watch may stay silent before its connection is given up.
    pub watch_grace: Duration,
    /// The shortest time between two answers to one watched query.
    pub coalesce: Duration,
    /// How often a query is asked whose watch is forbidden.
    pub poll: Duration,
    /// How often a query is asked again that is forbidden or whose resource is not served.
    pub denied: Duration,
    /// The first and the longest pause of a watch that keeps failing.
    pub backoff: (Duration, Duration),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            read: Duration::from_secs(10),
            write: Duration::from_secs(30),
            retries: 2,
            retry_budget: Duration::from_secs(5),
            answer_bytes: 64 << 20,
            event_bytes: 8 << 20,
            page: 500,
            parallel: 16,
            watch: Duration::from_secs(40),
            watch_grace: Duration::from_secs(4),
            coalesce: Duration::from_millis(100),
            poll: Duration::from_secs(15),
            denied: Duration::from_secs(60),
            backoff: (Duration::from_millis(800), Duration::from_secs(30)),
        }
    }
}
