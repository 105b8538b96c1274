//! The reviews: who am I, what may I do, what may somebody else do.

use serde_json::{Map, Value, json};

use super::{Call, Reply, may};
use crate::failure::Failure;
use crate::json::{items, text};
use crate::rbac::{self, User};
use crate::request::Target;
use crate::settings::Release;
use crate::world::World;

/// The kinds of review. They are asked by POST and never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Review {
    SelfSubject,
    SelfAccess,
    SelfRules,
    Access,
    LocalAccess,
}

pub(super) fn find(world: &World, target: &Target) -> Option<Review> {
    match (target.group.as_str(), target.resource.as_str()) {
        // Came with Kubernetes 1.28.
        ("authentication.k8s.io", "selfsubjectreviews") if world.release != Release::Legacy => {
            Some(Review::SelfSubject)
        }
        ("authorization.k8s.io", "selfsubjectaccessreviews") => Some(Review::SelfAccess),
        ("authorization.k8s.io", "selfsubjectrulesreviews") => Some(Review::SelfRules),
        ("authorization.k8s.io", "subjectaccessreviews") => Some(Review::Access),
        ("authorization.k8s.io", "localsubjectaccessreviews") => Some(Review::LocalAccess),
        _ => None,
    }
}

pub(super) fn answer(world: &World, call: &Call, review: Review) -> Result<Reply, Failure> {
    if super::verb(call) != "create" {
        return Err(Failure::method_not_allowed());
    }
    super::decode::json_only(call)?;
    let mut body: Value = serde_json::from_slice(&call.body)
        .map_err(|error| Failure::bad_request(format!("error decoding the body at line {}", error.line())))?;
    if !body.is_object() {
        return Err(Failure::bad_request("the body of the request is no object"));
    }
    let status = match review {
        Review::SelfSubject => subject(&call.user),
        Review::SelfAccess => access(world, &call.user, &body["spec"]),
        Review::Access | Review::LocalAccess => {
            let groups = items(&body, "/spec/groups")
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            access(
                world,
                &User {
                    name: text(&body, "/spec/user").to_owned(),
                    groups,
                    ..User::default()
                },
                &body["spec"],
            )
        }
        Review::SelfRules => rules(world, &call.user, text(&body, "/spec/namespace")),
    };
    body["status"] = status;
    if body["metadata"].is_null() {
        body["metadata"] = Value::Object(Map::new());
    }
    Ok(Reply::Object {
        code: 201,
        object: body,
        warnings: Vec::new(),
    })
}

fn subject(user: &User) -> Value {
    let mut info = json!({"username": user.name, "groups": user.groups});
    if !user.scopes.is_empty() {
        info["extra"] = json!({"scopes.authorization.openshift.io": user.scopes});
    }
    json!({"userInfo": info})
}

/// `users/~` of OpenShift's OAuth server.
pub(super) fn myself(user: &User) -> Value {
    json!({
        "kind": "User", "apiVersion": "user.openshift.io/v1",
        "metadata": {"name": user.name}, "identities": [], "groups": user.groups,
    })
}

fn access(world: &World, user: &User, spec: &Value) -> Value {
    if let Some(path) = spec
        .pointer("/nonResourceAttributes/path")
        .and_then(Value::as_str)
    {
        return json!({"allowed": rbac::path_allowed(&world.store, user, path)});
    }
    let attributes = &spec["resourceAttributes"];
    let part = |name: &str| attributes[name].as_str().unwrap_or("").to_owned();
    let target = Target {
        group: part("group"),
        version: part("version"),
        resource: part("resource"),
        namespace: part("namespace"),
        name: part("name"),
        subresource: part("subresource"),
    };
    let verb = part("verb");
    let resource = target.resource_with_subresource();
    match rbac::out_of_scope(&world.store, user, &rbac::ask(&verb, &target, &resource)) {
        Some(reason) => json!({"allowed": false, "denied": true, "reason": reason}),
        None => json!({"allowed": may(world, user, &verb, &target)}),
    }
}

fn rules(world: &World, user: &User, namespace: &str) -> Value {
    let all = rbac::rules(&world.store, user, namespace);
    let (paths, resources): (Vec<Value>, Vec<Value>) = all
        .into_iter()
        .partition(|rule| rule.get("nonResourceURLs").is_some());
    json!({"resourceRules": resources, "nonResourceRules": paths, "incomplete": false})
}
