//! Questions to the API server's own authenticator and authorizer: who is this, and may they.

use crate::ask::Ask;
use crate::wire::Wire;
use futures_util::{StreamExt, TryStreamExt, stream};
use http::StatusCode;
use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::Permission;
use registry::port::{Identity, Verdict};
use serde_json::{Value, json};

const ACCESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const SELF: &str = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
/// OpenShift's own answer, for API servers older than the review and gone under an external OIDC provider.
const OPENSHIFT_SELF: &str = "/apis/user.openshift.io/v1/users/~";

/// Asks each question, a bounded number at a time, and keeps their order. A review changes nothing, so it may be
/// repeated like a read.
pub(crate) async fn allowed(wire: &Wire, questions: &[Permission]) -> Result<Vec<Verdict>, ClusterError> {
    let verdicts: Vec<_> = questions.iter().map(|question| verdict(wire, question)).collect();
    stream::iter(verdicts)
        .buffered(wire.limits().parallel)
        .try_collect()
        .await
}

async fn verdict(wire: &Wire, question: &Permission) -> Result<Verdict, ClusterError> {
    let asked = wire
        .read(&Ask::post(ACCESS.to_owned(), access_review(question)))
        .await;
    let answer = asked.map_err(|failure| failure.told(question, question.name.as_ref()))?;
    let allowed = answer.pointer("/status/allowed").and_then(Value::as_bool);
    Ok(Verdict {
        permission: question.clone(),
        allowed: allowed.ok_or(ClusterError::Unexpected { status: 0 })?,
    })
}

fn access_review(question: &Permission) -> Value {
    let api = question.resource.api();
    let text = |name: &Option<Name>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {
            "group": api.group,
            "version": api.version,
            "resource": api.plural,
            "verb": question.verb.wire(),
            "namespace": text(&question.namespace),
            "name": text(&question.name),
        }},
    })
}

/// Asks who the credential belongs to.
pub(crate) async fn whoami(wire: &Wire) -> Result<Identity, ClusterError> {
    let review = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"});
    let (answer, user, groups) = match wire.read(&Ask::post(SELF.to_owned(), review)).await {
        Err(failure) if failure.code() == Some(StatusCode::NOT_FOUND) => {
            let answer = wire.read(&Ask::get(OPENSHIFT_SELF.to_owned())).await;
            (answer, "/metadata/name", "/groups")
        }
        answer => (answer, "/status/userInfo/username", "/status/userInfo/groups"),
    };
    let answer = answer.map_err(|failure| failure.bare())?;
    let user = answer.pointer(user).and_then(Value::as_str);
    let groups = answer.pointer(groups).and_then(Value::as_array);
    Ok(Identity {
        user: user.ok_or(ClusterError::Unexpected { status: 0 })?.to_owned(),
        groups: groups
            .into_iter()
            .flatten()
            .filter_map(|group| group.as_str().map(str::to_owned))
            .collect(),
    })
}

#[cfg(test)]
mod tests;
