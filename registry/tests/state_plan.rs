//! Plans of a change of the management state: what is sent, what is lost, what must be confirmed, how to go back.

#![expect(clippy::unwrap_used, reason = "a plan that is not there fails the test")]

mod given;

use given::{Given, forbidden, sample};
use registry::change::{Change, Problem};
use registry::error::ClusterError;
use registry::objects::ManagementState::{self, Managed, Other, Removed, Unmanaged};
use registry::plan::{Action, Confirmation, Effect, Inverse, Loss, Plan, StorageKind};
use registry::resource::Resource;
use registry::state::{Held, Start, StateFacts, StateForm, StateProblem, plan, queries};
use serde_json::{Value, json};

const BUCKET: &str = "harbour-4kq9d-image-registry-eu-west-1";

fn form(to: ManagementState) -> StateForm {
    StateForm { to, keep_data: false }
}

fn planned(given: &Given, form: &StateForm) -> Plan {
    plan(form, &given.snapshot(queries())).unwrap()
}

fn patch(plan: &Plan) -> &Value {
    let [step] = &plan.steps[..] else {
        panic!("{:?}", plan.steps)
    };
    assert_eq!(step.check(), Ok(()));
    match step.action() {
        Action::Patch { patch, .. } => patch,
        other => panic!("{other:?}"),
    }
}

fn merge(target: &mut Value, patch: &Value) {
    match patch {
        Value::Object(map) => {
            if !target.is_object() {
                *target = json!({});
            }
            for (key, value) in map {
                if value.is_null() {
                    target.as_object_mut().unwrap().remove(key);
                } else {
                    merge(&mut target[key], value);
                }
            }
        }
        other => *target = other.clone(),
    }
}

fn schema(with_field: bool) -> Value {
    let storage = if with_field {
        json!({"properties": {"managementState": {"type": "string"}}})
    } else {
        json!({"properties": {}})
    };
    json!({"metadata": {"name": "configs.imageregistry.operator.openshift.io"},
        "spec": {"versions": [{"name": "v1", "schema": {"openAPIV3Schema":
            {"properties": {"spec": {"properties": {"storage": storage}}}}}}]}})
}

fn version(version: &str) -> Value {
    json!({"metadata": {"name": "version"}, "status": {"history": [{"state": "Completed", "version": version}]}})
}

/// A registry on the operator's bucket, as on AWS.
fn on_bucket() -> Given {
    Given::config(sample("config-managed-s3"))
        .on("infrastructure-aws")
        .one(Resource::ImageConfig, sample("image-config"))
        .one(Resource::ImagePruner, sample("imagepruner-ok"))
        .one(Resource::CustomResourceDefinition, schema(true))
        .one(Resource::ClusterVersion, version("4.22.6"))
        .deployment(2, 2, 2, 2)
}

/// A registry on the user's own claim.
fn on_claim() -> Given {
    Given::config(sample("config-progressing"))
        .on("infrastructure-baremetal")
        .one(Resource::ImageConfig, sample("image-config"))
        .one(Resource::ClusterVersion, version("4.22.6"))
        .claim("registry-rwx", "ReadWriteMany", "Bound", None)
        .deployment(3, 3, 3, 3)
}

fn stored(kind: StorageKind, name: &str) -> (StorageKind, String) {
    (kind, name.to_owned())
}

#[test]
fn a6_removing_the_operators_storage_needs_its_name_typed() {
    let plan = planned(&on_bucket(), &form(Removed));
    assert_eq!(patch(&plan), &json!({"spec": {"managementState": "Removed"}}));
    assert_eq!(plan.confirmation, Confirmation::TypeName(BUCKET.into()));
    let (kind, name) = stored(StorageKind::Bucket, BUCKET);
    assert!(plan.effects.contains(&Effect::StorageDeleted { kind, name }));
    assert!(plan.effects.contains(&Effect::RegistryStops));
    let (kind, name) = stored(StorageKind::Bucket, BUCKET);
    assert_eq!(plan.inverse, Inverse::Impossible(Loss::Storage { kind, name }));
    assert_eq!(plan.goal.state, Removed);
}

#[test]
fn a6_the_data_is_kept_by_marking_the_storage_in_the_same_patch() {
    let keep = StateForm {
        to: Removed,
        keep_data: true,
    };
    let plan = planned(&on_bucket(), &keep);
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"managementState": "Removed", "storage": {"managementState": "Unmanaged"}}})
    );
    assert_eq!(plan.confirmation, Confirmation::Tick);
    let (kind, name) = stored(StorageKind::Bucket, BUCKET);
    assert!(plan.effects.contains(&Effect::StorageKept { kind, name }));
    assert!(
        !plan
            .effects
            .iter()
            .any(|e| matches!(e, Effect::StorageDeleted { .. }))
    );
    assert!(matches!(plan.inverse, Inverse::Whole(_)));
}

#[test]
fn data_that_cannot_be_kept_is_refused_with_the_reason() {
    let keep = StateForm {
        to: Removed,
        keep_data: true,
    };
    let refused = |given: &Given| plan(&keep, &given.snapshot(queries())).unwrap_err();
    let old = Given::config(sample("config-4.5-managed-s3"));
    assert_eq!(
        refused(&old.clone().one(Resource::CustomResourceDefinition, schema(false))),
        [Problem::State(StateProblem::CannotMarkStorage)]
    );
    let unread = forbidden(Resource::CustomResourceDefinition);
    assert_eq!(
        refused(
            &old.clone()
                .refused(Resource::CustomResourceDefinition, unread.clone())
        ),
        [Problem::Unread(unread)]
    );
    assert!(
        plan(
            &keep,
            &old.one(Resource::CustomResourceDefinition, schema(true))
                .snapshot(queries())
        )
        .is_ok()
    );
    let scratch = Given::config(sample("config-emptydir"));
    assert_eq!(refused(&scratch), [Problem::State(StateProblem::NothingToKeep)]);
}

#[test]
fn a7_removing_from_the_users_storage_is_ticked_and_can_be_taken_back() {
    let plan = planned(&on_claim(), &form(Removed));
    assert_eq!(plan.confirmation, Confirmation::Tick);
    let (kind, name) = stored(StorageKind::Claim, "registry-rwx");
    assert!(plan.effects.contains(&Effect::StorageKept { kind, name }));
    assert!(matches!(plan.inverse, Inverse::Whole(_)));
    // Marking what is the user's own already changes nothing.
    let keep = StateForm {
        to: Removed,
        keep_data: true,
    };
    assert_eq!(patch(&planned(&on_claim(), &keep)), patch(&plan));
}

#[test]
fn a7_back_to_managed_the_same_claim_is_used_again() {
    let mut config = sample("config-progressing");
    let storage = config["spec"]["storage"].clone();
    config["spec"]["managementState"] = json!("Removed");
    let given = on_claim().one(Resource::Config, config);
    assert_eq!(
        StateFacts::read(&given.snapshot(queries())).start,
        Ok(Start::Configured)
    );
    let plan = planned(&given, &form(Managed));
    assert_eq!(patch(&plan), &json!({"spec": {"managementState": "Managed"}}));
    assert_eq!(storage["pvc"]["claim"], "registry-rwx");
    assert!(
        plan.effects
            .iter()
            .any(|e| matches!(e, Effect::RegistryStarts { .. }))
    );
}

#[test]
fn a10_a_change_of_the_state_leaves_a_member_nobody_knows_untouched() {
    let mut config = sample("config-managed-s3");
    config["spec"]["storage"] = json!({"tape": {"reel": 7}, "managementState": "Unmanaged"});
    config["status"]["storage"] = config["spec"]["storage"].clone();
    for to in [Unmanaged, Removed] {
        let plan = planned(&on_bucket().one(Resource::Config, config.clone()), &form(to));
        let mut after = config.clone();
        merge(&mut after, patch(&plan));
        assert_eq!(after["spec"]["storage"], config["spec"]["storage"], "{to:?}");
        assert_eq!(plan.steps.len(), 1);
    }
}

#[test]
fn a7_a_claim_of_a_person_that_would_be_deleted_is_pointed_out() {
    let mut config = sample("config-progressing");
    config["spec"]["storage"]["managementState"] = json!("Managed");
    let given = on_claim().one(Resource::Config, config);
    let facts = StateFacts::read(&given.snapshot(queries()));
    let held = Held {
        kind: StorageKind::Claim,
        name: "registry-rwx".into(),
        size: Some("100Gi".into()),
        deleted: true,
        foreign: true,
    };
    assert_eq!(facts.held, Ok(vec![held]));
    let plan = planned(&given, &form(Removed));
    assert_eq!(plan.confirmation, Confirmation::TypeName("registry-rwx".into()));
}

#[test]
fn removing_empty_dir_asks_for_its_own_name() {
    let plan = planned(&Given::config(sample("config-emptydir")), &form(Removed));
    assert_eq!(plan.confirmation, Confirmation::TypeName("emptyDir".into()));
    let (kind, name) = stored(StorageKind::EmptyDir, "emptyDir");
    assert!(plan.effects.contains(&Effect::StorageDeleted { kind, name }));
}

#[test]
fn a2_managed_without_storage_is_planned_and_said_to_be_incomplete() {
    for (infrastructure, start) in [
        ("infrastructure-baremetal", Start::NothingConfigured),
        ("infrastructure-none", Start::NothingConfigured),
        ("infrastructure-aws", Start::OperatorPicks),
    ] {
        let given = Given::config(sample("config-removed-baremetal")).on(infrastructure);
        let facts = StateFacts::read(&given.snapshot(queries()));
        assert_eq!(facts.start, Ok(start.clone()), "{infrastructure}");
        let plan = planned(&given, &form(Managed));
        assert_eq!(patch(&plan), &json!({"spec": {"managementState": "Managed"}}));
        assert_eq!(plan.confirmation, Confirmation::Review);
        let starts = plan
            .effects
            .iter()
            .any(|e| matches!(e, Effect::RegistryStarts { .. }));
        assert_eq!(starts, start == Start::OperatorPicks, "{infrastructure}");
    }
    let blind = Given::config(sample("config-removed-baremetal"))
        .refused(Resource::Infrastructure, forbidden(Resource::Infrastructure));
    assert_eq!(
        StateFacts::read(&blind.snapshot(queries())).start,
        Ok(Start::Unknown)
    );
}

#[test]
fn going_back_from_managed_loses_only_what_the_operator_would_delete() {
    let removed = |storage: Value| {
        let mut config = sample("config-removed-baremetal");
        config["spec"]["storage"] = storage;
        planned(
            &Given::config(config).on("infrastructure-baremetal"),
            &form(Managed),
        )
    };
    let own = removed(json!({"managementState": "Unmanaged", "pvc": {"claim": "registry-rwx"}}));
    assert!(matches!(own.inverse, Inverse::Whole(_)));
    let operators = removed(json!({"pvc": {"claim": ""}}));
    assert!(
        matches!(&operators.inverse, Inverse::Partial(_, losses) if losses[..] == [Loss::ImagesPushedMeanwhile])
    );
    let made = Effect::OperatorCreatesClaim {
        name: "image-registry-storage".into(),
    };
    assert!(operators.effects.contains(&made));
    assert!(!own.effects.contains(&made));
}

#[test]
fn a5_unmanaged_changes_nothing_but_who_acts() {
    let plan = planned(&on_bucket(), &form(Unmanaged));
    assert_eq!(plan.effects, [Effect::OperatorStops]);
    assert_eq!(plan.confirmation, Confirmation::Review);
    assert!(matches!(plan.inverse, Inverse::Whole(_)));
    let back = planned(
        &on_bucket().one(Resource::Config, sample("config-unmanaged")),
        &form(Managed),
    );
    assert_eq!(back.effects, [Effect::OperatorResumes]);
}

#[test]
fn the_pruner_follows_the_service_and_not_the_state() {
    let facts = StateFacts::read(&on_bucket().snapshot(queries()));
    assert_eq!(facts.prunes_blobs, Ok(true));
    let after = [Managed, Removed, Unmanaged].map(|to| facts.prunes_blobs_after(to));
    assert_eq!(after, [Some(true), Some(false), Some(true)]);
    let effects = planned(&on_bucket(), &form(Removed)).effects;
    assert!(effects.contains(&Effect::PrunerDeletesBlobs(false)));
    assert!(effects.contains(&Effect::ApiServersRoll));
}

#[test]
fn pull_secrets_go_only_since_4_16() {
    for (release, goes) in [("4.15.3", false), ("4.16.0", true)] {
        let given = on_bucket().one(Resource::ClusterVersion, version(release));
        let effects = planned(&given, &form(Removed)).effects;
        assert_eq!(effects.contains(&Effect::PullSecretsRemoved), goes, "{release}");
    }
}

#[test]
fn e4_two_storages_block_a_removal_and_are_said_so_before() {
    let given = Given::config(sample("config-two-storages"));
    let refused = plan(&form(Removed), &given.snapshot(queries())).unwrap_err();
    let members = vec!["emptyDir".to_owned(), "s3".to_owned()];
    assert_eq!(refused, [Problem::State(StateProblem::TwoStorages { members })]);
}

#[test]
fn states_without_a_meaning_cannot_be_asked_for() {
    let refused = plan(&form(Other), &on_bucket().snapshot(queries())).unwrap_err();
    assert_eq!(refused, [Problem::State(StateProblem::NoSuchState)]);
}

#[test]
fn a3_without_a_configuration_there_is_no_plan() {
    let missing = ClusterError::Missing {
        resource: Resource::Config,
        name: "cluster".into(),
    };
    let given = Given::no_config(missing.clone());
    assert_eq!(
        plan(&form(Managed), &given.snapshot(queries())),
        Err(vec![Problem::Unread(missing)])
    );
}

#[test]
fn a_plan_carried_out_leaves_nothing_to_do_and_its_inverse_restores() {
    let configs = [
        "config-managed-s3",
        "config-progressing",
        "config-emptydir",
        "config-unmanaged",
        "config-removed-baremetal",
        "config-4.5-managed-s3",
    ];
    for name in configs {
        for (to, keep_data) in [
            (Managed, false),
            (Unmanaged, false),
            (Removed, false),
            (Removed, true),
        ] {
            let form = StateForm { to, keep_data };
            let before = sample(name);
            let given = Given::config(before.clone()).one(Resource::CustomResourceDefinition, schema(true));
            let Ok(planned_once) = plan(&form, &given.snapshot(queries())) else {
                assert!(keep_data, "{name} to {to:?}");
                continue;
            };
            let mut config = before.clone();
            for step in &planned_once.steps {
                if let Action::Patch { patch, .. } = step.action() {
                    merge(&mut config, patch);
                }
                assert!(planned_once.permissions().contains(&step.permission()));
            }
            let after = given.one(Resource::Config, config.clone());
            let again = planned(&after, &form);
            assert!(
                again.steps.is_empty() && again.effects.is_empty(),
                "{name} to {to:?}"
            );
            assert_eq!(again.confirmation, Confirmation::Review);

            let Inverse::Whole(restore) = planned_once.inverse else {
                continue;
            };
            let back = Change::Restore(restore);
            let asked = back.queries();
            let facts = Given::config(config.clone()).snapshot(asked);
            for step in back.plan(&facts).unwrap().steps {
                if let Action::Patch { patch, .. } = step.action() {
                    merge(&mut config, patch);
                }
            }
            assert_eq!(config["spec"], before["spec"], "{name} to {to:?}");
        }
    }
}

#[test]
fn no_secret_reaches_the_plan_or_the_facts() {
    let secret = sample("config-managed-s3")["spec"]["httpSecret"]
        .as_str()
        .unwrap()
        .to_owned();
    let keep = StateForm {
        to: Removed,
        keep_data: true,
    };
    let plan = serde_json::to_string(&planned(&on_bucket(), &keep)).unwrap();
    let facts = serde_json::to_string(&StateFacts::read(&on_bucket().snapshot(queries()))).unwrap();
    assert!(!plan.contains(&secret) && !facts.contains(&secret));
}

#[test]
fn a_form_of_an_older_page_is_still_read() {
    let read: StateForm = serde_json::from_str(r#"{"to":"Removed"}"#).unwrap();
    assert_eq!(read, form(Removed));
    assert!(serde_json::from_str::<StateForm>(r#"{"to":"Removed","replicas":3}"#).is_err());
}
