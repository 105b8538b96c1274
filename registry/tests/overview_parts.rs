//! The overview of pods, roll-outs, routes and trust.

mod given;

use given::see::{condition, healthy, place, pods, read, set_condition};
use given::{Given, sample};
use registry::overview::{Cause, Headline, Meaning, PathState, Place, PodRole, RouteState, Serving};
use registry::resource::Resource;

#[test]
fn pods_are_sorted_by_what_they_are_for() {
    let list = sample("registry-pods")["items"].as_array().unwrap().clone();
    let overview = read(&healthy().list(Resource::Pod, list));
    let all = overview.pods.as_ref().unwrap();
    let of = |role| all.iter().filter(|p| p.role == role).count();
    let counts = [
        PodRole::Registry,
        PodRole::Operator,
        PodRole::NodeCa,
        PodRole::Pruner,
        PodRole::Other,
    ]
    .map(of);
    assert_eq!(counts, [4, 1, 3, 2, 0]);
    assert!(all.is_sorted_by_key(|p| (p.role, p.name.clone())));
}

#[test]
fn a_replica_without_a_node_is_missing_and_the_scheduler_says_why() {
    let mut config = sample("config-managed-s3");
    set_condition(
        &mut config,
        "Available",
        "True",
        "MinimumAvailability",
        "The registry has minimum availability",
    );
    set_condition(
        &mut config,
        "Progressing",
        "True",
        "DeploymentNotCompleted",
        "The deployment has not completed",
    );
    let given = healthy()
        .one(Resource::Config, config)
        .list(Resource::Pod, pods(&["4xk2m", "9wq7h"]))
        .deployment(2, 2, 1, 2);
    let overview = read(&given);
    let Headline::ReplicaMissing {
        serving,
        cause: Some(Cause::PodUnschedulable { message, .. }),
    } = &overview.headline
    else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(*serving, Serving { ready: 1, wanted: 2 });
    assert!(message.contains("anti-affinity"));
    assert_eq!(place(&overview, Place::Pods), PathState::Attention);
}

#[test]
fn a_roll_out_counts_new_pods_that_are_certainly_ready() {
    let config = sample("config-progressing");
    let given = Given::config(config)
        .claim("registry-rwx", "ReadWriteMany", "Bound", None)
        .deployment(3, 2, 2, 3);
    let overview = read(&given);
    let Headline::RollingOut { updated, serving, .. } = overview.headline else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!((updated, serving), (Serving { ready: 1, wanted: 3 }, true));
    assert_eq!(place(&overview, Place::Pods), PathState::Changing);
}

#[test]
fn f4_a_missing_trust_store_is_named() {
    let overview = read(&healthy().one(Resource::Config, sample("config-ca-missing")));
    let config_map = "registry-config".to_owned();
    assert_eq!(
        overview.headline,
        Headline::TrustBroken(Cause::TrustedCaMissing { config_map })
    );
    assert_eq!(place(&overview, Place::Certificates), PathState::Failing);
}

#[test]
fn g6_a_refused_route_is_named_with_the_routers_words() {
    let routes = sample("routes-list")["items"].as_array().unwrap().clone();
    let given = healthy()
        .one(Resource::Config, sample("config-route-rejected"))
        .list(Resource::Route, routes);
    let overview = read(&given);
    let Headline::RouteRefused(Cause::RouteRefused {
        route,
        host,
        router,
        host_taken,
        message,
    }) = &overview.headline
    else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(
        (route.as_str(), host.as_str(), router.as_str(), *host_taken),
        ("public-routes", "registry.corp.example", "default", true)
    );
    assert!(message.starts_with("a route in another namespace holds"));
    let states: Vec<_> = overview
        .routes
        .as_ref()
        .unwrap()
        .iter()
        .map(|r| (r.name.as_str(), r.state()))
        .collect();
    assert_eq!(
        states,
        [
            ("bad-cert", RouteState::Partly),
            ("default-route", RouteState::Admitted),
            ("no-shard", RouteState::Waiting),
            ("public-routes", RouteState::Refused),
        ]
    );
    assert!(overview.exposed());
    assert_eq!(place(&overview, Place::Routes), PathState::Failing);
    assert_eq!(place(&overview, Place::Outside), PathState::Ok);
    let text = serde_json::to_string(&overview).unwrap();
    assert!(
        !text.contains("BEGIN"),
        "no certificate or key text of a route is passed on"
    );
}

#[test]
fn several_refused_routes_are_told_apart_although_their_words_hold_commas() {
    let mut config = sample("config-route-rejected");
    let message = "route a (host a.example, router default) not admitted: no, never,route b (host b.example, router x) not admitted: bad key";
    set_condition(&mut config, "Degraded", "True", "RouteDegraded", message);
    let overview = read(&healthy().one(Resource::Config, config));
    let Meaning::RoutesRefused(causes) = &condition(&overview, "Degraded").meaning else {
        panic!("{:?}", condition(&overview, "Degraded"))
    };
    let told: Vec<_> = causes
        .iter()
        .map(|cause| match cause {
            Cause::RouteRefused { route, message, .. } => (route.as_str(), message.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [("a", "no, never"), ("b", "bad key")]);
}
