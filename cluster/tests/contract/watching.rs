//! Watches: every change, no needless list, and an end only with the login.

use super::world::{World, claim_name, claims, meanwhile, objects, the_config, until};
use cluster::Limits;
use futures_util::StreamExt;
use registry::error::ClusterError;
use registry::plan::Step;
use registry::port::{Cluster, Mode, Update};
use registry::resource::Resource;
use registry::snapshot::Query;
use serde_json::json;
use std::time::Duration;

/// Watches that the API server ends after a second.
fn short() -> Limits {
    Limits {
        watch: Duration::from_secs(1),
        ..Limits::default()
    }
}

/// The log level in an answer about the configuration.
fn log_level(update: &Update) -> Option<String> {
    let config = objects(update, &the_config())?.first()?;
    config["spec"]["logLevel"].as_str().map(str::to_owned)
}

fn at(wanted: &'static str) -> impl Fn(&Update) -> Option<()> {
    move |update| (log_level(update)? == wanted).then_some(())
}

pub(crate) async fn a_change_is_seen(world: &World) {
    let mut events = world.reader().watch(vec![the_config()]);
    until(&mut events, log_level).await;
    world.meddle(json!({"spec": {"logLevel": "Debug"}})).await;
    until(&mut events, at("Debug")).await;
    world.meddle(json!({"spec": {"logLevel": "Trace"}})).await;
    until(&mut events, at("Trace")).await;
}

pub(crate) async fn a_creation_and_a_deletion_are_seen(world: &World) {
    let name = || claim_name("registry-data");
    let named = Query::named_in_registry_namespace(Resource::Claim, name());
    let missing = |update: &Update| match update {
        Update::Answer(query, Err(ClusterError::Missing { .. })) if *query == named => Some(()),
        _ => None,
    };
    let listed =
        |wanted: usize| move |update: &Update| (objects(update, &claims())?.len() == wanted).then_some(());
    for query in [named.clone(), claims()] {
        let single = query == named;
        let mut events = world.admin().watch(vec![query]);
        match single {
            true => until(&mut events, missing).await,
            false => until(&mut events, listed(0)).await,
        }
        let uid = world.create_claim("registry-data").await;
        match single {
            true => until(&mut events, |update| objects(update, &named).map(|_| ())).await,
            false => until(&mut events, listed(1)).await,
        }
        let step = Step::delete_claim(name(), uid);
        world.admin().run(&step, Mode::Apply).await.unwrap();
        match single {
            true => until(&mut events, missing).await,
            false => until(&mut events, listed(0)).await,
        }
    }
}

pub(crate) async fn a_clean_end_is_resumed_without_listing_again(world: &World) {
    let lists = world.tap.lists();
    let mut events = world.admin_under(short()).watch(vec![the_config()]);
    until(&mut events, log_level).await;
    meanwhile(&mut events, || world.tap.watches() >= 3).await;
    world.meddle(json!({"spec": {"logLevel": "Debug"}})).await;
    until(&mut events, at("Debug")).await;
    assert_eq!(world.tap.lists() - lists, 1);
}

pub(crate) async fn a_version_too_old_is_listed_again_once(world: &World) {
    let lists = world.tap.lists();
    let mut events = world.admin_under(short()).watch(vec![the_config()]);
    until(&mut events, log_level).await;
    world.age();
    meanwhile(&mut events, || world.tap.lists() - lists == 2).await;
    world.meddle(json!({"spec": {"logLevel": "Debug"}})).await;
    until(&mut events, at("Debug")).await;
    assert_eq!(world.tap.lists() - lists, 2);
}

pub(crate) async fn a_login_that_ends_is_the_last_word(world: &World) {
    let mut events = world.admin_under(short()).watch(vec![the_config(), claims()]);
    until(&mut events, log_level).await;
    world.tap.expire();
    let end = async {
        let mut last = None;
        while let Some(update) = events.next().await {
            last = Some(update);
        }
        last
    };
    let last = tokio::time::timeout(Duration::from_secs(30), end)
        .await
        .expect("the stream never ended");
    assert!(
        matches!(last, Some(Update::Answer(_, Err(ClusterError::SignedOut)))),
        "{last:?}"
    );
}

pub(crate) async fn a_forbidden_query_does_not_disturb_the_others(world: &World) {
    let mut events = world.nobody().watch(vec![claims()]);
    until(&mut events, |update| match update {
        Update::Answer(_, Err(ClusterError::Forbidden { .. })) => Some(()),
        _ => None,
    })
    .await;
    let (user, resource) = world.absent();
    let absent = Query::everywhere(resource);
    let operators = Query::everywhere(Resource::ClusterOperator);
    let mut events = user.watch(vec![absent.clone(), operators.clone()]);
    until(&mut events, |update| match update {
        Update::Answer(query, Err(ClusterError::NotServed { .. })) if *query == absent => Some(()),
        _ => None,
    })
    .await;
    let mut events = user.watch(vec![absent, operators.clone()]);
    until(&mut events, |update| objects(update, &operators).map(|_| ())).await;
}
