//! What is sent, and what is said to come of it.

use crate::world::{CANARY, World, golden, sent, typed};
use registry::objects::ManagementState;
use registry::objects::Strategy::{Recreate, RollingUpdate};
use registry::parameters::{ParamId as P, ParametersForm};
use registry::plan::{Confirmation, Effect, Inverse, Loss};
use serde_json::{Value, json};

fn effects(world: &World, values: &[(P, &str)]) -> Vec<Effect> {
    world.plan(&typed(values)).unwrap().effects
}

#[test]
fn a_save_sends_the_smallest_subtree_and_nothing_beside_it() {
    let world = World::on_bucket().but(json!({"requests": {"read": {"maxRunning": 4}}, "tape": {"reel": 7}}));
    for (values, patch) in [
        (vec![(P::LogLevel, "Debug")], json!({"logLevel": "Debug"})),
        (
            vec![(P::ReadQueue, "9")],
            json!({"requests": {"read": {"maxInQueue": 9}}}),
        ),
        (
            vec![(P::ReadRunning, "")],
            json!({"requests": {"read": {"maxRunning": null}}}),
        ),
        (
            vec![(P::CpuLimit, "2")],
            json!({"resources": {"limits": {"cpu": "2"}}}),
        ),
        (
            vec![(P::Tolerations, "- key: infra\n  operator: Exists")],
            json!({"tolerations": [{"key": "infra", "operator": "Exists"}]}),
        ),
        (
            vec![(P::ProxyHttp, "http://p:1"), (P::Replicas, "3")],
            json!({"proxy": {"http": "http://p:1"}, "replicas": 3}),
        ),
        (vec![(P::HttpSecret, "rotate")], json!({"httpSecret": null})),
    ] {
        assert_eq!(sent(&world.plan(&typed(&values)).unwrap()), patch, "{values:?}");
    }
}

#[test]
fn what_means_the_same_as_before_is_no_change() {
    let world = World::on_bucket().but(json!({"requests": {"read": {"maxWaitInQueue": "1m0s"}},
        "resources": {"requests": {"cpu": "100m"}}, "tolerations": [{"key": "a", "operator": "Exists"}]}));
    for (id, text) in [
        (P::ReadWait, "1m"),
        (P::ReadWait, "60s"),
        (P::CpuRequest, "0.1"),
        (P::ReadOnly, "false"),
        (P::LogLevel, ""),
        (P::WriteRunning, "0"),
        (P::Tolerations, "- {operator: Exists, key: a} # the same"),
        (P::Strategy, ""),
        (P::Affinity, "{}"),
    ] {
        assert_eq!(
            world.plan(&typed(&[(id, text)])).unwrap().steps,
            [],
            "{id:?} {text}"
        );
    }
}

#[test]
fn a_duration_the_operator_wrote_anew_is_still_the_one_that_was_saved() {
    let world = World::on_bucket();
    let form = typed(&[(P::ReadWait, "1m")]);
    let mut after = world.clone();
    after.apply(&world.plan(&form).unwrap());
    let written = after.but(json!({"requests": {"read": {"maxWaitInQueue": "1m0s"}}}));
    assert_eq!(written.plan(&form).unwrap().steps, []);
}

#[test]
fn it_is_said_which_pods_are_replaced_and_how() {
    let rolling = Effect::PodsRestart {
        strategy: RollingUpdate,
    };
    let world = World::on_bucket().but(json!({"affinity": {"podAntiAffinity": {}}}));
    let number = |replicas| Effect::PodsNumber { replicas };
    assert_eq!(effects(&world, &[(P::Replicas, "3")]), [number(3)]);
    assert_eq!(
        effects(&world, &[(P::DisableRedirect, "true")]),
        [rolling.clone(), Effect::BytesThroughPods(true)]
    );
    assert_eq!(
        effects(&world, &[(P::ReadOnly, "true")]),
        [rolling.clone(), Effect::ReadOnly(true)]
    );
    assert_eq!(
        effects(&world, &[(P::OperatorLogLevel, "Trace")]),
        [Effect::OperatorLogOnly]
    );
    assert_eq!(
        effects(&world, &[(P::Strategy, "Recreate")]),
        [Effect::NotHighlyAvailable]
    );
    assert_eq!(
        effects(&world, &[(P::LogLevel, "Debug")]),
        std::slice::from_ref(&rolling)
    );
    assert_eq!(
        effects(&world, &[(P::NodeSelector, "infra: \"\"")]),
        [rolling.clone(), Effect::SpreadGone]
    );
    assert_eq!(
        effects(&world, &[(P::Replicas, "1"), (P::HttpSecret, "rotate")]),
        [number(1), rolling.clone(), Effect::SecretMadeAnew]
    );
    // All levels above Normal are one to the registry.
    let debug = world.clone().but(json!({"logLevel": "Debug"}));
    assert_eq!(effects(&debug, &[(P::LogLevel, "Trace")]), []);
    // With exactly two replicas the operator keeps them apart, so a third replaces the two.
    let apart = World::on_bucket();
    assert_eq!(effects(&apart, &[(P::Replicas, "3")]), [number(3), rolling]);
    // An outage is confirmed.
    let plan = World::on_one_node()
        .plan(&typed(&[(P::LogLevel, "Debug")]))
        .unwrap();
    assert_eq!(plan.effects, [Effect::PodsRestart { strategy: Recreate }]);
    assert_eq!(plan.confirmation, Confirmation::Tick);
    let plan = world.plan(&typed(&[(P::ReadOnly, "true")])).unwrap();
    assert_eq!(plan.confirmation, Confirmation::Review);
}

#[test]
fn a5_while_unmanaged_or_removed_nothing_comes_of_it_yet() {
    let unmanaged = World::with("config-unmanaged");
    let plan = unmanaged.plan(&typed(&[(P::ReadOnly, "true")])).unwrap();
    assert_eq!(plan.effects, [Effect::OnlyWhenManaged, Effect::ReadOnly(true)]);
    assert_eq!(plan.confirmation, Confirmation::Review);
    assert_eq!(plan.goal.state, ManagementState::Unmanaged);
    let removed = World::with("config-removed-baremetal");
    let found = effects(&removed, &[(P::LogLevel, "Debug")]);
    assert_eq!(found, [Effect::OnlyWhenManaged]);
}

#[test]
fn while_a_storage_error_stands_nothing_else_is_applied() {
    for world in [
        World::with("config-two-storages"),
        World::with("config-degraded-missing-secret"),
    ] {
        let found = effects(&world, &[(P::LogLevel, "Debug")]);
        let storage = world.facts().storage_fails;
        assert_eq!(found.contains(&Effect::WaitsForStorage), storage, "{found:?}");
    }
    assert!(World::with("config-two-storages").facts().storage_fails);
    assert!(!World::on_bucket().facts().storage_fails);
}

#[test]
fn n4_an_old_cluster_gets_its_own_log_level_and_none_it_does_not_know() {
    let world = World::with("config-4.5-managed-s3");
    let plan = golden("n4_log_level", &world, &typed(&[(P::Logging, "1")]));
    assert_eq!(sent(&plan), json!({"logging": 1}));
    assert_eq!(world.plan(&typed(&[(P::Logging, "3")])).unwrap().steps, []);
}

#[test]
fn the_secret_is_made_anew_by_the_operator_and_never_by_us() {
    let world = World::on_bucket();
    let plan = golden("rotate", &world, &ParametersForm::one(P::HttpSecret, "rotate"));
    assert_eq!(plan.inverse, Inverse::Impossible(Loss::FormerSecret));
    let both = world
        .plan(&typed(&[(P::HttpSecret, "rotate"), (P::LogLevel, "Debug")]))
        .unwrap();
    assert!(
        matches!(&both.inverse, Inverse::Partial(_, lost) if lost[..] == [Loss::FormerSecret]),
        "{:?}",
        both.inverse
    );
    let mut after = world.clone();
    after.apply(&plan);
    assert_eq!(after.config["spec"]["httpSecret"], Value::Null);
    assert!(!after.facts().secret_set && world.facts().secret_set);
    assert_eq!(
        after
            .plan(&ParametersForm::one(P::HttpSecret, "rotate"))
            .unwrap()
            .steps,
        []
    );
    assert!(!format!("{plan:?}").contains(CANARY));
}

#[test]
fn whole_plans_are_as_they_were_reviewed() {
    let world = World::on_bucket();
    golden("read_only", &world, &ParametersForm::one(P::ReadOnly, "true"));
    golden(
        "many",
        &world,
        &typed(&[
            (P::Replicas, "3"),
            (P::CpuRequest, "250m"),
            (P::MemoryRequest, "512Mi"),
            (P::ReadRunning, "20"),
            (P::ReadQueue, "40"),
            (P::ReadWait, "30s"),
            (P::LogLevel, "Debug"),
            (P::NodeSelector, "node-role.kubernetes.io/infra: \"\""),
            (
                P::Tolerations,
                "- key: node-role.kubernetes.io/infra\n  effect: NoSchedule\n  operator: Exists",
            ),
            (P::ProxyHttps, "http://proxy.corp.example:3128"),
        ]),
    );
    golden(
        "one_node",
        &World::on_one_node(),
        &typed(&[(P::MemoryLimit, "1Gi"), (P::MemoryRequest, "256Mi")]),
    );
}
