//! Creating an object that must not exist yet.

use super::{Write, outcome};
use crate::ask::Ask;
use registry::error::ClusterError;
use registry::plan::{FieldChange, touched};
use registry::port::Outcome;
use serde_json::{Value, json};

pub(super) async fn run(write: &Write<'_>, object: &Value) -> Result<Outcome, ClusterError> {
    let uri = write.content_uri(&write.collection_path());
    match write.wire.write(&Ask::post(uri, object.clone())).await {
        Ok(created) => Ok(outcome(&created)),
        Err(failure) => {
            let made = |current: &Result<Value, ClusterError>| {
                let current = current.as_ref().ok()?;
                is_ours(current, object).then(|| outcome(current))
            };
            write.settle(failure, made).await
        }
    }
}

/// Whether what exists has everything the object to create asked for. The API server adds defaults, so it may have more.
fn is_ours(current: &Value, object: &Value) -> bool {
    let asked = json!({"spec": object.get("spec")});
    touched(current, &asked).iter().all(FieldChange::is_same)
}
