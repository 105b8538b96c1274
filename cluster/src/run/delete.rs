//! Deleting exactly the object that was looked at, never a newer one of the same name.

use super::{CONFLICTS, Write, uid};
use crate::ask::{self, Ask};
use http::{Method, StatusCode};
use registry::error::ClusterError;
use registry::port::{Mode, Outcome};
use serde_json::{Value, json};

const GONE: Outcome = Outcome {
    generation: None,
    uid: None,
    dropped: Vec::new(),
};

pub(super) async fn run(write: &Write<'_>, wanted: &str) -> Result<Outcome, ClusterError> {
    let mut conflicts = 0;
    loop {
        let failure = match write.wire.write(&ask(write, wanted)).await {
            Ok(_) => return Ok(GONE),
            Err(failure) => failure,
        };
        match failure.code() {
            Some(StatusCode::NOT_FOUND) => {
                return match write.told(&failure) {
                    ClusterError::Missing { .. } => Ok(GONE),
                    error => Err(error),
                };
            }
            Some(StatusCode::CONFLICT) => match write.current().await {
                Err(ClusterError::Missing { .. }) => return Ok(GONE),
                // Still the same object: the conflict was with another writer of it, not with us.
                Ok(current) if uid(&current) == Some(wanted) && conflicts < CONFLICTS => conflicts += 1,
                Ok(_) => return Err(write.told(&failure)),
                Err(error) => return Err(error),
            },
            _ => {
                let made = |current: &Result<Value, ClusterError>| is_gone(current, wanted).then_some(GONE);
                return write.settle(failure, made).await;
            }
        }
    }
}

/// Whether the object is gone or going. One that waits for its finalizers keeps its name, and another may have it already.
fn is_gone(current: &Result<Value, ClusterError>, wanted: &str) -> bool {
    match current {
        Ok(object) => uid(object) != Some(wanted) || object.pointer("/metadata/deletionTimestamp").is_some(),
        Err(error) => matches!(error, ClusterError::Missing { .. }),
    }
}

/// A deletion's options go into its body, and the API server then ignores those of the query: the dry run has to be said
/// in the body. It stands in the query too, for the audit log and whatever stands in front.
fn ask(write: &Write<'_>, wanted: &str) -> Ask {
    let mut options = json!({
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": wanted},
    });
    let mut uri = write.object_path();
    if write.mode == Mode::DryRun {
        options["dryRun"] = json!(["All"]);
        uri = ask::with_query(&uri, &[("dryRun", "All")]);
    }
    Ask {
        method: Method::DELETE,
        uri,
        body: Some(("application/json", options)),
    }
}
