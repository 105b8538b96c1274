//! Steps: each is sent once, and when its outcome is in doubt the object is read again instead of sending twice.
//! Which steps exist is decided by `registry`; this module refuses to send any that fails [`Step::check`].

mod create;
mod delete;
mod patch;

use crate::ask::{self, Ask, FIELD_MANAGER};
use crate::failure::Failure;
use crate::wire::Wire;
use http::StatusCode;
use registry::error::{Cause, ClusterError};
use registry::plan::{Action, Step, Verb};
use registry::port::{Mode, Outcome};
use serde_json::Value;

/// How often a step is sent again after a conflict that does not concern it.
const CONFLICTS: usize = 3;

/// Tries or does one step.
pub(crate) async fn step(wire: &Wire, step: &Step, mode: Mode) -> Result<Outcome, ClusterError> {
    if let Err(error) = step.check() {
        tracing::error!(%error, "a step that may not exist was not sent");
        return Err(ClusterError::Refused {
            causes: vec![Cause {
                field: String::new(),
                message: error.to_string(),
            }],
        });
    }
    let write = Write { wire, step, mode };
    match (step.action(), step.body()) {
        (Action::Create { .. }, Some(body)) => create::run(&write, body).await,
        (
            Action::Patch {
                patch,
                fields,
                resource_version,
            },
            Some(body),
        ) => patch::run(&write, &body, patch::Planned { patch, fields }, resource_version).await,
        (Action::Delete { uid }, _) => delete::run(&write, uid).await,
        // A step that may exist and has something to write has a body.
        (Action::Create { .. } | Action::Patch { .. }, None) => Err(ClusterError::Unexpected { status: 0 }),
    }
}

/// A step on its way.
struct Write<'a> {
    wire: &'a Wire,
    step: &'a Step,
    mode: Mode,
}

impl Write<'_> {
    fn object_path(&self) -> String {
        let target = self.step.target();
        ask::object(target.resource, target.namespace.as_ref(), &target.name)
    }

    fn collection_path(&self) -> String {
        let target = self.step.target();
        ask::collection(target.resource, target.namespace.as_ref())
    }

    /// `path` with what every write of content says: who writes, that unknown fields are errors, and whether this is
    /// only a try.
    fn content_uri(&self, path: &str) -> String {
        let mut parameters = vec![("fieldManager", FIELD_MANAGER), ("fieldValidation", "Strict")];
        if self.mode == Mode::DryRun {
            parameters.push(("dryRun", "All"));
        }
        ask::with_query(path, &parameters)
    }

    fn told(&self, failure: &Failure) -> ClusterError {
        let told = failure.told(&self.step.permission(), Some(&self.step.target().name));
        match told {
            ClusterError::Refused { causes } if self.step.target().resource.is_read_by_name() => {
                ClusterError::Refused {
                    causes: self.known(causes),
                }
            }
            told => told,
        }
    }

    /// The causes with the fields that are known to be fields: what a refusal says of a Secret is never taken at its word.
    fn known(&self, causes: Vec<Cause>) -> Vec<Cause> {
        let own = self.step.keys();
        let is_known = |field: &str| {
            let key = field
                .strip_prefix("data[")
                .and_then(|rest| rest.strip_suffix(']'));
            key.is_some_and(|key| own.contains(&key))
                || matches!(field, "data" | "type" | "immutable" | "metadata.name")
        };
        causes
            .into_iter()
            .map(|cause| Cause {
                field: Some(cause.field)
                    .filter(|field| is_known(field))
                    .unwrap_or_default(),
                message: cause.message,
            })
            .collect()
    }

    /// The object as it is now.
    async fn current(&self) -> Result<Value, ClusterError> {
        let read = self.wire.read(&Ask::get(self.object_path())).await;
        read.map_err(|failure| {
            let mut right = self.step.permission();
            right.verb = Verb::Get;
            right.name = Some(self.step.target().name.clone());
            failure.told(&right, right.name.as_ref())
        })
    }

    /// Ends a write that failed: where it may have been made nonetheless, `made` looks at the object and says so.
    async fn settle(
        &self,
        failure: Failure,
        made: impl FnOnce(&Result<Value, ClusterError>) -> Option<Outcome>,
    ) -> Result<Outcome, ClusterError> {
        if self.mode == Mode::DryRun || !failure.leaves_a_write_open() {
            return Err(self.told(&failure));
        }
        let current = self.current().await;
        if let Some(outcome) = made(&current) {
            return Ok(outcome);
        }
        let seen = matches!(current, Ok(_) | Err(ClusterError::Missing { .. }));
        // 500 is the API server's own last word (a webhook that failed, say); what stands in front of it says 502 and
        // 504, and a broken connection says nothing.
        if seen && failure.code() == Some(StatusCode::INTERNAL_SERVER_ERROR) {
            return Err(self.told(&failure));
        }
        Err(ClusterError::Unknown)
    }
}

/// What a written object says about itself.
fn outcome(object: &Value) -> Outcome {
    Outcome {
        generation: object.pointer("/metadata/generation").and_then(Value::as_i64),
        uid: uid(object).map(str::to_owned),
        dropped: Vec::new(),
    }
}

fn uid(object: &Value) -> Option<&str> {
    object.pointer("/metadata/uid").and_then(Value::as_str)
}

#[cfg(test)]
mod tests;
