//! Reads: each query on its own, complete, and without secrets.

use super::world::{World, claims, one, the_config};
use cluster::Limits;
use registry::error::ClusterError;
use registry::name::Name;
use registry::objects::{Config, Object};
use registry::plan::{Permission, Verb};
use registry::port::Cluster;
use registry::redact::HIDDEN;
use registry::resource::Resource;
use registry::snapshot::Query;
use serde_json::json;

pub(crate) async fn each_query_of_a_batch_is_answered_on_its_own(world: &World) {
    let operator = Query::named(Resource::ClusterOperator, Name::new("image-registry").unwrap());
    let missing = Query::named(Resource::StorageClass, Name::new("no-such-class").unwrap());
    let batch = [the_config(), operator.clone(), missing.clone(), claims()];
    let snapshot = world.reader().read(&batch).await;
    assert_eq!(snapshot.answers().count(), 4);
    let config: Config = snapshot.one(&the_config()).unwrap();
    assert_eq!(config.value()["spec"]["managementState"], "Removed");
    for (query, answer) in snapshot.answers() {
        match query {
            query if *query == missing => assert!(answer.is_err(), "{answer:?}"),
            _ => assert!(answer.is_ok(), "{query:?}: {answer:?}"),
        }
    }
    // Items of a list name their kind, although the API server leaves it out.
    let nodes = one(&world.reader(), Query::everywhere(Resource::Node))
        .await
        .unwrap();
    assert!(!nodes.is_empty());
    assert!(
        nodes
            .iter()
            .all(|node| node["kind"] == "Node" && node["apiVersion"] == "v1")
    );
}

pub(crate) async fn a_missing_object_is_not_a_missing_resource(world: &World) {
    let name = Name::new("no-such-claim").unwrap();
    for (query, resource) in [
        (
            Query::named_in_registry_namespace(Resource::Claim, name.clone()),
            Resource::Claim,
        ),
        (
            Query::named(Resource::StorageClass, name.clone()),
            Resource::StorageClass,
        ),
        (Query::named(Resource::Config, name.clone()), Resource::Config),
        (
            Query::named(Resource::CustomResourceDefinition, name.clone()),
            Resource::CustomResourceDefinition,
        ),
    ] {
        assert_eq!(
            one(&world.admin(), query).await,
            Err(ClusterError::Missing {
                resource,
                name: "no-such-claim".into()
            })
        );
    }
}

pub(crate) async fn a_resource_the_cluster_does_not_serve_is_said_to_be_absent(world: &World) {
    let (user, resource) = world.absent();
    let absent = Err(ClusterError::NotServed { resource });
    assert_eq!(one(user, Query::everywhere(resource)).await, absent);
    let named = match resource.api().namespaced {
        true => Query::named_in_registry_namespace(resource, Name::cluster()),
        false => Query::singleton(resource),
    };
    assert_eq!(one(user, named).await, absent);
}

pub(crate) async fn a_forbidden_read_names_the_missing_permission(world: &World) {
    let permission = |verb: Verb, resource: Resource, namespace: Option<Name>, name: Option<Name>| {
        let api = resource.api();
        let what = name.as_ref().map_or(String::new(), |name| format!(" \"{name}\""));
        let place = namespace
            .as_ref()
            .map_or("at the cluster scope".to_owned(), |place| {
                format!("in the namespace \"{place}\"")
            });
        Err(ClusterError::Forbidden {
            said: format!(
                "{}{what} is forbidden: User \"nobody\" cannot {} resource \"{}\" in API group \"{}\" {place}",
                resource.qualified(),
                verb.wire(),
                api.plural,
                api.group
            ),
            permission: Permission {
                verb,
                resource,
                namespace,
                name,
            },
        })
    };
    let nobody = world.nobody();
    assert_eq!(
        one(&nobody, the_config()).await,
        permission(Verb::Get, Resource::Config, None, Some(Name::cluster()))
    );
    assert_eq!(
        one(&nobody, claims()).await,
        permission(
            Verb::List,
            Resource::Claim,
            Some(Name::registry_namespace()),
            None
        )
    );
    assert_eq!(
        one(&nobody, Query::everywhere(Resource::Node)).await,
        permission(Verb::List, Resource::Node, None, None)
    );
}

pub(crate) async fn a_token_that_is_no_longer_valid_is_a_login_that_ended(world: &World) {
    let snapshot = world.expired().read(&[the_config(), claims()]).await;
    assert!(snapshot.signed_out());
    assert!(
        snapshot
            .answers()
            .all(|(_, answer)| *answer == Err(ClusterError::SignedOut))
    );
}

pub(crate) async fn a_list_longer_than_a_page_is_complete(world: &World) {
    for name in ["one", "two", "three"] {
        world.create_claim(name).await;
    }
    let before = world.tap.lists();
    let limits = Limits {
        page: 1,
        ..Limits::default()
    };
    let found = one(&world.admin_under(limits), claims()).await.unwrap();
    let names: Vec<_> = found
        .iter()
        .map(|claim| claim["metadata"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["one", "three", "two"]);
    assert_eq!(world.tap.lists() - before, 3, "one request a page");
}

pub(crate) async fn the_secret_of_the_configuration_is_never_read(world: &World) {
    world.meddle(json!({"spec": {"httpSecret": "canary-7f3a"}})).await;
    let config = world.config().await;
    assert_eq!(config["spec"]["httpSecret"], HIDDEN);
    assert!(!config.to_string().contains("canary"));
}
