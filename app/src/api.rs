//! The error every server function answers with: closed, with data, without a word of the transport. It never holds
//! a secret, because a server function's error may be shown.

use crate::wire::ErrorWire;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use registry::change::Problem;
use registry::error::ClusterError;
use serde::{Deserialize, Serialize};

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CallError {
    /// The cluster said no, or nothing.
    Cluster(ClusterError),
    /// The form gives no plan.
    Problems(Vec<Problem>),
    /// The cluster, and so the plan, changed since it was shown.
    Changed(Box<crate::plan::Review>),
    /// The review's confirmation is missing or wrong.
    Unconfirmed,
    /// Our own server could not be reached or did not understand.
    Server,
}

impl From<ClusterError> for CallError {
    fn from(error: ClusterError) -> Self {
        Self::Cluster(error)
    }
}

impl FromServerFnError for CallError {
    type Encoder = ErrorWire;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Server
    }
}
