//! Keeping one of several kinds of storage: what is taken away, who owns what stays, and the laws of every plan.

use crate::given::sample;
use crate::golden::golden_change;
use crate::world::{CANARY, World, patch};
use registry::change::{Change, Problem};
use registry::objects::ManagementState;
use registry::plan::{Confirmation, Effect, Inverse, Loss, PlanKey, StorageKind, Verb, oc_commands, yaml};
use registry::resource::Resource;
use registry::storage::{KeepForm, KeepProblem};
use serde_json::{Value, json};

const BUCKET: &str = "harbour-4kq9d-image-registry-eu-west-1";

fn keep(member: &str) -> Change {
    Change::Keep(KeepForm {
        member: member.to_owned(),
    })
}

fn two() -> World {
    World::with("config-two-storages")
}

#[test]
fn e4_the_kind_in_use_is_kept_without_a_restart_and_stays_whose_it_was() {
    let plan = golden_change("e4_keep_s3", &two(), &keep("s3"));
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"storage": {"emptyDir": null, "managementState": "Managed"}}})
    );
    let kept = Effect::StorageKept {
        kind: StorageKind::Bucket,
        name: BUCKET.into(),
    };
    assert_eq!(plan.effects, [kept]);
    assert_eq!(plan.confirmation, Confirmation::Review);
    assert!(matches!(plan.inverse, Inverse::Whole(_)));
}

#[test]
fn e4_keeping_the_other_kind_leaves_the_images_behind_and_says_so() {
    let plan = golden_change("e4_keep_empty_dir", &two(), &keep("emptyDir"));
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"storage": {"s3": null, "managementState": "Managed"}}})
    );
    assert!(
        plan.effects
            .contains(&Effect::ImagesDoNotMove { from: BUCKET.into() })
    );
    assert!(plan.effects.contains(&Effect::ImagesLostOnRestart));
    assert!(plan.effects.contains(&Effect::ImagesPerPod { replicas: 2 }));
    assert_eq!(plan.confirmation, Confirmation::Tick);
    let Inverse::Partial(_, losses) = &plan.inverse else {
        panic!("{:?}", plan.inverse)
    };
    assert_eq!(losses, &[Loss::ImagesPushedMeanwhile]);
}

#[test]
fn e4_what_people_brought_does_not_become_the_operators_because_a_bucket_was() {
    for (what, storage, member, owner) in [
        (
            "a named claim beside the operator's bucket",
            json!({"emptyDir": null, "pvc": {"claim": "registry-rwx"}}),
            "pvc",
            "Unmanaged",
        ),
        (
            "a claim the operator is to make",
            json!({"emptyDir": null, "pvc": {"claim": ""}}),
            "pvc",
            "Managed",
        ),
        (
            "another bucket",
            json!({"emptyDir": null, "gcs": {"bucket": "b"}}),
            "gcs",
            "Unmanaged",
        ),
        ("the operator's own bucket", json!({}), "s3", "Managed"),
    ] {
        let world = two().but(json!({ "storage": storage }));
        let plan = world.change(&keep(member)).unwrap();
        let storage = &patch(&plan)["spec"]["storage"];
        assert_eq!(storage["managementState"], owner, "{what}");
    }
    // A bucket somebody brought, in use.
    let mut world = two();
    world.config["status"]["storageManaged"] = json!(false);
    world.config["status"]["storage"]["managementState"] = json!("Unmanaged");
    world.config["spec"]["storage"]["managementState"] = json!("Unmanaged");
    let plan = world.change(&keep("s3")).unwrap();
    assert_eq!(patch(&plan)["spec"]["storage"]["managementState"], "Unmanaged");
}

#[test]
fn a_kind_that_is_not_configured_cannot_be_kept() {
    for member in ["pvc", "tape", "", "managementState"] {
        let problem = KeepProblem::NotConfigured {
            member: member.to_owned(),
        };
        assert_eq!(two().change(&keep(member)), Err(vec![Problem::Keep(problem)]));
    }
}

#[test]
fn with_one_kind_there_is_nothing_to_decide_and_its_owner_is_left_alone() {
    for (config, member) in [("config-managed-s3", "s3"), ("config-emptydir", "emptyDir")] {
        let world = World::with(config).but(json!({"storage": {"managementState": "Unmanaged"}}));
        let plan = world.change(&keep(member)).unwrap();
        assert_eq!((plan.steps, plan.effects), (Vec::new(), Vec::new()), "{config}");
        assert_eq!(plan.confirmation, Confirmation::Review);
    }
}

#[test]
fn a_release_without_the_ownership_field_is_not_sent_it() {
    let world = World::with("config-4.5-managed-s3")
        .but(json!({"storage": {"emptyDir": {}}}))
        .rest(|rest| rest.one(Resource::CustomResourceDefinition, sample("storage/schema-4.5")));
    let plan = world.change(&keep("s3")).unwrap();
    assert_eq!(patch(&plan), &json!({"spec": {"storage": {"emptyDir": null}}}));
}

/// Clusters with two kinds and more, each with everything that is configured there.
fn worlds() -> Vec<(String, World)> {
    let mut worlds = Vec::new();
    for state in ["Managed", "Removed", "Unmanaged", "Force"] {
        for strategy in ["RollingUpdate", "Recreate"] {
            for (what, storage) in [
                ("as found", json!({})),
                ("a claim", json!({"pvc": {"claim": "registry-rwo"}})),
                (
                    "the operator's claim",
                    json!({"emptyDir": null, "pvc": {"claim": ""}}),
                ),
                ("a member nobody knows", json!({"tape": {"reel": 7}})),
                ("no owner", json!({"managementState": null})),
            ] {
                let spec = json!({"managementState": state, "rolloutStrategy": strategy, "storage": storage});
                worlds.push((format!("{state}, {strategy}, {what}"), two().but(spec)));
            }
        }
    }
    worlds
}

fn members(world: &World) -> Vec<String> {
    let storage = world.config["spec"]["storage"].as_object().unwrap();
    let members = storage.keys().filter(|key| *key != "managementState");
    members.cloned().collect()
}

#[test]
fn every_kind_that_is_configured_can_be_kept_and_is_then_the_only_one() {
    let mut kept = std::collections::BTreeSet::new();
    for (what, world) in worlds() {
        for member in members(&world) {
            let plan = world.change(&keep(&member)).unwrap();
            let mut after = world.clone();
            plan.steps.iter().for_each(|step| after.apply(step));
            assert_eq!(members(&after), [member.as_str()], "{what}");
            let (was, is) = (&world.config["spec"], &after.config["spec"]);
            assert_eq!(was["storage"][&member], is["storage"][&member], "{what}");
            let owner = &is["storage"]["managementState"];
            assert!(*owner == "Managed" || *owner == "Unmanaged", "{what}");
            for (key, value) in was.as_object().unwrap() {
                assert!(key == "storage" || is[key] == *value, "{what}: {key}");
            }
            kept.insert(member);
        }
    }
    assert_eq!(
        kept.into_iter().collect::<Vec<_>>(),
        ["emptyDir", "pvc", "s3", "tape"]
    );
}

#[test]
fn keeping_it_again_does_nothing_and_the_same_facts_give_the_same_plan() {
    let key = PlanKey::new([7; 32]);
    for (what, world) in worlds() {
        for member in members(&world) {
            let plan = world.change(&keep(&member)).unwrap();
            assert_eq!(world.change(&keep(&member)).unwrap(), plan, "{what}");
            assert_eq!(plan.steps.len(), 1, "{what}");
            let mut after = world.clone();
            after.apply(&plan.steps[0]);
            let again = after.change(&keep(&member)).unwrap();
            assert_eq!(again.steps, [], "{what}");
            assert_ne!(again.hash(&key), plan.hash(&key), "{what}");
        }
    }
}

#[test]
fn one_patch_of_the_configuration_is_all_it_takes_and_the_right_to_it_is_named() {
    for (what, world) in worlds() {
        for member in members(&world) {
            let plan = world.change(&keep(&member)).unwrap();
            let step = &plan.steps[0];
            assert_eq!(
                (step.verb(), step.target().resource),
                (Verb::Patch, Resource::Config)
            );
            assert_eq!(step.check(), Ok(()), "{what}");
            assert_eq!(plan.permissions(), [step.permission()], "{what}");
            let state = world.config["spec"]["managementState"].as_str().unwrap();
            let other = plan.goal.state == ManagementState::Other;
            assert!(
                plan.goal.state.wire() == state || (other && state == "Force"),
                "{what}"
            );
        }
    }
}

#[test]
fn taking_it_back_brings_every_kind_back() {
    for (what, world) in worlds() {
        for member in members(&world) {
            // The release that has the member is the one it may come back to.
            let world = with_tape(world.clone());
            let plan = world.change(&keep(&member)).unwrap();
            let restore = Change::Restore(plan.inverse.form().unwrap().clone());
            let mut now = world.clone();
            now.apply(&plan.steps[0]);
            let back = now.change(&restore).unwrap();
            back.steps.iter().for_each(|step| now.apply(step));
            assert_eq!(now.config["spec"], world.config["spec"], "{what}: {member}");
        }
    }
}

fn with_tape(world: World) -> World {
    let mut schema = sample("storage/schema-today");
    let at = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/storage/properties";
    schema.pointer_mut(at).unwrap()["tape"] = json!({"type": "object"});
    world.rest(|rest| rest.one(Resource::CustomResourceDefinition, schema))
}

#[test]
fn the_registry_is_said_to_restart_only_where_it_runs_on_something_else() {
    for (what, world) in worlds() {
        for member in members(&world) {
            let plan = world.change(&keep(&member)).unwrap();
            let restarts = plan
                .effects
                .iter()
                .any(|e| matches!(e, Effect::PodsRestart { .. }));
            let state = &world.config["spec"]["managementState"];
            assert_eq!(
                restarts,
                *state == "Managed" && member != "s3",
                "{what}: {member}"
            );
            if member != "s3" {
                assert_eq!(plan.confirmation, Confirmation::Tick, "{what}: {member}");
            }
        }
    }
}

#[test]
fn no_secret_stands_in_what_is_shown_or_sent() {
    for (what, world) in worlds() {
        assert!(world.config.to_string().contains(CANARY));
        for member in members(&world) {
            let plan = world.change(&keep(&member)).unwrap();
            let all = [
                oc_commands(&plan.steps).join("\n"),
                yaml(&plan.steps),
                serde_json::to_string(&plan).unwrap(),
            ];
            assert!(!all.iter().any(|text| text.contains(CANARY)), "{what}");
        }
    }
}

#[test]
fn the_form_travels_as_json_and_takes_nothing_else() {
    let change = keep("s3");
    let text = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), change);
    let more = json!({"feature": "Keep", "form": {"member": "s3", "others": ["emptyDir"]}});
    assert!(serde_json::from_value::<Change>(more).is_err());
    assert!(serde_json::from_value::<Change>(json!({"feature": "Keep", "form": Value::Null})).is_err());
}
