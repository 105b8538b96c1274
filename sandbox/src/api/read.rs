//! Get and list.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::select::{Selection, as_item};
use super::{Call, Reply, may};
use crate::failure::Failure;
use crate::json::text;
use crate::request::Target;
use crate::resources::Resource;
use crate::world::World;

pub(super) fn get(world: &World, resource: &'static Resource, target: &Target) -> Result<Reply, Failure> {
    let namespace = if resource.namespaced {
        target.namespace.as_str()
    } else {
        ""
    };
    match world.store.get(resource, namespace, &target.name) {
        Some(object) => Ok(Reply::ok((**object).clone())),
        None => Err(Failure::not_found(resource, &target.name)),
    }
}

/// Whether somebody sees this object in a list: everybody sees everything, except projects.
pub(super) fn visible(world: &World, call: &Call, resource: &Resource, object: &Value) -> bool {
    if !resource.filtered {
        return true;
    }
    let name = text(object, "/metadata/name");
    let own = Target {
        group: resource.group.into(),
        version: resource.version.into(),
        resource: resource.plural.into(),
        namespace: name.into(),
        name: name.into(),
        ..Target::default()
    };
    may(world, &call.user, "get", &own)
}

pub(super) fn list(
    world: &World,
    call: &Call,
    resource: &'static Resource,
    target: &Target,
) -> Result<Reply, Failure> {
    let namespace = if resource.namespaced {
        target.namespace.as_str()
    } else {
        ""
    };
    let selection = Selection::read(&call.query, namespace)?;
    let limit: usize = match call.query.get("limit") {
        "" => 0,
        number => number.parse().map_err(|_| {
            Failure::bad_request(format!("strconv.ParseInt: parsing \"{number}\": invalid syntax"))
        })?,
    };
    let resumed = match call.query.get("continue") {
        "" => None,
        token => Some(Position::read(token, world.store.oldest())?),
    };
    let place = |object: &Value| {
        (
            text(object, "/metadata/namespace").to_owned(),
            text(object, "/metadata/name").to_owned(),
        )
    };
    let (from, version) = match resumed {
        Some(position) => (Some(position.last), position.version),
        None => (None, world.store.version()),
    };
    let mut matching = world
        .store
        .list_after(resource, selection.namespace(), from)
        .filter(|object| selection.matches(object) && visible(world, call, resource, object));
    let taken: Vec<&Arc<Value>> = matching
        .by_ref()
        .take(if limit == 0 { usize::MAX } else { limit })
        .collect();
    let left = matching.count();
    let mut metadata = json!({"resourceVersion": version.to_string()});
    if left > 0
        && let Some(last) = taken.last()
    {
        metadata["continue"] = json!(
            Position {
                version,
                last: place(last)
            }
            .token()
        );
        metadata["remainingItemCount"] = json!(left);
    }
    let items: Vec<Value> = taken
        .into_iter()
        .map(|object| as_item(resource, object))
        .collect();
    Ok(Reply::ok(json!({
        "kind": format!("{}List", resource.kind),
        "apiVersion": resource.api_version(),
        "metadata": metadata,
        "items": items,
    })))
}

/// Where a page ended.
struct Position {
    version: u64,
    last: (String, String),
}

impl Position {
    fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(json!([self.version, self.last.0, self.last.1]).to_string())
    }

    fn read(token: &str, oldest: u64) -> Result<Self, Failure> {
        let invalid = || {
            Failure::bad_request("invalid continue token: continue key is not valid: not one of this server")
        };
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
        let (version, namespace, name) = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
        if version < oldest {
            return Err(Failure::expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
            ));
        }
        Ok(Self {
            version,
            last: (namespace, name),
        })
    }
}
