//! Whether the operator has done what a plan asked for.

use super::headline::{Headline, Serving};
use crate::error::ClusterError;
use serde::{Deserialize, Serialize};

/// How far a change has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// The operator has not looked at what was saved.
    WaitingForOperator {
        /// The generation saved.
        saved: i64,
        /// The generation seen.
        seen: i64,
    },
    /// The operator is at work.
    Working(Stages),
    /// The cluster is as the plan wanted it.
    Done,
    /// It failed.
    Failed {
        /// What the overview says.
        headline: Headline,
        /// The operator tries again by itself, so it may still come right.
        retried: bool,
    },
    /// It cannot be told, because the configuration cannot be read now.
    Unread(ClusterError),
}

/// The stages behind "applied" and "the operator saw it", which are done by the time these are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stages {
    /// The operator accepts the storage; `None` when no registry is to run.
    pub storage_accepted: Option<bool>,
    /// New pods ready of those wanted; `None` when that may not be read or none is wanted.
    pub pods: Option<Serving>,
    /// No pod of an older configuration is left.
    pub old_pods_gone: bool,
}
