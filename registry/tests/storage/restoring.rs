//! Taking a plan back: what is refused, and what it says it stops or deletes.

use crate::given::sample;
use crate::world::{World, existing, patch};
use registry::change::{Change, Problem, Restore, RestoreProblem};
use registry::objects::{ManagementState, Strategy};
use registry::plan::{Confirmation, Effect, Inverse, Loss, Plan, StorageKind, Verb};
use registry::resource::Resource;
use serde_json::{Value, json};

fn restore(value: Value) -> Change {
    Change::Restore(serde_json::from_value(value).unwrap())
}

fn plan(world: &World, value: Value) -> Plan {
    world.change(&restore(value)).unwrap()
}

#[test]
fn values_no_plan_could_have_left_are_refused() {
    let member = |m: &str| RestoreProblem::NoSuchMember { member: m.into() };
    let shape = |m: &str| RestoreProblem::Shape { member: m.into() };
    for (value, expected) in [
        (json!({"state": "Other"}), vec![RestoreProblem::NoSuchState]),
        (
            json!({"replicas": -1}),
            vec![RestoreProblem::Replicas { number: -1 }],
        ),
        (
            json!({"replicas": 4_294_967_296_i64}),
            vec![RestoreProblem::Replicas {
                number: 4_294_967_296,
            }],
        ),
        (json!({"storage": {"tape": {}}}), vec![member("tape")]),
        (json!({"storage": {"pvc": "x"}}), vec![shape("pvc")]),
        (
            json!({"storage": {"managementState": "Removed"}}),
            vec![shape("managementState")],
        ),
        (
            json!({"storage": {"s3": {"httpSecret": "x"}}}),
            vec![RestoreProblem::Secret],
        ),
        (
            json!({"storage": {"s3": {"a": [{"httpSecret": "x"}]}}}),
            vec![RestoreProblem::Secret],
        ),
        (
            json!({"replicas": -2, "storage": {"tape": {}, "pvc": 1}}),
            vec![
                RestoreProblem::Replicas { number: -2 },
                shape("pvc"),
                member("tape"),
            ],
        ),
    ] {
        let found = World::removed().change(&restore(value.clone())).unwrap_err();
        let expected: Vec<_> = expected.into_iter().map(Problem::Restore).collect();
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn nothing_but_the_fields_of_a_plan_can_be_named() {
    for value in [
        json!({"httpSecret": "x"}),
        json!({"steps": []}),
        json!({"claim": {"name": "../secrets", "uid": "u"}}),
        json!({"claim": {"name": "x", "uid": "u", "namespace": "default"}}),
        json!({"state": "Force"}),
    ] {
        assert!(
            serde_json::from_value::<Restore>(value.clone()).is_err(),
            "{value}"
        );
    }
}

#[test]
fn an_absent_strategy_is_kept_apart_from_one_that_is_not_touched() {
    for (text, expected) in [
        ("{}", None),
        (r#"{"strategy":null}"#, Some(None)),
        (r#"{"strategy":"Recreate"}"#, Some(Some(Strategy::Recreate))),
    ] {
        let read: Restore = serde_json::from_str(text).unwrap();
        assert_eq!(read.strategy, expected);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

#[test]
fn a_member_this_cluster_has_now_may_come_back_though_nobody_knows_it() {
    let world = World::removed().but(json!({"storage": {"tape": {"reel": 1}}}));
    let plan = plan(&world, json!({"storage": {"tape": {"reel": 7}}}));
    assert_eq!(patch(&plan)["spec"]["storage"], json!({"tape": {"reel": 7}}));
}

#[test]
fn going_back_to_removed_while_the_operator_owns_the_storage_asks_for_its_name() {
    let world = World::with("config-managed-s3");
    let bucket = "harbour-4kq9d-image-registry-eu-west-1".to_owned();
    let plan = plan(&world, json!({"state": "Removed"}));
    assert!(plan.effects.contains(&Effect::RegistryStops));
    assert!(plan.effects.contains(&Effect::StorageDeleted {
        kind: StorageKind::Bucket,
        name: bucket.clone()
    }));
    assert_eq!(plan.confirmation, Confirmation::TypeName(bucket.clone()));
    let lost = Loss::Storage {
        kind: StorageKind::Bucket,
        name: bucket,
    };
    assert_eq!(plan.inverse, Inverse::Impossible(lost));
    assert_eq!(plan.goal.state, ManagementState::Removed);
}

#[test]
fn going_back_to_removed_with_storage_of_your_own_keeps_it_and_can_be_taken_back() {
    let world = World::with("config-managed-s3").but(json!({"storage": {"managementState": "Unmanaged"}}));
    let plan = plan(&world, json!({"state": "Removed"}));
    let kept = |e: &Effect| {
        matches!(
            e,
            Effect::StorageKept {
                kind: StorageKind::Bucket,
                ..
            }
        )
    };
    assert!(plan.effects.iter().any(kept));
    assert_eq!(plan.confirmation, Confirmation::Tick);
    let Inverse::Whole(back) = &plan.inverse else {
        panic!("{:?}", plan.inverse);
    };
    assert_eq!(back.state, Some(ManagementState::Managed));
}

#[test]
fn a_release_without_the_ownership_field_goes_by_what_the_operator_reports() {
    let world = World::with("config-4.5-managed-s3")
        .rest(|rest| rest.one(Resource::CustomResourceDefinition, sample("storage/schema-4.5")));
    let plan = plan(&world, json!({"state": "Removed"}));
    assert!(matches!(plan.confirmation, Confirmation::TypeName(_)));
    let refused = world.change(&restore(json!({"storage": {"managementState": "Managed"}})));
    let member = RestoreProblem::NoSuchMember {
        member: "managementState".into(),
    };
    assert_eq!(refused.unwrap_err(), [Problem::Restore(member)]);
}

/// A registry that runs on claim `registry-rwx`, in force.
fn on_a_claim() -> World {
    let mut world = World::with("config-managed-s3");
    let before = world.plan(&existing("registry-rwx")).unwrap();
    before.steps.iter().for_each(|step| world.apply(step));
    world.config["status"]["storage"] = world.config["spec"]["storage"].clone();
    world
}

#[test]
fn deleting_the_claim_a_plan_made_asks_for_its_name_and_says_what_is_lost() {
    let claim = json!({"name": "registry-rwx", "uid": "uid-of-registry-rwx"});
    let back = json!({"storage": {"managementState": "Managed", "s3": {"bucket": "b"}}, "claim": claim});
    let plan = plan(&on_a_claim(), back);
    let verbs: Vec<_> = plan.steps.iter().map(registry::plan::Step::verb).collect();
    assert_eq!(verbs, [Verb::Patch, Verb::Delete]);
    assert_eq!(
        plan.effects,
        [
            Effect::ImagesDoNotMove {
                from: "registry-rwx".into()
            },
            Effect::PodsRestart {
                strategy: Strategy::RollingUpdate
            },
            Effect::StorageDeleted {
                kind: StorageKind::Claim,
                name: "registry-rwx".into()
            },
        ]
    );
    assert_eq!(plan.confirmation, Confirmation::TypeName("registry-rwx".into()));
    assert!(matches!(plan.inverse, Inverse::Impossible(_)));
}

#[test]
fn a_claim_the_configuration_still_names_afterwards_is_never_deleted() {
    let claim = |name: &str| json!({"name": name, "uid": format!("uid-of-{name}")});
    let still = |name: &str| {
        vec![Problem::Restore(RestoreProblem::ClaimStillNamed {
            claim: name.into(),
        })]
    };
    let world = on_a_claim();
    let named = restore(json!({"claim": claim("registry-rwx")}));
    assert_eq!(world.change(&named).unwrap_err(), still("registry-rwx"));
    // Without a name the operator takes the claim called after itself.
    let unnamed = restore(json!({"storage": {"pvc": {}}, "claim": claim("image-registry-storage")}));
    assert_eq!(
        world.change(&unnamed).unwrap_err(),
        still("image-registry-storage")
    );
}

#[test]
fn a_newer_claim_of_the_same_name_is_kept() {
    let world = World::removed();
    for uid in ["someone-elses", ""] {
        let plan = plan(&world, json!({"claim": {"name": "registry-rwx", "uid": uid}}));
        assert_eq!(plan.steps, [], "{uid:?}");
        assert_eq!(plan.confirmation, Confirmation::Review);
    }
}

#[test]
fn going_back_to_a_volume_of_one_node_says_that_the_registry_stops_meanwhile() {
    let back = json!({"strategy": "Recreate", "storage": {"managementState": "Unmanaged",
        "pvc": {"claim": "registry-rwo"}}});
    let plan = plan(&on_a_claim(), back);
    assert!(plan.effects.contains(&Effect::PodsRestart {
        strategy: Strategy::Recreate
    }));
    assert_eq!(plan.confirmation, Confirmation::Tick);
    assert!(matches!(plan.inverse, Inverse::Partial(..)));
}

#[test]
fn a_member_without_a_name_is_the_operators_claim_so_its_images_stay() {
    let mut world = World::removed()
        .but(json!({"managementState": "Managed", "storage": {"pvc": {"claim": "image-registry-storage"}}}));
    world.config["status"]["storage"] = json!({"pvc": {"claim": "image-registry-storage"}});
    let plan = plan(&world, json!({"replicas": 2, "storage": {"pvc": {}}}));
    let kept = Effect::StorageKept {
        kind: StorageKind::Claim,
        name: "image-registry-storage".into(),
    };
    assert_eq!(plan.effects, [kept]);
    assert_eq!(plan.confirmation, Confirmation::Review);
    assert!(matches!(plan.inverse, Inverse::Whole(_)));
}
