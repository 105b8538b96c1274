//! Creating an object that must not exist yet.

use super::{Write, outcome};
use crate::ask::Ask;
use registry::error::ClusterError;
use registry::port::Outcome;
use serde_json::Value;

pub(super) async fn run(write: &Write<'_>, body: Value) -> Result<Outcome, ClusterError> {
    let uri = write.content_uri(&write.collection_path());
    match write.wire.write(&Ask::post(uri, body)).await {
        Ok(created) => Ok(outcome(&created)),
        Err(failure) => {
            let made = |current: &Result<Value, ClusterError>| {
                let current = current.as_ref().ok()?;
                write.step.is_done_in(current).then(|| outcome(current))
            };
            write.settle(failure, made).await
        }
    }
}
