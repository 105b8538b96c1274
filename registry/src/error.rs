//! What can go wrong between the console and a cluster, as the one enum that every layer above understands.
//! Transport details and raw answers stay behind in the log of the layer that met them.

use crate::plan::Permission;
use crate::resource::Resource;
use serde::{Deserialize, Serialize};

/// An answer of the cluster that is not the one asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ClusterError {
    /// 401: the token is missing, expired or revoked.
    #[error("The cluster no longer accepts this login. Log in again.")]
    SignedOut,
    /// 403: the caller may not do this.
    #[error("You may not {permission}.")]
    Forbidden {
        /// The missing permission.
        permission: Permission,
        /// The authorizer's own words, where they are the ones every authorizer uses; empty otherwise.
        said: String,
    },
    /// 403 although the caller has the right: a quota, or an admission rule of the cluster.
    #[error("The cluster does not allow this{}.", denial_text(said))]
    Denied {
        /// The resource that was to change.
        resource: Resource,
        /// The cluster's words, where they cannot repeat a secret; empty otherwise.
        said: String,
    },
    /// 404 for an object whose resource exists.
    #[error("{kind} {name} does not exist.", kind = resource.api().kind)]
    Missing {
        /// The resource asked for.
        resource: Resource,
        /// The name asked for; empty for lists.
        name: String,
    },
    /// 404 for the resource itself: its CRD or API server is absent.
    #[error("This cluster does not serve {}.", resource.qualified())]
    NotServed {
        /// The resource asked for.
        resource: Resource,
    },
    /// 409 on a change: the object moved on since it was read.
    #[error("Someone else changed {kind} {name} meanwhile.", kind = resource.api().kind)]
    Conflict {
        /// The resource that was to change.
        resource: Resource,
        /// Its name.
        name: String,
    },
    /// 409 on a creation: the name is taken.
    #[error("{kind} {name} exists already.", kind = resource.api().kind)]
    Exists {
        /// The resource that was to be created.
        resource: Resource,
        /// Its name.
        name: String,
    },
    /// 400 or 422: the API server refused the content. Only the useful part of its answer is kept, because the
    /// full text of a strict refusal repeats the whole object, `httpSecret` included.
    #[error("The API server refused the change: {}", causes_text(causes))]
    Refused {
        /// One entry per refused field.
        causes: Vec<Cause>,
    },
    /// 410: a version or continue token is too old.
    #[error("The list changed while it was read; reading it again.")]
    Expired,
    /// 429: asked to slow down.
    #[error("The API server is busy; trying again in {retry_after_seconds} s.")]
    Throttled {
        /// Seconds to wait, as the server asked; at least 1.
        retry_after_seconds: u64,
    },
    /// 503: an API is rolling out or its server is down.
    #[error("The API server cannot answer for {} right now.", resource.qualified())]
    Unavailable {
        /// The resource asked for.
        resource: Resource,
    },
    /// No connection, or it broke.
    #[error("The cluster cannot be reached.")]
    Unreachable,
    /// A change was sent, but its answer never came: it may or may not have been made.
    #[error("The connection broke before the cluster answered; the change may or may not have been made.")]
    Unknown,
    /// No answer within the time allowed.
    #[error("The cluster has not answered within {seconds} s.")]
    TooSlow {
        /// The time allowed.
        seconds: u64,
    },
    /// Anything else.
    #[error("The API server answered with status {status}, which the console did not expect.")]
    Unexpected {
        /// The HTTP status; 0 when the answer could not be read.
        status: u16,
    },
}

/// One reason of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The field's path as the API server names it, for example `spec.storage.s3.chunkSizeMiB`; empty when unknown.
    pub field: String,
    /// The API server's words for this field alone.
    pub message: String,
}

fn causes_text(causes: &[Cause]) -> String {
    causes
        .iter()
        .map(|c| c.message.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn denial_text(said: &str) -> String {
    let said = said.trim_end_matches('.');
    if said.is_empty() {
        String::new()
    } else {
        format!(": {said}")
    }
}

impl ClusterError {
    /// The cluster's own words where a person may want them beside ours; empty where there are none to show.
    pub fn said(&self) -> &str {
        match self {
            Self::Forbidden { said, .. } => said,
            _ => "",
        }
    }

    /// Whether asking again later may give another answer without anyone changing anything.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Throttled { .. }
                | Self::Unavailable { .. }
                | Self::Unreachable
                | Self::TooSlow { .. }
                | Self::Expired
        )
    }
}
