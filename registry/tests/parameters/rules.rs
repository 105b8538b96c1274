//! What may be typed into the fields.

use crate::given::{forbidden, sample};
use crate::world::{World, typed};
use registry::objects::QuantityError;
use registry::parameters::{ParamId as P, ProblemKind as K, Warning, problems, warnings};
use registry::resource::Resource;
use registry::storage::FixedBecause;
use serde_json::json;

fn kinds(world: &World, values: &[(P, &str)]) -> Vec<(Option<P>, K)> {
    let found = world.refused(&typed(values));
    found
        .into_iter()
        .map(|problem| (problem.field, problem.kind))
        .collect()
}

fn one(world: &World, id: P, text: &str) -> Option<K> {
    let found = kinds(world, &[(id, text)]);
    assert!(
        found.len() < 2 && found.iter().all(|(field, _)| *field == Some(id)),
        "{id:?} {text}: {found:?}"
    );
    found.into_iter().next().map(|(_, kind)| kind)
}

#[test]
fn every_field_takes_what_the_operator_takes_and_says_what_is_wrong_with_the_rest() {
    let world = World::on_bucket();
    let option = |value: &str| Some(K::NoSuchOption { value: value.into() });
    let amount = |error| Some(K::NotAnAmount(error));
    for (id, text, problem) in [
        (P::Replicas, "3", None),
        (P::Replicas, "", Some(K::Required)),
        (P::Replicas, "two", Some(K::NotANumber)),
        (P::Replicas, "1.5", Some(K::NotANumber)),
        (P::Replicas, "2147483648", Some(K::TooMany { max: 2_147_483_647 })),
        (P::Strategy, "Recreate", None),
        (P::Strategy, "Both", option("Both")),
        (P::CpuRequest, "500m", None),
        (P::CpuRequest, "0.5", None),
        (P::CpuRequest, "half", amount(QuantityError::Unreadable)),
        (P::MemoryLimit, "1Gi", None),
        (P::MemoryLimit, "-1Gi", amount(QuantityError::NotPositive)),
        (P::ReadOnly, "true", None),
        (P::ReadOnly, "yes", option("yes")),
        (P::ReadRunning, "12", None),
        (P::ReadRunning, "many", Some(K::NotANumber)),
        (P::WriteWait, "30s", None),
        (P::WriteWait, "1h30m", None),
        (P::WriteWait, "30", Some(K::NotADuration)),
        (P::WriteWait, "1 m", Some(K::NotADuration)),
        (P::WriteWait, "-1m", Some(K::Negative)),
        (P::LogLevel, "TraceAll", None),
        (P::LogLevel, "Verbose", option("Verbose")),
        (P::ProxyHttp, "http://proxy.corp.example:3128", None),
        (P::ProxyHttp, "proxy.corp.example:3128", Some(K::NotAnAddress)),
        (P::ProxyHttps, "http://", Some(K::NotAnAddress)),
        (P::NoProxy, ".corp.example,10.0.0.0/8", None),
        (P::HttpSecret, "rotate", None),
        (P::HttpSecret, "canary", option("canary")),
    ] {
        assert_eq!(one(&world, id, text), problem, "{id:?} {text:?}");
    }
}

#[test]
fn e5_no_replica_is_refused_because_removed_is_what_stops_a_registry() {
    assert_eq!(one(&World::on_bucket(), P::Replicas, "0"), Some(K::ZeroReplicas));
    assert_eq!(one(&World::on_bucket(), P::Replicas, "-1"), Some(K::Negative));
}

#[test]
fn e6_limits_below_zero_are_refused_although_the_schema_takes_them() {
    for id in [P::ReadRunning, P::ReadQueue, P::WriteRunning, P::WriteQueue] {
        assert_eq!(one(&World::on_bucket(), id, "-1"), Some(K::Negative), "{id:?}");
    }
    // One that is there already keeps no other field from being saved.
    let world = World::on_bucket().but(json!({"requests": {"read": {"maxRunning": -1}}}));
    assert_eq!(one(&world, P::LogLevel, "Debug"), None);
}

#[test]
fn d6_one_volume_of_one_node_serves_one_pod_that_is_replaced_and_never_doubled() {
    let because = FixedBecause::OneNodeClaim {
        claim: "registry-rwo".into(),
    };
    let world = World::on_one_node();
    assert_eq!(
        kinds(&world, &[(P::Replicas, "2")]),
        [(Some(P::Replicas), K::OnePodOnly(because.clone()))]
    );
    assert_eq!(
        kinds(&world, &[(P::Strategy, "RollingUpdate")]),
        [(Some(P::Strategy), K::MustRecreate(because.clone()))]
    );
    // An unset strategy acts as RollingUpdate.
    assert_eq!(
        kinds(&world, &[(P::Strategy, "")]),
        [(Some(P::Strategy), K::MustRecreate(because.clone()))]
    );
    assert_eq!(
        kinds(&world, &[(P::Replicas, "3"), (P::Strategy, "RollingUpdate")]),
        [
            (Some(P::Replicas), K::OnePodOnly(because.clone())),
            (Some(P::Strategy), K::MustRecreate(because.clone()))
        ]
    );
    assert_eq!(kinds(&world, &[(P::LogLevel, "Debug")]), []);
    // Found with two, only both together mend it.
    let broken = world.but(json!({"replicas": 2, "rolloutStrategy": "RollingUpdate"}));
    assert_eq!(
        kinds(&broken, &[(P::Replicas, "1")]),
        [(Some(P::Strategy), K::MustRecreate(because.clone()))]
    );
    assert_eq!(
        kinds(&broken, &[(P::Strategy, "Recreate")]),
        [(Some(P::Replicas), K::OnePodOnly(because))]
    );
    assert_eq!(
        kinds(&broken, &[(P::Replicas, "1"), (P::Strategy, "Recreate")]),
        []
    );
}

#[test]
fn e2_each_pod_on_emptydir_would_have_its_own_images() {
    let world = World::with("config-emptydir");
    assert_eq!(
        one(&world, P::Replicas, "2"),
        Some(K::OnePodOnly(FixedBecause::EmptyDir))
    );
    assert_eq!(one(&world, P::Strategy, "Recreate"), None);
}

#[test]
fn a_shared_claim_takes_any_number_and_one_is_warned_about_as_the_wizard_does() {
    let world = World::with("config-progressing");
    let found = |text: &str, world: &World| {
        let facts = world.facts();
        let mut shown = facts.current.clone();
        shown.insert(P::Replicas, text.into());
        assert_eq!(problems(&shown, &facts), []);
        warnings(&shown, &facts)
    };
    assert_eq!(found("5", &world), []);
    let two = world.clone().but(json!({"replicas": 2}));
    assert_eq!(found("1", &two), [Warning::OneReplica]);
    let single = world.clone().rest(|rest| rest.on("infrastructure-none"));
    assert_eq!(
        found("2", &single.but(json!({"replicas": 1}))),
        [Warning::OneNode]
    );
    let unread = two.rest(|rest| rest.refused(Resource::Claim, forbidden(Resource::Claim)));
    assert_eq!(
        found("3", &unread),
        [Warning::ClaimsUnread(forbidden(Resource::Claim))]
    );
}

#[test]
fn more_is_not_asked_for_than_is_allowed() {
    let world = World::on_bucket().but(json!({"resources": {"limits": {"cpu": "1", "memory": "512Mi"}}}));
    let above = |limit: &str| Some(K::AboveLimit { limit: limit.into() });
    assert_eq!(one(&world, P::CpuRequest, "1500m"), above("1"));
    assert_eq!(one(&world, P::CpuRequest, "1000m"), None);
    assert_eq!(one(&world, P::MemoryRequest, "1Gi"), above("512Mi"));
    assert_eq!(
        kinds(&world, &[(P::MemoryRequest, "1Gi"), (P::MemoryLimit, "2Gi")]),
        []
    );
}

#[test]
fn pieces_of_yaml_are_of_the_shape_the_cluster_takes_and_say_where_they_are_not() {
    use registry::parameters::{Shape, TextFault as F};
    use registry::yaml::YamlFault;
    let world = World::on_bucket();
    let found = |id, text: &str| {
        let found = world.refused(&typed(&[(id, text)]));
        found.into_iter().next().map(|problem| {
            let spot = problem.spot.unwrap();
            assert_eq!(problem.field, Some(id));
            (problem.path, spot.line, spot.column, problem.kind)
        })
    };
    let at = |path: &str, line, column, fault| Some((path.to_owned(), line, column, K::Text(fault)));
    assert_eq!(found(P::NodeSelector, "infra: \"\"\nzone: a"), None);
    assert_eq!(found(P::Tolerations, "- key: infra\n  operator: Exists"), None);
    assert_eq!(
        found(P::NodeSelector, "- infra"),
        at("spec.nodeSelector", 1, 1, F::WrongShape { wanted: Shape::Map })
    );
    assert_eq!(
        found(P::NodeSelector, "infra: yes\nzone: 3"),
        at(
            "spec.nodeSelector.zone",
            2,
            1,
            F::WrongShape { wanted: Shape::Text }
        )
    );
    assert_eq!(
        found(P::Tolerations, "- key: a\n- key: b\n  efect: NoSchedule"),
        at(
            "spec.tolerations[1].efect",
            3,
            3,
            F::UnknownField {
                similar: Some("effect".into())
            }
        )
    );
    assert_eq!(
        found(P::TopologySpread, "- maxSkew: 1"),
        at(
            "spec.topologySpreadConstraints[0]",
            1,
            3,
            F::Missing {
                name: "topologyKey".into()
            }
        )
    );
    let unfinished = world.refused(&typed(&[(P::Affinity, "nodeAffinity: [")]));
    assert_eq!(unfinished[0].kind, K::Text(F::Unreadable(YamlFault::Syntax)));
    assert!(unfinished[0].spot.is_some());
}

#[test]
fn an_empty_list_of_constraints_is_refused_because_the_operator_drops_it() {
    let world = World::on_bucket();
    assert_eq!(one(&world, P::TopologySpread, "[]"), Some(K::EmptyList));
    assert_eq!(one(&world, P::Tolerations, "[]"), None);
    assert_eq!(world.plan(&typed(&[(P::Tolerations, "[]")])).unwrap().steps, []);
}

#[test]
fn a_field_this_release_does_not_have_is_neither_shown_nor_taken() {
    let old = World::with("config-4.5-managed-s3");
    let facts = old.facts();
    for id in [P::LogLevel, P::OperatorLogLevel, P::TopologySpread] {
        assert!(!facts.has(id), "{id:?}");
        assert!(matches!(one(&old, id, "Debug"), Some(K::NotTaken)), "{id:?}");
    }
    assert!(facts.has(P::Logging) && facts.has(P::Replicas) && facts.has(P::Affinity));
    let today = World::on_bucket();
    assert!(!today.facts().has(P::Logging));
    assert_eq!(one(&today, P::Logging, "1"), Some(K::NotTaken));
    // While the schema cannot be read, today's fields are shown.
    let unread = today.rest(|rest| {
        let refused = forbidden(Resource::CustomResourceDefinition);
        rest.refused(Resource::CustomResourceDefinition, refused)
    });
    assert!(unread.facts().has(P::LogLevel) && !unread.facts().has(P::Logging));
    assert!(unread.facts().schema.is_err());
}

#[test]
fn what_to_know_is_said_at_the_field_it_is_about() {
    let proxy = json!({"metadata": {"name": "cluster"}, "status": {"httpProxy": "http://u:canary@p:1", "noProxy": ".svc"}});
    let world = World::on_bucket()
        .but(json!({"proxy": {"http": "http://own:1"}}))
        .rest(|rest| rest.one(Resource::Proxy, proxy));
    let facts = world.facts();
    assert_eq!(facts.cluster_proxy.as_ref().unwrap().http, "http://(hidden)@p:1");
    let found = |values: &[(P, &str)]| {
        let mut shown = facts.current.clone();
        shown.extend(typed(values).values);
        warnings(&shown, &facts)
    };
    assert_eq!(found(&[]), []);
    assert_eq!(
        found(&[(P::ProxyHttp, "")]),
        [Warning::ClusterProxyApplies { at: P::ProxyHttp }]
    );
    assert_eq!(
        found(&[(P::ReadQueue, "5")]),
        [Warning::NothingLimited { at: P::ReadRunning }]
    );
    assert_eq!(
        found(&[(P::WriteQueue, "5"), (P::WriteRunning, "5")]),
        [Warning::WaitsForEver { at: P::WriteWait }]
    );
    assert_eq!(
        found(&[
            (P::WriteQueue, "5"),
            (P::WriteRunning, "5"),
            (P::WriteWait, "10s")
        ]),
        []
    );
    assert_eq!(
        found(&[(P::CpuRequest, "1")]),
        [Warning::DefaultGone { at: P::MemoryRequest }]
    );
    assert_eq!(found(&[(P::NodeSelector, "a: b")]), [Warning::SpreadGone]);
    assert_eq!(found(&[(P::Strategy, "Recreate")]), [Warning::NotHighlyAvailable]);
}

#[test]
fn the_browser_judges_fields_as_the_server_does() {
    for world in [
        World::on_bucket(),
        World::on_one_node(),
        World::with("config-emptydir"),
        World::with("config-4.5-managed-s3"),
    ] {
        let sent = serde_json::to_string(&world.facts()).unwrap();
        let facts: registry::parameters::ParametersFacts = serde_json::from_str(&sent).unwrap();
        assert_eq!(facts, world.facts());
        for values in [
            vec![(P::Replicas, "2"), (P::Strategy, "RollingUpdate")],
            vec![(P::Replicas, "0"), (P::ReadWait, "1"), (P::CpuRequest, "x")],
            vec![
                (P::MemoryRequest, "2Gi"),
                (P::MemoryLimit, "1Gi"),
                (P::LogLevel, "Debug"),
            ],
            vec![(P::ReadOnly, "true"), (P::Logging, "1")],
        ] {
            let form = typed(&values);
            let mut shown = facts.current.clone();
            shown.extend(form.values.clone());
            let mut here = problems(&shown, &facts);
            let mut there = world.refused(&form);
            here.sort_by_key(|problem| problem.field);
            there.sort_by_key(|problem| problem.field);
            assert_eq!(here, there, "{values:?}");
        }
    }
    assert_eq!(
        sample("parameters/schema-today")["kind"],
        "CustomResourceDefinition"
    );
}
