//! One's own OAuth tokens: seen and deleted without any right to the tokens of others, which do not exist here.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Call, Reply, verb};
use crate::failure::Failure;
use crate::json::text;
use crate::rbac;
use crate::request::Target;
use crate::resources::oauthaccesstokens::RESOURCE as TOKENS;
use crate::resources::useroauthaccesstokens::RESOURCE;
use crate::world::World;

pub(super) const VERBS: [&str; 3] = ["delete", "get", "list"];

pub(super) fn answer(
    world: &mut World,
    call: &Call,
    target: &Target,
    now: Timestamp,
) -> Result<Reply, Failure> {
    if !target.subresource.is_empty() {
        return Err(Failure::no_such_resource());
    }
    let own = |token: &Value| text(token, "/userName") == call.user.name && !rbac::expired(token, now);
    let found = || {
        world
            .store
            .get(&TOKENS, "", &target.name)
            .filter(|token| own(token))
            .ok_or_else(|| Failure::not_found(&RESOURCE, &target.name))
    };
    match verb(call) {
        "get" => Ok(Reply::ok(shown(found()?))),
        "list" => {
            let items: Vec<Value> = world
                .store
                .list(&TOKENS, None)
                .filter(|token| own(token))
                .map(|token| shown(token))
                .collect();
            Ok(Reply::ok(json!({
                "kind": "UserOAuthAccessTokenList", "apiVersion": RESOURCE.api_version(),
                "metadata": {"resourceVersion": world.store.version().to_string()}, "items": items,
            })))
        }
        "delete" => {
            let uid = found()?["metadata"]["uid"].clone();
            if !call.query.dry_run() {
                world.store.remove(&TOKENS, "", &target.name);
            }
            let details =
                json!({"name": target.name, "kind": RESOURCE.plural, "group": RESOURCE.group, "uid": uid});
            Ok(Reply::ok(
                json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}),
            ))
        }
        _ => Err(Failure::method_not_allowed()),
    }
}

fn shown(token: &Value) -> Value {
    let mut shown = token.clone();
    shown["kind"] = json!(RESOURCE.kind);
    if let Some(members) = shown.as_object_mut() {
        members.remove("authorizeToken");
    }
    shown
}
