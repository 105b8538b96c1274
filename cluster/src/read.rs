//! Reads: one object by name, or a list page by page. Each query of a batch is answered on its own.

use crate::ask::{self, Ask};
use crate::failure::Failure;
use crate::wire::Wire;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use registry::error::ClusterError;
use registry::plan::Verb;
use registry::resource::Resource;
use registry::snapshot::{Answer, Query, Snapshot};
use serde_json::Value;

/// Answers every query, a bounded number at a time.
pub(crate) async fn batch(wire: &Wire, queries: &[Query]) -> Snapshot {
    let answers: Vec<_> = queries.iter().map(|query| answered(wire, query)).collect();
    let answers: Vec<(Query, Answer)> = stream::iter(answers)
        .buffer_unordered(wire.limits().parallel)
        .collect()
        .await;
    answers.into_iter().collect()
}

async fn answered(wire: &Wire, query: &Query) -> (Query, Answer) {
    (query.clone(), one(wire, query).await)
}

/// Answers one query. The objects are as the API server gave them, secrets included.
pub(crate) async fn one(wire: &Wire, query: &Query) -> Answer {
    match ask::single(query) {
        Some(name) => {
            let uri = ask::object(query.resource, query.namespace.as_ref(), name);
            let read = wire.read(&Ask::get(uri)).await;
            let object = read.map_err(|failure| failure.told(&ask::right(query, Verb::Get), Some(name)))?;
            Ok(vec![named(query.resource, object)])
        }
        None => {
            let listed = list(wire, query).await;
            let list = listed
                .map_err(|failure| failure.told(&ask::right(query, Verb::List), query.name.as_ref()))?;
            present(query, list.objects)
        }
    }
}

/// What a complete list means for a query: a name that is not in it is missing.
pub(crate) fn present(query: &Query, objects: Vec<Value>) -> Answer {
    match &query.name {
        Some(name) if objects.is_empty() => Err(ClusterError::Missing {
            resource: query.resource,
            name: name.to_string(),
        }),
        _ => Ok(objects),
    }
}

/// A complete list, and the version from which a watch continues it.
pub(crate) struct List {
    pub(crate) objects: Vec<Value>,
    pub(crate) version: String,
}

/// Lists what a query asks for, page by page. A continue token that grew too old starts the list over, once.
pub(crate) async fn list(wire: &Wire, query: &Query) -> Result<List, Failure> {
    match pages(wire, query).await {
        Err(failure) if failure.code() == Some(StatusCode::GONE) => pages(wire, query).await,
        listed => listed,
    }
}

async fn pages(wire: &Wire, query: &Query) -> Result<List, Failure> {
    let path = ask::collection(query.resource, query.namespace.as_ref());
    let selector = selector(query);
    let limit = wire.limits().page.to_string();
    let mut objects = Vec::new();
    let mut token = String::new();
    loop {
        let mut parameters = vec![("limit", limit.as_str())];
        if let Some(selector) = &selector {
            parameters.push(("fieldSelector", selector));
        }
        if !token.is_empty() {
            parameters.push(("continue", &token));
        }
        let mut page = wire.read(&Ask::get(ask::with_query(&path, &parameters))).await?;
        let Value::Object(body) = &mut page else {
            return Err(Failure::Unreadable);
        };
        match body.remove("items") {
            Some(Value::Array(items)) => {
                objects.extend(items.into_iter().map(|item| named(query.resource, item)));
            }
            // An empty list of some servers.
            Some(Value::Null) => {}
            _ => return Err(Failure::Unreadable),
        }
        let metadata = |key: &str| {
            page.pointer(&format!("/metadata/{key}"))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let next = metadata("continue");
        // Whoever says the same twice would be asked for ever.
        if next == token && !token.is_empty() {
            return Err(Failure::Unreadable);
        }
        token = next;
        if token.is_empty() {
            return Ok(List {
                objects,
                version: metadata("resourceVersion"),
            });
        }
    }
}

/// The field selector that narrows a list to the query's name.
pub(crate) fn selector(query: &Query) -> Option<String> {
    query.name.as_ref().map(|name| format!("metadata.name={name}"))
}

/// The object with its kind: the API server leaves it out of the items of a list.
pub(crate) fn named(resource: Resource, mut object: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.entry("apiVersion")
            .or_insert_with(|| resource.api_version().into());
        map.entry("kind").or_insert_with(|| resource.api().kind.into());
    }
    object
}

#[cfg(test)]
mod tests;
