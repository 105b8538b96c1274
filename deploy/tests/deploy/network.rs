//! Who may talk to the pods and whom they may talk to, as one table: a policy that is added or widened changes it.

use crate::given::{Manifests, OVERLAYS};
use serde_json::Value;
use std::collections::BTreeSet;

/// `<namespaces> [<pods>] <ports>` for each rule of a direction.
fn allowed(manifests: &Manifests, direction: &str) -> BTreeSet<String> {
    let peers = if direction == "ingress" { "from" } else { "to" };
    let mut table = BTreeSet::new();
    for policy in manifests.kind("NetworkPolicy") {
        for rule in policy["spec"][direction].as_array().into_iter().flatten() {
            let ports: Vec<String> = rule["ports"]
                .as_array()
                .unwrap_or_else(|| panic!("every port: {policy}"))
                .iter()
                .map(|port| format!("{}/{}", port["port"], port["protocol"].as_str().unwrap()))
                .collect();
            let named = rule[peers].as_array();
            let who = named.map_or(vec!["anywhere".to_owned()], |peers| {
                peers.iter().map(peer).collect()
            });
            table.extend(who.into_iter().map(|who| format!("{who} {}", ports.join(","))));
        }
    }
    table
}

fn peer(peer: &Value) -> String {
    let words = |selector: &Value| {
        let labels = selector["matchLabels"].as_object().into_iter().flatten();
        let labels = labels.map(|(key, value)| format!("{key}={}", value.as_str().unwrap()));
        let sets = selector["matchExpressions"].as_array().into_iter().flatten();
        let sets = sets.map(|set| format!("{}={}", set["key"].as_str().unwrap(), set["values"]));
        labels
            .chain(sets)
            .collect::<Vec<_>>()
            .join(",")
            .replace("kubernetes.io/metadata.name=", "")
    };
    let namespaces = words(&peer["namespaceSelector"]);
    match &peer["podSelector"] {
        pods if words(pods).is_empty() => namespaces,
        pods => format!("{namespaces} [{}]", words(pods)),
    }
}

const MONITORING: &str = "[\"openshift-monitoring\",\"openshift-user-workload-monitoring\"] 9090/TCP";
const ROUTER: [&str; 2] = [
    "policy-group.network.openshift.io/host-network= 8443/TCP",
    "policy-group.network.openshift.io/ingress= 8443/TCP",
];
const CONSOLE: &str = "openshift-console 9443/TCP";
const OUT: [&str; 4] = [
    "anywhere 6443/TCP",
    "openshift-dns 5353/UDP,5353/TCP",
    "openshift-image-registry [docker-registry=default] 5000/TCP",
    "openshift-monitoring [app.kubernetes.io/name=thanos-query] 9091/TCP",
];
const LOGIN: &str = "anywhere 443/TCP";

fn set(parts: &[&[&str]]) -> BTreeSet<String> {
    parts.concat().into_iter().map(str::to_owned).collect()
}

#[test]
fn only_the_named_callers_reach_the_pods_and_each_only_its_door() {
    for (overlay, expected) in [
        ("route", set(&[&[MONITORING], &ROUTER])),
        ("console", set(&[&[MONITORING, CONSOLE]])),
        ("both", set(&[&[MONITORING, CONSOLE], &ROUTER])),
        ("oidc", set(&[&[MONITORING], &ROUTER])),
    ] {
        assert_eq!(allowed(Manifests::of(overlay), "ingress"), expected, "{overlay}");
    }
}

#[test]
fn the_pods_reach_names_the_api_server_the_registry_monitoring_and_where_one_logs_in() {
    for (overlay, expected) in [
        ("route", set(&[&OUT, &[LOGIN]])),
        ("console", set(&[&OUT])),
        ("both", set(&[&OUT, &[LOGIN]])),
        ("oidc", set(&[&OUT, &[LOGIN]])),
    ] {
        assert_eq!(allowed(Manifests::of(overlay), "egress"), expected, "{overlay}");
    }
}

#[test]
fn what_no_policy_allows_is_denied_in_both_directions() {
    for overlay in OVERLAYS {
        let manifests = Manifests::of(overlay);
        let deny = &manifests.named("NetworkPolicy", "default-deny")["spec"];
        assert_eq!(
            *deny,
            serde_json::json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}),
            "{overlay}"
        );
    }
}
