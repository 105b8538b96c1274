//! An undo comes from a browser, so it is trusted no more than a form.

use crate::world::{CANARY, World};
use registry::change::{Change, Problem, Restore, RestoreProblem};
use registry::plan::{Effect, Plan};
use serde_json::{Value, json};

fn restore(world: &World, form: Value) -> Result<Plan, Vec<Problem>> {
    let form: Restore = serde_json::from_value(form).unwrap();
    world.change(&Change::Restore(form))
}

#[test]
fn nothing_can_be_restored_that_no_plan_writes() {
    let world = World::on_bucket();
    let spec = |member: &str| RestoreProblem::Spec {
        member: member.into(),
    };
    for (form, problem) in [
        (json!({"httpSecret": "x"}), RestoreProblem::Secret),
        (json!({"httpSecret": null}), RestoreProblem::Secret),
        (json!({"proxy": {"httpSecret": "x"}}), RestoreProblem::Secret),
        (json!({"observedConfig": {}}), spec("observedConfig")),
        (
            json!({"unsupportedConfigOverrides": {"x": 1}}),
            spec("unsupportedConfigOverrides"),
        ),
        (json!({"managementState": "Removed"}), spec("managementState")),
        (json!({"storage": {"emptyDir": {}}}), spec("storage")),
        (json!({"replicas": 9}), spec("replicas")),
        (json!({"tape": {}}), spec("tape")),
        (json!({"readOnly": "true"}), spec("readOnly")),
        (json!({"requests": {"read": {"maxRuning": 1}}}), spec("requests")),
    ] {
        let found = restore(&world, json!({ "spec": form })).unwrap_err();
        assert_eq!(found, [Problem::Restore(problem)], "{form}");
    }
    assert_eq!(world.config["spec"]["httpSecret"], CANARY);
}

#[test]
fn an_undo_says_what_it_does_to_the_pods() {
    let world = World::on_bucket().but(json!({"readOnly": true}));
    let plan = restore(&world, json!({"spec": {"readOnly": null}})).unwrap();
    assert!(
        plan.effects.contains(&Effect::ReadOnly(false)),
        "{:?}",
        plan.effects
    );
    assert!(
        plan.effects
            .iter()
            .any(|effect| matches!(effect, Effect::PodsRestart { .. }))
    );
    let plan = restore(&world, json!({"replicas": 4})).unwrap();
    assert!(
        plan.effects.contains(&Effect::PodsNumber { replicas: 4 }),
        "{:?}",
        plan.effects
    );
}

#[test]
fn an_undo_that_brings_a_second_pod_to_a_volume_of_one_node_says_so() {
    let plan = restore(&World::on_one_node(), json!({"replicas": 2})).unwrap();
    let several = Effect::OneNodeSeveralPods {
        claim: "registry-rwo".into(),
        replicas: 2,
    };
    assert!(plan.effects.contains(&several), "{:?}", plan.effects);
}
