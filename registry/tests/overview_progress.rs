//! Whether the operator has done what a plan asked for: step by step through what the real one reports.

mod given;

use given::see::set_condition;
use given::{Given, forbidden, sample};
use registry::objects::ManagementState::{self, Managed, Removed, Unmanaged};
use registry::overview::{Cause, Headline, Overview, Progress, Serving, Stages, progress, queries};
use registry::plan::Goal;
use registry::resource::Resource;
use serde_json::{Value, json};

fn follow(to: ManagementState, generation: i64, given: &Given) -> Progress {
    let overview = Overview::read(&given.snapshot(queries()));
    progress(&Goal { state: to }, Some(generation), &overview)
}

/// `config-progressing` is saved and seen as generation 9, on an own claim, three replicas wanted.
fn rolling() -> Given {
    Given::config(sample("config-progressing")).claim("registry-rwx", "ReadWriteMany", "Bound", None)
}

fn ready() -> Value {
    let mut config = sample("config-progressing");
    set_condition(
        &mut config,
        "Progressing",
        "False",
        "Ready",
        "The registry is ready",
    );
    set_condition(&mut config, "Available", "True", "Ready", "The registry is ready");
    config
}

#[test]
fn a8_nothing_is_judged_before_the_operator_has_seen_it() {
    let given = rolling().one(Resource::Config, ready()).deployment(3, 3, 3, 3);
    assert_eq!(
        follow(Managed, 10, &given),
        Progress::WaitingForOperator { saved: 10, seen: 9 }
    );
    assert_eq!(follow(Managed, 9, &given), Progress::Done);
}

#[test]
fn a_roll_out_is_told_stage_by_stage() {
    let stages = |deployment: (i64, i64, i64, i64)| {
        let (wanted, updated, available, total) = deployment;
        match follow(
            Managed,
            9,
            &rolling().deployment(wanted, updated, available, total),
        ) {
            Progress::Working(stages) => stages,
            other => panic!("{other:?}"),
        }
    };
    for (deployment, ready, old_pods_gone) in [
        ((3, 0, 2, 2), 0, false),
        ((3, 2, 2, 3), 1, false),
        ((3, 3, 2, 3), 2, true),
        ((3, 3, 3, 3), 3, true),
    ] {
        let expected = Stages {
            storage_accepted: Some(true),
            pods: Some(Serving { ready, wanted: 3 }),
            old_pods_gone,
        };
        assert_eq!(stages(deployment), expected, "{deployment:?}");
    }
}

#[test]
fn ready_words_do_not_count_before_the_deployment_is_fully_updated() {
    let given = rolling().one(Resource::Config, ready());
    assert!(matches!(
        follow(Managed, 9, &given.clone().deployment(3, 2, 3, 4)),
        Progress::Working(_)
    ));
    assert!(
        matches!(follow(Managed, 9, &given.clone()), Progress::Working(_)),
        "no Deployment, no registry"
    );
    assert_eq!(
        follow(Managed, 9, &given.clone().deployment(3, 3, 3, 3)),
        Progress::Done
    );
    let unread = given.refused(Resource::Deployment, forbidden(Resource::Deployment));
    assert_eq!(
        follow(Managed, 9, &unread),
        Progress::Done,
        "the operator's word has to do"
    );
}

#[test]
fn an_error_is_a_failure_although_the_registry_is_available() {
    for (status, retried) in [("True", true), ("False", false)] {
        let mut config = ready();
        let words = "Unable to apply resources: unable to apply objects: failed to create object *v1.Route, \
                     Namespace=openshift-image-registry, Name=public-routes: secret \"nope\" not found";
        set_condition(&mut config, "Progressing", status, "Error", words);
        let given = rolling().one(Resource::Config, config).deployment(3, 3, 3, 3);
        let cause = Cause::RouteSecretMissing {
            route: "public-routes".into(),
            secret: "nope".into(),
        };
        let headline = Headline::NotApplied(cause);
        assert_eq!(follow(Managed, 9, &given), Progress::Failed { headline, retried });
    }
}

/// A Deployment whose newest pods did not get ready within its deadline.
fn late() -> Value {
    json!({
        "metadata": {"name": "image-registry", "generation": 5},
        "spec": {"replicas": 3},
        "status": {"observedGeneration": 5, "replicas": 4, "updatedReplicas": 1, "availableReplicas": 3,
            "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]},
    })
}

#[test]
fn missing_storage_is_a_failure() {
    let mut missing = ready();
    set_condition(&mut missing, "StorageExists", "False", "PVC does not exist", "");
    let given = rolling().one(Resource::Config, missing).deployment(3, 1, 3, 4);
    let told = follow(Managed, 9, &given);
    assert!(matches!(told, Progress::Failed { retried: true, .. }), "{told:?}");
}

#[test]
fn a_missed_deadline_is_a_failure_once_it_is_about_the_newest_pods() {
    let told = follow(Managed, 9, &rolling().one(Resource::Deployment, late()));
    assert!(matches!(told, Progress::Failed { retried: true, .. }), "{told:?}");
    let mut before = late();
    before["metadata"]["generation"] = json!(6);
    let told = follow(Managed, 9, &rolling().one(Resource::Deployment, before));
    assert!(matches!(told, Progress::Working(_)), "{told:?}");
}

#[test]
fn a_repair_is_not_called_failed_for_what_was_broken_before() {
    let mut config = sample("config-progressing");
    set_condition(&mut config, "Available", "False", "NoReplicasAvailable", "");
    set_condition(&mut config, "Degraded", "True", "Unavailable", "");
    let given = rolling()
        .one(Resource::Config, config.clone())
        .deployment(3, 3, 0, 3);
    let told = follow(Managed, 9, &given);
    assert!(matches!(told, Progress::Working(_)), "{told:?}");
    set_condition(&mut config, "Progressing", "False", "Ready", "");
    let told = follow(Managed, 9, &given.one(Resource::Config, config));
    assert!(matches!(told, Progress::Failed { .. }), "{told:?}");
}

#[test]
fn a6_a_removal_is_done_only_when_all_is_removed() {
    let mut config = sample("config-managed-s3");
    config["spec"]["managementState"] = json!("Removed");
    let generation = config["metadata"]["generation"].as_i64().unwrap_or_default();
    set_condition(
        &mut config,
        "Progressing",
        "True",
        "DeletingDeployment",
        "The deployment is being removed",
    );
    set_condition(
        &mut config,
        "Available",
        "False",
        "DeploymentDeleted",
        "The deployment is being deleted",
    );
    let going = Given::config(config.clone()).deployment(2, 2, 1, 2);
    let stages = Stages {
        storage_accepted: None,
        pods: None,
        old_pods_gone: false,
    };
    assert_eq!(follow(Removed, generation, &going), Progress::Working(stages));
    set_condition(
        &mut config,
        "Progressing",
        "False",
        "Removed",
        "All registry resources are removed",
    );
    set_condition(
        &mut config,
        "Available",
        "True",
        "Removed",
        "The registry is removed",
    );
    assert_eq!(
        follow(Removed, generation, &Given::config(config)),
        Progress::Done
    );
}

#[test]
fn a5_unmanaged_is_done_when_the_conditions_are_frozen() {
    let mut config = sample("config-managed-s3");
    config["spec"]["managementState"] = json!("Unmanaged");
    let given = Given::config(config).deployment(2, 2, 2, 2);
    assert!(matches!(follow(Unmanaged, 1, &given), Progress::Working(_)));
    let frozen = Given::config(sample("config-unmanaged")).deployment(2, 2, 2, 2);
    assert_eq!(follow(Unmanaged, 1, &frozen), Progress::Done);
}

#[test]
fn available_because_removed_is_not_a_registry() {
    let given = Given::config(sample("config-removed-baremetal"));
    assert!(matches!(follow(Managed, 1, &given), Progress::Working(_)));
    assert_eq!(follow(Removed, 1, &given), Progress::Done);
}

#[test]
fn what_cannot_be_read_is_neither_success_nor_failure() {
    let refusal = forbidden(Resource::Config);
    assert_eq!(
        follow(Managed, 1, &Given::no_config(refusal.clone())),
        Progress::Unread(refusal)
    );
}
