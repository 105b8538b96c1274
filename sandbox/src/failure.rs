//! The answers of refusal: Kubernetes `Status` objects, worded as the API server words them.
//!
//! Deliberately without `Debug`: the text of a strict-decoding failure holds the whole object, secrets included.

use serde_json::{Value, json};

use crate::resources::Resource;

/// A refused request. Becomes the HTTP status `code` and a `Status` body.
pub(crate) struct Failure {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<Value>,
    pub(crate) retry_after: Option<u32>,
}

/// One entry of `details.causes`.
#[derive(Clone)]
pub(crate) struct Cause {
    pub(crate) reason: &'static str,
    pub(crate) field: String,
    pub(crate) message: String,
}

impl Cause {
    pub(crate) fn new(reason: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            reason,
            field: field.into(),
            message: message.into(),
        }
    }

    /// `Invalid value: <value>: <why>`; strings are quoted, as Go's `%q` does.
    pub(crate) fn invalid(field: impl Into<String>, value: &Value, why: &str) -> Self {
        Self::new(
            "FieldValueInvalid",
            field,
            format!("Invalid value: {value}: {why}"),
        )
    }

    pub(crate) fn required(field: impl Into<String>, why: &str) -> Self {
        let message = if why.is_empty() {
            "Required value".to_owned()
        } else {
            format!("Required value: {why}")
        };
        Self::new("FieldValueRequired", field, message)
    }
}

impl Failure {
    pub(crate) fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            reason,
            message: message.into(),
            details: None,
            retry_after: None,
        }
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized", "Unauthorized")
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    pub(crate) fn not_found(resource: &Resource, name: &str) -> Self {
        Self::new(
            404,
            "NotFound",
            format!("{} \"{name}\" not found", resource.qualified()),
        )
        .about(resource.group, resource.plural, name)
    }

    /// What an API server says for a path of a group or resource it does not serve.
    pub(crate) fn no_such_resource() -> Self {
        Self {
            details: Some(json!({})),
            ..Self::new(
                404,
                "NotFound",
                "the server could not find the requested resource",
            )
        }
    }

    pub(crate) fn already_exists(resource: &Resource, name: &str) -> Self {
        Self::new(
            409,
            "AlreadyExists",
            format!("{} \"{name}\" already exists", resource.qualified()),
        )
        .about(resource.group, resource.plural, name)
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "the server does not allow this method on the requested resource";
        Self {
            details: Some(json!({})),
            ..Self::new(405, "MethodNotAllowed", message)
        }
    }

    /// A deletion whose preconditions do not hold; it names the kind where others name the resource.
    pub(crate) fn conflicting_deletion(resource: &Resource, name: &str, why: &str) -> Self {
        let message = format!(
            "Operation cannot be fulfilled on {} \"{name}\": {why}",
            resource.qualified_kind()
        );
        Self::new(409, "Conflict", message).about(resource.group, resource.kind, name)
    }

    /// An object that says it is something else.
    pub(crate) fn wrong_kind(resource: &Resource, name: &str, given: &str) -> Self {
        let cause = Cause::invalid("kind", &json!(given), &format!("must be {}", resource.kind));
        let message = format!(
            "{given}.{} \"{name}\" is invalid: {}",
            resource.group,
            join(std::slice::from_ref(&cause))
        );
        let mut failure = Self::new(422, "Invalid", message);
        failure.details = Some(with_causes(details(resource.group, given, name), &[cause]));
        failure
    }

    /// Like [`Self::invalid`], naming the resource where that names the kind.
    pub(crate) fn invalid_resource(resource: &Resource, name: &str, causes: &[Cause]) -> Self {
        let message = format!("{} \"{name}\" is invalid: {}", resource.qualified(), join(causes));
        let mut failure = Self::new(422, "Invalid", message);
        failure.details = Some(with_causes(
            details(resource.group, resource.plural, name),
            causes,
        ));
        failure
    }

    pub(crate) fn conflict(resource: &Resource, name: &str, why: &str) -> Self {
        let message = format!(
            "Operation cannot be fulfilled on {} \"{name}\": {why}",
            resource.qualified()
        );
        Self::new(409, "Conflict", message).about(resource.group, resource.plural, name)
    }

    pub(crate) fn stale(resource: &Resource, name: &str) -> Self {
        let why =
            "the object has been modified; please apply your changes to the latest version and try again";
        Self::conflict(resource, name, why)
    }

    pub(crate) fn invalid(resource: &Resource, name: &str, causes: &[Cause]) -> Self {
        let message = format!(
            "{} \"{name}\" is invalid: {}",
            resource.qualified_kind(),
            join(causes)
        );
        let mut failure = Self::new(422, "Invalid", message);
        failure.details = Some(with_causes(details(resource.group, resource.kind, name), causes));
        failure
    }

    /// A strict-decoding failure of a PATCH. As in the original, the text repeats the complete patched object.
    pub(crate) fn strict_patch(patched: &Value, unknown: &str) -> Self {
        let quoted = Value::String(patched.to_string());
        let cause = Cause::invalid("patch", &quoted, &format!("strict decoding error: {unknown}"));
        let mut failure = Self::new(
            422,
            "Invalid",
            format!(" \"\" is invalid: patch: {}", cause.message),
        );
        failure.details = Some(with_causes(json!({}), &[cause]));
        failure
    }

    /// A strict-decoding failure of a POST or PUT.
    pub(crate) fn strict_body(resource: &Resource, unknown: &str) -> Self {
        Self::bad_request(format!(
            "{kind} in version \"{version}\" cannot be handled as a {kind}: strict decoding error: {unknown}",
            kind = resource.kind,
            version = resource.version,
        ))
    }

    pub(crate) fn expired(message: impl Into<String>) -> Self {
        Self::new(410, "Expired", message)
    }

    /// What a fault injected by number says; the wording the API server has for that code.
    pub(crate) fn injected(code: u16, verb: &str, resource: &Resource) -> Self {
        let what = resource.qualified();
        let failure = match code {
            401 => return Self::unauthorized(),
            403 => Self::new(
                403,
                "Forbidden",
                format!("{what} is forbidden: refused by the sandbox"),
            ),
            404 => return Self::no_such_resource(),
            409 => Self::new(
                409,
                "Conflict",
                format!(
                    "Operation cannot be fulfilled on {what}: the object has been modified; please apply your changes to the latest version and try again"
                ),
            ),
            410 => Self::expired("The resourceVersion for the provided list is too old."),
            429 => Self {
                retry_after: Some(1),
                ..Self::new(
                    429,
                    "TooManyRequests",
                    "the server has received too many requests and has asked us to try again later",
                )
            },
            503 => Self {
                retry_after: Some(1),
                ..Self::new(
                    503,
                    "ServiceUnavailable",
                    format!("the server is currently unable to handle the request ({verb} {what})"),
                )
            },
            504 => Self::new(
                504,
                "Timeout",
                format!("Timeout: request did not complete within the requested timeout ({verb} {what})"),
            ),
            _ => Self::new(
                code,
                "InternalError",
                "Internal error occurred: the sandbox was told to fail",
            ),
        };
        failure.about(resource.group, resource.plural, "")
    }

    pub(crate) fn about(mut self, group: &str, kind: &str, name: &str) -> Self {
        self.details = Some(details(group, kind, name));
        self
    }

    pub(crate) fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message,
        });
        if !self.reason.is_empty() {
            status["reason"] = json!(self.reason);
        }
        if let Some(details) = &self.details {
            status["details"] = details.clone();
        }
        if let Some(seconds) = self.retry_after {
            crate::json::object(&mut status, "details").insert("retryAfterSeconds".into(), json!(seconds));
        }
        status["code"] = json!(self.code);
        status
    }
}

fn details(group: &str, kind: &str, name: &str) -> Value {
    let mut details = serde_json::Map::new();
    for (key, value) in [("name", name), ("group", group), ("kind", kind)] {
        if !value.is_empty() {
            details.insert(key.into(), json!(value));
        }
    }
    Value::Object(details)
}

fn with_causes(mut details: Value, causes: &[Cause]) -> Value {
    details["causes"] = causes
        .iter()
        .map(|c| json!({"reason": c.reason, "message": c.message, "field": c.field}))
        .collect();
    details
}

/// All causes in one line; one that two validations found is said once.
fn join(causes: &[Cause]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in causes {
        let text = format!("{}: {}", cause.field, cause.message);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    match texts.as_slice() {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}
