//! The scope role against the code: what a token of our OAuth client can do must be what the console asks of a cluster,
//! nothing less and, but for a short list with reasons, nothing more.

use crate::given::{self, Manifests};
use cluster::Passage;
use registry::resource::Resource;
use registry::rights::{ROLE, Rule, roles, scopes};
use registry::snapshot::Query;
use serde_json::Value;
use std::collections::BTreeSet;

/// (group, resource, verb, the one name it is for; empty for any)
type Right = (String, String, String, String);

/// Rights that the code does not ask for by itself, and why they are granted all the same.
const EXTRAS: [(&str, &str, &str, &str, &str); 3] = [
    (
        "authorization.k8s.io",
        "selfsubjectaccessreviews",
        "create",
        "",
        "the scope user:check-access holds it too, but not for whoever is bound to the role",
    ),
    (
        "image.openshift.io",
        "registry/metrics",
        "get",
        "",
        "the registry's metrics",
    ),
    (
        "monitoring.coreos.com",
        "prometheuses/api",
        "get",
        "k8s",
        "asked by the proxy before Thanos in newer releases, which used to ask for namespaces",
    ),
];

/// Every feature's queries. `every_feature_with_queries_is_listed` says when one is missing.
fn features() -> [(&'static str, Vec<Query>); 5] {
    [
        ("credentials", registry::credentials::queries()),
        ("overview", registry::overview::queries()),
        ("parameters", registry::parameters::queries()),
        ("state", registry::state::queries()),
        ("storage", registry::storage::queries()),
    ]
}

fn right(group: &str, resource: &str, verb: &str, name: &str) -> Right {
    [group, resource, verb, name].map(str::to_owned).into()
}

fn read_resources() -> BTreeSet<Resource> {
    let asked = features()
        .into_iter()
        .flat_map(|(_, queries)| queries)
        .map(|query| query.resource);
    let passed = Resource::ALL
        .iter()
        .copied()
        .filter(|resource| Passage::resource(resource.api().plural).is_some());
    asked.chain(passed).collect()
}

fn needed(rules: &[Rule]) -> BTreeSet<Right> {
    let mut rights = BTreeSet::new();
    for rule in rules {
        for (group, resource) in rule
            .api_groups
            .iter()
            .flat_map(|g| rule.resources.iter().map(move |r| (g, r)))
        {
            let any = [""];
            let names = if rule.resource_names.is_empty() {
                &any[..]
            } else {
                &rule.resource_names
            };
            for name in names {
                rights.extend(rule.verbs.iter().map(|verb| right(group, resource, verb, name)));
            }
        }
    }
    rights
}

fn granted(role: &Value) -> BTreeSet<Right> {
    let words = |rule: &Value, field: &str| -> Vec<String> {
        let list = rule[field]
            .as_array()
            .unwrap_or_else(|| panic!("{field} of {rule}"));
        list.iter()
            .map(|word| word.as_str().unwrap().to_owned())
            .collect()
    };
    let mut rights = BTreeSet::new();
    for rule in role["rules"].as_array().unwrap() {
        let names = match rule.get("resourceNames") {
            Some(_) => words(rule, "resourceNames"),
            None => vec![String::new()],
        };
        for group in words(rule, "apiGroups") {
            for resource in words(rule, "resources") {
                for verb in words(rule, "verbs") {
                    for name in &names {
                        let right = right(&group, &resource, &verb, name);
                        assert!(rights.insert(right.clone()), "{right:?} is granted twice");
                    }
                }
            }
        }
    }
    rights
}

#[test]
fn the_scope_role_grants_what_the_console_asks_for_and_nothing_else() {
    for (overlay, role) in ["route", "both"]
        .iter()
        .flat_map(|overlay| roles().into_iter().map(move |role| (overlay, role)))
    {
        let manifests = Manifests::of(overlay);
        let granted = granted(manifests.named("ClusterRole", role.name));
        let needed = needed(&role.rules);
        let missing: Vec<&Right> = needed.difference(&granted).collect();
        assert_eq!(missing, Vec::<&Right>::new(), "not granted by {}", role.name);
        let surplus: BTreeSet<Right> = granted.difference(&needed).cloned().collect();
        let extras = EXTRAS.map(|(group, resource, verb, name, _)| right(group, resource, verb, name));
        let extras = extras.into_iter().filter(|_| role.name == ROLE).collect();
        assert_eq!(
            surplus, extras,
            "granted without being asked for by {}",
            role.name
        );
    }
}

#[test]
fn no_rule_of_any_role_names_everything() {
    for overlay in given::OVERLAYS {
        for role in Manifests::of(overlay).kind("ClusterRole") {
            assert!(!role["rules"].to_string().contains("\"*\""), "{overlay}: {role}");
        }
    }
}

#[test]
fn rights_are_limited_to_names_only_where_the_console_asks_for_no_other() {
    let manifests = Manifests::of("both");
    for (name, by_name) in [
        (ROLE, &["prometheuses/api"][..]),
        ("registry-console-secrets", &["secrets", "secrets"]),
        ("registry-console-bundles", &["configmaps"]),
    ] {
        let role = manifests.named("ClusterRole", name);
        let rules = role["rules"].as_array().unwrap().iter();
        let limited = rules.filter(|rule| rule.get("resourceNames").is_some());
        let limited: Vec<Value> = limited.map(|rule| rule["resources"].clone()).collect();
        let by_name: Vec<Value> = by_name.iter().map(|plural| serde_json::json!([plural])).collect();
        assert_eq!(limited, by_name, "{name}");
    }
}

#[test]
fn nothing_can_be_named_that_no_feature_asks_for() {
    let named: BTreeSet<Resource> = Resource::ALL.iter().copied().collect();
    let unread: Vec<Resource> = named.difference(&read_resources()).copied().collect();
    assert_eq!(
        unread,
        Vec::<Resource>::new(),
        "in Resource, but in nobody's queries"
    );
}

#[test]
fn every_feature_with_queries_is_listed() {
    let sources = given::folder().join("../registry/src");
    let mut found = BTreeSet::new();
    for feature in std::fs::read_dir(&sources).unwrap().map(Result::unwrap) {
        if feature.path().is_dir() && declares_queries(&feature.path()) {
            found.insert(feature.file_name().into_string().unwrap());
        }
    }
    let listed = features().map(|(name, _)| name.to_owned());
    assert_eq!(
        found,
        BTreeSet::from(listed),
        "declare `pub fn queries()` and are compared with the role"
    );
}

fn declares_queries(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        .any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return declares_queries(&path);
            }
            std::fs::read_to_string(&path).is_ok_and(|code| code.contains("\npub fn queries()"))
        })
}

#[test]
fn the_role_has_the_name_that_scopes_ask_for() {
    assert_eq!(ROLE, "registry-console");
    assert_eq!(
        Manifests::of("both").named("ClusterRole", ROLE)["metadata"]["name"],
        ROLE
    );
}

#[test]
fn nobody_is_bound_to_the_scope_role_and_the_pods_account_to_nothing() {
    for overlay in given::OVERLAYS {
        let manifests = Manifests::of(overlay);
        for binding in manifests
            .all
            .iter()
            .filter(|o| o["kind"].as_str().unwrap().ends_with("RoleBinding"))
        {
            let bound = roles().iter().any(|role| binding["roleRef"]["name"] == role.name);
            assert!(!bound, "{overlay}: {binding}");
            for subject in binding["subjects"].as_array().unwrap() {
                assert_ne!(
                    subject["name"],
                    manifests.pod()["serviceAccountName"],
                    "{overlay}"
                );
                assert_eq!(subject["kind"], "ServiceAccount", "{overlay}");
            }
        }
    }
}

#[test]
fn the_oauth_client_may_ask_for_the_scopes_the_server_asks_for_and_no_other() {
    let asked = scopes();
    let code = given::text("server/src/start/deployed.rs");
    assert!(code.contains("rights::scopes()"), "what the server asks for");
    let manifests = Manifests::of("both");
    let client = manifests.only("OAuthClient");
    let restrictions = client["scopeRestrictions"].as_array().unwrap();
    let mut allowed = Vec::new();
    for restriction in restrictions {
        if let Some(literals) = restriction["literals"].as_array() {
            allowed.extend(literals.iter().map(|scope| scope.as_str().unwrap().to_owned()));
        }
        let role = &restriction["clusterRole"];
        for name in role["roleNames"].as_array().into_iter().flatten() {
            assert_eq!(
                manifests.named("ClusterRole", name.as_str().unwrap())["metadata"]["name"],
                *name
            );
            for namespace in role["namespaces"].as_array().unwrap() {
                let escalation = if role["allowEscalation"] == true { ":!" } else { "" };
                allowed.push(format!(
                    "role:{}:{}{escalation}",
                    name.as_str().unwrap(),
                    namespace.as_str().unwrap()
                ));
            }
        }
    }
    assert_eq!(allowed.join(" "), asked);
    assert_eq!(
        manifests.variable("RC_OAUTH_SCOPES"),
        None,
        "the server's own default is asked for"
    );
    assert!(
        given::text("README.md").contains(&asked),
        "the README says what is asked for"
    );
}
