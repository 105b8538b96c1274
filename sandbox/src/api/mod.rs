//! Answers one authorised request against the world. Knows nothing of connections, faults or the operator.

mod decode;
mod discovery;
mod own_tokens;
mod read;
mod review;
mod select;
pub(crate) mod watch;
mod write;

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use crate::failure::Failure;
use crate::rbac::{self, User};
use crate::request::{Query, Subject, Target};
use crate::resources::{self, Resource, useroauthaccesstokens};
use crate::world::World;

/// A request, read.
pub(crate) struct Call {
    pub(crate) user: User,
    pub(crate) method: Method,
    pub(crate) subject: Subject,
    pub(crate) query: Query,
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
}

/// An answer that is no refusal.
pub(crate) enum Reply {
    Object {
        code: u16,
        object: Value,
        warnings: Vec<String>,
    },
    Text {
        code: u16,
        text: &'static str,
    },
    Watch(Box<watch::Start>),
}

impl Reply {
    pub(crate) fn ok(object: Value) -> Self {
        Self::Object {
            code: 200,
            object,
            warnings: Vec::new(),
        }
    }
}

/// The verb for RBAC and the log.
pub(crate) fn verb(call: &Call) -> &'static str {
    match &call.subject {
        Subject::Object(target) => crate::request::verb(&call.method, target, &call.query),
        Subject::Path(_) if call.method == Method::GET => "get",
        Subject::Path(_) => "post",
    }
}

/// The resource a target names, if it is served at all in this scenario.
pub(crate) fn served(world: &World, target: &Target) -> Option<&'static Resource> {
    let resource = resources::find(&target.group, &target.version, &target.resource)?;
    discovery::group_served(world, resource.group).then_some(resource)
}

/// Answers, or refuses.
pub(crate) fn answer(world: &mut World, call: &Call, now: jiff::Timestamp) -> Result<Reply, Failure> {
    let target = match &call.subject {
        Subject::Path(path) => return other_path(world, call, path),
        Subject::Object(target) => target,
    };
    if let Some(review) = review::find(world, target) {
        authorise(world, call, target)?;
        return review::answer(world, call, review);
    }
    // Groups made of custom resources only are served by another part, which has this to say.
    let unknown = resources::find(&target.group, &target.version, &target.resource).is_none();
    if !discovery::group_served(world, &target.group) || (unknown && discovery::custom_only(&target.group)) {
        return Ok(Reply::Text {
            code: 404,
            text: "404 page not found\n",
        });
    }
    authorise(world, call, target)?;
    let Some(resource) = served(world, target) else {
        return Err(Failure::no_such_resource());
    };
    if target.resource == "users" && target.name == "~" {
        return Ok(Reply::ok(review::myself(&call.user)));
    }
    if std::ptr::eq(resource, &useroauthaccesstokens::RESOURCE) {
        return own_tokens::answer(world, call, target, now);
    }
    if target.subresource == "status" && !resource.status {
        return Err(Failure::no_such_resource());
    }
    match (verb(call), target.subresource.as_str()) {
        ("get", "" | "status") => read::get(world, resource, target),
        ("list", "") => read::list(world, call, resource, target),
        ("watch", "") => {
            watch::start(world, call, resource, target).map(|start| Reply::Watch(Box::new(start)))
        }
        ("create", "") if target.name.is_empty() => write::create(world, call, resource, target, now),
        ("update", "" | "status") => write::update(world, call, resource, target, now),
        ("patch", "" | "status") => write::patch(world, call, resource, target, now),
        ("delete", "") => write::delete(world, call, resource, target, now),
        ("deletecollection", "") => write::delete_collection(world, call, resource, target, now),
        (_, "" | "status") => Err(Failure::method_not_allowed()),
        _ => Err(Failure::no_such_resource()),
    }
}

fn authorise(world: &World, call: &Call, target: &Target) -> Result<(), Failure> {
    let verb = verb(call);
    if may(world, &call.user, verb, target) {
        Ok(())
    } else {
        Err(rbac::refusal(&world.store, &call.user, verb, target))
    }
}

/// Whether the user may do this, roles and the rights taken away by a fault considered.
pub(crate) fn may(world: &World, user: &User, verb: &str, target: &Target) -> bool {
    let resource = target.resource_with_subresource();
    !world.faults.forbids(verb, &resource)
        && rbac::allowed(&world.store, user, &rbac::ask(verb, target, &resource))
}

fn other_path(world: &World, call: &Call, path: &str) -> Result<Reply, Failure> {
    if !rbac::path_allowed(&world.store, &call.user, path) {
        let message = format!(
            "forbidden: User \"{}\" cannot get path \"{path}\"",
            call.user.name
        );
        let mut failure = Failure::new(403, "Forbidden", message);
        failure.details = Some(serde_json::json!({}));
        return Err(failure);
    }
    if call.method != Method::GET {
        return Ok(Reply::Text {
            code: 405,
            text: "405 method not allowed\n",
        });
    }
    Ok(discovery::answer(world, path))
}
