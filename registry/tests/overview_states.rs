//! The overview of each management state, from a bare installation to an old release, and of what may not be read.

mod given;

use given::see::{condition, healthy, place, read, set_condition};
use given::{Given, forbidden, sample};
use registry::error::ClusterError;
use registry::objects::{ManagementState, Status};
use registry::overview::{
    Cause, Headline, Meaning, Overview, PathState, Place, Relevance, Serving, Todo, Tone, Warning, WayOut,
    Whose,
};
use registry::resource::Resource;
use serde_json::json;

#[test]
fn all_is_well() {
    let overview = read(&healthy());
    let serving = Serving { ready: 2, wanted: 2 };
    assert_eq!(overview.headline, Headline::Ready { serving });
    assert_eq!(overview.tone(), Tone::Ok);
    assert_eq!(overview.todo, []);
    assert_eq!(overview.warnings, []);
    assert_eq!(overview.storage.as_ref().unwrap().whose, Whose::Operators);
    for place_name in [
        Place::Service,
        Place::Pods,
        Place::Storage,
        Place::Certificates,
        Place::Pruning,
    ] {
        assert_eq!(place(&overview, place_name), PathState::Ok, "{place_name:?}");
    }
    assert_eq!(place(&overview, Place::Routes), PathState::Off);
    let troubled: Vec<_> = overview
        .conditions
        .iter()
        .filter(|c| c.tone != Tone::Ok)
        .collect();
    assert!(troubled.is_empty(), "{troubled:?}");
    assert!(overview.conditions.iter().all(|c| c.meaning != Meaning::Unknown));
}

#[test]
fn a1_fresh_bare_metal_is_removed_without_complaint() {
    let given = Given::config(sample("config-removed-baremetal"))
        .on("infrastructure-baremetal")
        .one(Resource::ClusterOperator, sample("clusteroperator-removed"));
    let overview = read(&given);
    assert_eq!(overview.headline, Headline::Removed { by_platform: true });
    assert_eq!(overview.tone(), Tone::Off);
    assert_eq!(overview.ways_out, [WayOut::SetUpStorage, WayOut::ReviewState]);
    let state = Todo::State {
        now: ManagementState::Removed,
    };
    assert_eq!(
        overview.todo,
        [Todo::Storage { done: false }, state, Todo::OutsideAccess]
    );
    assert_eq!(
        condition(&overview, "Available").meaning,
        Meaning::RegistryRemoved
    );
    for explained in &overview.conditions {
        assert!(matches!(explained.tone, Tone::Ok | Tone::Off), "{explained:?}");
    }
    for node in &overview.path {
        assert!(
            matches!(node.state, PathState::Off | PathState::Ok | PathState::Unknown),
            "{node:?}"
        );
    }
}

#[test]
fn a2_managed_without_storage_does_not_work_and_offers_storage() {
    let mut config = sample("config-removed-baremetal");
    config["spec"]["managementState"] = json!("Managed");
    let message = "storage backend not configured";
    set_condition(
        &mut config,
        "Progressing",
        "False",
        "Error",
        &format!("Unable to apply resources: {message}"),
    );
    for (kind, status) in [("Available", "False"), ("Degraded", "True")] {
        set_condition(
            &mut config,
            kind,
            status,
            "StorageNotConfigured",
            &format!("Error: {message}"),
        );
    }
    set_condition(&mut config, "Removed", "False", "", "");
    let overview = read(&Given::config(config).on("infrastructure-baremetal"));
    assert_eq!(overview.headline, Headline::NotWorking(Cause::NoStorage));
    assert_eq!(overview.ways_out, [WayOut::SetUpStorage]);
    assert_eq!(
        overview.todo,
        [Todo::Storage { done: false }, Todo::OutsideAccess]
    );
    assert_eq!(place(&overview, Place::Storage), PathState::Failing);
    assert_eq!(place(&overview, Place::Pods), PathState::WaitsFor(Place::Storage));
    let progressing = condition(&overview, "Progressing");
    assert_eq!(
        progressing.meaning,
        Meaning::NotApplied {
            cause: Cause::NoStorage,
            retried: false
        }
    );
    assert!(
        progressing.condition.message.contains(message),
        "the raw text stays"
    );
}

#[test]
fn a3_before_bootstrap_one_waits() {
    let missing = ClusterError::Missing {
        resource: Resource::Config,
        name: "cluster".into(),
    };
    let overview = read(&Given::no_config(missing).on("infrastructure-baremetal"));
    assert_eq!(overview.headline, Headline::NotBootstrapped);
    assert_eq!(overview.tone(), Tone::Changing);
    assert_eq!(overview.ways_out, [WayOut::Retry]);
}

#[test]
fn a4_a_cluster_without_the_capability_has_no_operator() {
    let not_served = ClusterError::NotServed {
        resource: Resource::Config,
    };
    let version = |enabled: &[&str]| {
        json!({"metadata": {"name": "version"}, "status": {"desired": {"version": "4.22.6"},
            "capabilities": {"knownCapabilities": ["Console", "ImageRegistry"], "enabledCapabilities": enabled}}})
    };
    for (enabled, disabled) in [
        (&["Console"][..], true),
        (&["Console", "ImageRegistry"][..], false),
    ] {
        let given = Given::no_config(not_served.clone()).one(Resource::ClusterVersion, version(enabled));
        let overview = read(&given);
        let expected = Headline::NoOperator {
            capability_disabled: disabled,
        };
        assert_eq!(overview.headline, expected);
        assert_eq!(overview.ways_out, []);
        assert_eq!(overview.cluster.version.as_deref(), Ok("4.22.6"));
    }
}

#[test]
fn a5_unmanaged_is_judged_by_its_pods() {
    let given = Given::config(sample("config-unmanaged")).deployment(2, 2, 2, 2);
    let overview = read(&given);
    let serving = Some(Serving { ready: 2, wanted: 2 });
    assert_eq!(overview.headline, Headline::Unmanaged { serving });
    assert_eq!(overview.tone(), Tone::Off);
    assert!(overview.warnings.contains(&Warning::Unmanaged));
    assert_eq!(place(&overview, Place::Pods), PathState::Ok);
    for kind in ["Available", "Progressing", "Degraded"] {
        assert_eq!(condition(&overview, kind).meaning, Meaning::OperatorIdle);
    }
    let down = read(&Given::config(sample("config-unmanaged")).deployment(2, 2, 0, 2));
    assert_eq!(place(&down, Place::Pods), PathState::Attention);
}

#[test]
fn a6_a_registry_being_removed_raises_no_alarm() {
    let mut config = sample("config-managed-s3");
    config["spec"]["managementState"] = json!("Removed");
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
    let overview = read(&Given::config(config));
    assert_eq!(overview.headline, Headline::BeingRemoved { finalizing: false });
    assert_eq!(overview.tone(), Tone::Changing);
    assert!(overview.conditions.iter().all(|c| c.tone != Tone::Failing));
    assert_eq!(place(&overview, Place::Storage), PathState::Changing);
}

#[test]
fn a7_a_removed_registry_with_a_claim_of_the_users_own_keeps_it_in_sight() {
    let mut config = sample("config-progressing");
    config["spec"]["managementState"] = json!("Removed");
    for (kind, status) in [
        ("Available", "True"),
        ("Progressing", "False"),
        ("Degraded", "False"),
        ("Removed", "True"),
    ] {
        set_condition(&mut config, kind, status, "Removed", "The registry is removed");
    }
    let given = Given::config(config).on("infrastructure-baremetal").claim(
        "registry-rwx",
        "ReadWriteMany",
        "Bound",
        None,
    );
    let overview = read(&given);
    assert_eq!(overview.headline, Headline::Removed { by_platform: false });
    assert_eq!(overview.ways_out, [WayOut::ReviewState, WayOut::SetUpStorage]);
    let storage = overview.storage.as_ref().unwrap();
    assert_eq!(storage.whose, Whose::Yours);
    assert_eq!(storage.place().unwrap().name.as_deref(), Some("registry-rwx"));
    assert!(overview.todo.contains(&Todo::Storage { done: true }));
}

#[test]
fn a8_stale_conditions_are_no_green() {
    let mut config = sample("config-managed-s3");
    config["metadata"]["generation"] = json!(7);
    config["status"]["observedGeneration"] = json!(6);
    let overview = read(&Given::config(config).deployment(2, 2, 2, 2));
    let serving = Serving { ready: 2, wanted: 2 };
    let expected = Headline::WaitingForOperator {
        saved: 7,
        seen: 6,
        before: Box::new(Headline::Ready { serving }),
    };
    assert_eq!(overview.headline, expected);
    assert_ne!(overview.tone(), Tone::Ok);
    assert!(overview.config.as_ref().unwrap().stale);
}

#[test]
fn a9_a_failed_pruning_run_does_not_make_the_registry_fail() {
    let failed = Headline::PruningFailed(Cause::PruningFailed {
        reason: "BackoffLimitExceeded".into(),
        message: "Job has reached the specified backoff limit".into(),
        registry_unreachable: false,
    });
    let given = healthy()
        .one(
            Resource::ClusterOperator,
            sample("clusteroperator-degraded-pruner"),
        )
        .one(Resource::ImagePruner, sample("imagepruner-failed"));
    let overview = read(&given);
    assert_eq!(overview.headline, failed);
    assert_eq!(overview.tone(), Tone::Attention);
    assert!(overview.operator.as_ref().unwrap().degraded_by_pruner_only);
    assert_eq!(place(&overview, Place::Pods), PathState::Ok);
    assert_eq!(place(&overview, Place::Pruning), PathState::Failing);

    // Who may not read the pruner still learns it from the ClusterOperator.
    let given = given.refused(Resource::ImagePruner, forbidden(Resource::ImagePruner));
    let overview = read(&given);
    let Headline::PruningFailed(Cause::PruningFailed { message, .. }) = &overview.headline else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(message, "Job has reached the specified backoff limit");
}

#[test]
fn a9_a_storage_trouble_of_the_operator_is_not_blamed_on_the_pruner() {
    let given = healthy().one(
        Resource::ClusterOperator,
        sample("clusteroperator-degraded-storage"),
    );
    assert!(!read(&given).operator.unwrap().degraded_by_pruner_only);
}

#[test]
fn a10_unknown_parts_are_shown_by_name() {
    let mut config = sample("config-managed-s3");
    config["spec"]["storage"] = json!({"tape": {}, "managementState": "Unmanaged"});
    config["status"]["storage"] = config["spec"]["storage"].clone();
    set_condition(&mut config, "FancyNewDegraded", "True", "Why", "Because.");
    let given = healthy().one(Resource::Config, config).one(
        Resource::Infrastructure,
        json!({"metadata": {"name": "cluster"}, "status": {"platformStatus": {"type": "Moonbase"}}}),
    );
    let overview = read(&given);
    let Headline::PartDegraded {
        condition: named,
        known,
    } = &overview.headline
    else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(
        (named.kind.as_str(), named.reason.as_str(), *known),
        ("FancyNewDegraded", "Why", false)
    );
    assert_eq!(overview.tone(), Tone::Unknown);
    let fancy = condition(&overview, "FancyNewDegraded");
    assert_eq!((&fancy.meaning, fancy.tone), (&Meaning::Unknown, Tone::Unknown));
    assert_eq!(overview.cluster.platform.as_ref().unwrap().0, "Moonbase");
    assert_eq!(overview.storage.as_ref().unwrap().place().unwrap().member, "tape");
    // What S3 left behind is history now.
    assert_eq!(condition(&overview, "StorageEncrypted").about, Relevance::History);
    assert_eq!(condition(&overview, "StorageExists").about, Relevance::History);
}

#[test]
fn a10_words_we_do_not_know_are_not_called_ready() {
    let mut config = sample("config-managed-s3");
    set_condition(&mut config, "Available", "True", "Mostly", "Half of it");
    let overview = read(&healthy().one(Resource::Config, config));
    let Headline::Unrecognised(Some(named)) = &overview.headline else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(named.reason, "Mostly");
    assert_eq!(overview.tone(), Tone::Unknown);
}

#[test]
fn n2_what_may_not_be_read_says_so_and_hides_nothing_else() {
    let refusal = forbidden(Resource::Config);
    let given = healthy().refused(Resource::Config, refusal.clone());
    let overview = read(&given);
    assert_eq!(overview.headline, Headline::Unreadable(refusal.clone()));
    assert_eq!(overview.tone(), Tone::Unknown);
    assert_eq!(overview.ways_out, []);
    assert_eq!(overview.config, Err(refusal));
    assert_eq!(place(&overview, Place::Pods), PathState::Unknown);
    assert!(overview.replicas.is_ok() && overview.operator.is_ok() && overview.cluster.platform.is_ok());

    let mut partly = healthy();
    let rest = [
        Resource::Pod,
        Resource::Route,
        Resource::Event,
        Resource::Claim,
        Resource::ClusterOperator,
    ];
    for resource in rest {
        partly = partly.refused(resource, forbidden(resource));
    }
    let overview = read(&partly);
    assert_eq!(overview.tone(), Tone::Ok);
    assert_eq!(overview.pods, Err(forbidden(Resource::Pod)));
    assert_eq!(overview.routes, Err(forbidden(Resource::Route)));
    assert_eq!(place(&overview, Place::Routes), PathState::Unknown);
}

#[test]
fn a_cluster_that_does_not_answer_comes_before_everything() {
    let silent = ClusterError::TooSlow { seconds: 10 };
    let overview = read(&healthy().refused(Resource::Config, silent.clone()));
    assert_eq!(overview.headline, Headline::Unreachable(silent));
    assert_eq!(overview.ways_out, [WayOut::Retry]);
    let overview = read(&healthy().refused(Resource::Config, ClusterError::SignedOut));
    assert_eq!(overview.headline, Headline::SignedOut);
}

#[test]
fn n4_on_a_4_5_cluster_the_headline_comes_from_availability() {
    let old = sample("config-4.5-managed-s3");
    let overview = read(&Given::config(old.clone()).deployment(2, 2, 2, 2));
    assert_eq!(overview.tone(), Tone::Ok);
    assert_eq!(overview.storage.as_ref().unwrap().whose, Whose::Operators);

    let mut down = old;
    set_condition(
        &mut down,
        "Available",
        "False",
        "NoReplicasAvailable",
        "The deployment does not have available replicas",
    );
    let overview = read(&Given::config(down).deployment(2, 2, 0, 2));
    assert!(
        condition(&overview, "Degraded")
            .condition
            .is("Degraded", Status::False)
    );
    assert_eq!(overview.headline, Headline::NotAvailable { cause: None });
    assert_eq!(overview.tone(), Tone::Failing);
}

#[test]
fn no_secret_of_the_configuration_reaches_the_overview() {
    let overview = read(&healthy());
    let secret = sample("config-managed-s3")["spec"]["httpSecret"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(secret.len() > 20);
    assert!(!serde_json::to_string(&overview).unwrap().contains(&secret));
}

#[test]
fn an_overview_survives_the_way_to_the_browser() {
    for given in [healthy(), Given::no_config(ClusterError::Unreachable)] {
        let overview = read(&given);
        let text = serde_json::to_string(&overview).unwrap();
        assert_eq!(serde_json::from_str::<Overview>(&text).unwrap(), overview);
    }
}
