//! Merge-patching an object that someone else, the operator above all, may be changing too.

use super::{CONFLICTS, Write, outcome};
use crate::ask::Ask;
use http::{Method, StatusCode};
use registry::error::ClusterError;
use registry::plan::{FieldChange, touched};
use registry::port::Outcome;
use registry::redact::redact;
use registry::resource::Resource;
use serde_json::{Value, json};

/// What a patch was planned from.
pub(super) struct Planned<'a> {
    pub(super) patch: &'a Value,
    pub(super) fields: &'a [FieldChange],
}

pub(super) async fn run(
    write: &Write<'_>,
    body: &Value,
    planned: Planned<'_>,
    version: &str,
) -> Result<Outcome, ClusterError> {
    let resource = write.step.target().resource;
    let mut version = version.to_owned();
    let mut conflicts = 0;
    loop {
        let failure = match write.wire.write(&ask(write, body, &version)).await {
            Ok(object) => {
                return Ok(Outcome {
                    dropped: dropped(&object, planned.patch),
                    ..outcome(&object)
                });
            }
            Err(failure) => failure,
        };
        if failure.code() != Some(StatusCode::CONFLICT) {
            let made = |current: &Result<Value, ClusterError>| {
                let current = current.as_ref().ok()?;
                write.step.is_done_in(current).then(|| outcome(current))
            };
            return write.settle(failure, made).await;
        }
        let current = write.current().await?;
        if write.step.is_done_in(&current) {
            return Ok(outcome(&current));
        }
        if conflicts == CONFLICTS || !is_as_planned(resource, &current, &planned) {
            return Err(write.told(&failure));
        }
        conflicts += 1;
        version = current
            .pointer("/metadata/resourceVersion")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
    }
}

fn ask(write: &Write<'_>, patch: &Value, version: &str) -> Ask {
    let mut body = patch.clone();
    if !version.is_empty()
        && let Some(map) = body.as_object_mut()
    {
        map.insert("metadata".to_owned(), json!({"resourceVersion": version}));
    }
    Ask {
        method: Method::PATCH,
        uri: write.content_uri(&write.object_path()),
        body: Some(("application/merge-patch+json", body)),
    }
}

/// What the patch sets and the object lacks. Only paths: values may be secrets.
fn dropped(object: &Value, patch: &Value) -> Vec<String> {
    let lost = |field: &FieldChange| field.before.is_none() && field.after.is_some();
    touched(object, patch)
        .into_iter()
        .filter(lost)
        .map(|field| field.path)
        .collect()
}

/// Whether every field the patch touches still has the value the plan was made for. Plans are made from objects whose
/// secrets were taken out, so the same is done here before comparing. A Secret's fields cannot be compared, so whoever
/// changed it changed what was planned.
fn is_as_planned(resource: Resource, current: &Value, planned: &Planned<'_>) -> bool {
    if resource == Resource::Secret {
        return false;
    }
    fn before(field: &FieldChange) -> (&str, Option<&Value>) {
        (
            &field.path,
            field.before.as_ref().filter(|value| !value.is_null()),
        )
    }
    let mut current = current.clone();
    redact(resource, &mut current);
    touched(&current, planned.patch)
        .iter()
        .map(before)
        .eq(planned.fields.iter().map(before))
}
