//! The overview of one cluster state each, from a bare installation to an old release.

#![expect(
    clippy::unwrap_used,
    reason = "a scenario that is not what it says fails the test"
)]

mod given;

use given::{Given, forbidden, sample};
use registry::error::ClusterError;
use registry::objects::{ManagementState, Status};
use registry::overview::{
    Cause, Evidence, Explained, Headline, Meaning, Overview, PathState, Place, PodRole, Relevance,
    RouteState, Serving, Todo, Tone, Warning, WayOut, Whose, queries,
};
use registry::resource::Resource;
use serde_json::{Value, json};

fn read(given: &Given) -> Overview {
    Overview::read(&given.snapshot(queries()))
}

fn place(overview: &Overview, place: Place) -> PathState {
    overview.path.iter().find(|n| n.place == place).unwrap().state
}

fn condition<'a>(overview: &'a Overview, kind: &str) -> &'a Explained {
    let of_kind = |c: &&Explained| c.condition.kind == kind && c.about != Relevance::Pruner;
    overview.conditions.iter().find(of_kind).unwrap()
}

fn set_condition(config: &mut Value, kind: &str, status: &str, reason: &str, message: &str) {
    let conditions = config["status"]["conditions"].as_array_mut().unwrap();
    conditions.retain(|c| c["type"] != kind);
    conditions.push(
        json!({"type": kind, "status": status, "reason": reason, "message": message,
        "lastTransitionTime": "2026-08-14T12:00:00Z"}),
    );
}

/// A registry with two ready replicas on the operator's bucket.
fn healthy() -> Given {
    Given::config(sample("config-managed-s3"))
        .on("infrastructure-aws")
        .one(Resource::ClusterOperator, sample("clusteroperator-ready"))
        .one(Resource::ImagePruner, sample("imagepruner-ok"))
        .one(Resource::ImageConfig, sample("image-config"))
        .deployment(2, 2, 2, 2)
}

/// A registry on the user's own claim, its pods as given.
fn on_claim(mode: &str, phase: &str, class: Option<&str>, replicas: i64, strategy: &str) -> (Value, Given) {
    let mut config = sample("config-progressing");
    config["spec"]["replicas"] = json!(replicas);
    config["spec"]["rolloutStrategy"] = json!(strategy);
    set_condition(
        &mut config,
        "Progressing",
        "False",
        "Ready",
        "The registry is ready",
    );
    set_condition(&mut config, "Available", "True", "Ready", "The registry is ready");
    let given = Given::config(config.clone())
        .on("infrastructure-baremetal")
        .claim("registry-rwx", mode, phase, class)
        .deployment(replicas, replicas, replicas, replicas);
    (config, given)
}

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

fn refused_claim(message: &str) -> (Value, Given) {
    let (mut config, given) = on_claim("ReadWriteOnce", "Bound", None, 1, "RollingUpdate");
    let whole = format!("Unable to apply resources: unable to sync storage configuration: {message}");
    set_condition(&mut config, "Progressing", "True", "Error", &whole);
    set_condition(
        &mut config,
        "Available",
        "False",
        "DeploymentNotFound",
        "The deployment does not exist",
    );
    set_condition(&mut config, "StorageExists", "False", "PVC Issues Found", message);
    let given = given
        .list(Resource::Deployment, Vec::new())
        .one(Resource::Config, config.clone());
    (config, given)
}

#[test]
fn d4_and_d5_a_rwo_claim_that_does_not_fit_offers_the_repair() {
    let claim = || "registry-rwx".to_owned();
    for (message, cause) in [
        (
            "cannot use ReadWriteOnce access mode with RollingUpdate rollout strategy",
            Cause::ClaimNeedsRecreate { claim: claim() },
        ),
        (
            "cannot use ReadWriteOnce access mode with  rollout strategy",
            Cause::ClaimNeedsRecreate { claim: claim() },
        ),
        (
            "cannot use ReadWriteOnce access mode with more than one replica of the image registry",
            Cause::ClaimNeedsOneReplica { claim: claim() },
        ),
    ] {
        let (_, given) = refused_claim(message);
        let overview = read(&given);
        assert_eq!(overview.headline, Headline::NotWorking(cause.clone()));
        assert_eq!(
            overview.ways_out[0],
            WayOut::UseOneReplicaAndRecreate { claim: claim() }
        );
        let exists = condition(&overview, "StorageExists");
        assert_eq!(exists.meaning, Meaning::StorageMissing(cause));
        assert!(matches!(&exists.evidence[..], [Evidence::Claim(found)] if found.name == claim()));
    }
    let recorded = read(&Given::config(sample("config-pvc-rwo-two-replicas")).claim(
        "registry-block",
        "ReadWriteOnce",
        "Bound",
        None,
    ));
    let cause = Cause::ClaimNeedsOneReplica {
        claim: "registry-block".into(),
    };
    assert_eq!(recorded.headline, Headline::NotWorking(cause));
}

#[test]
fn d6_a_rwo_claim_scaled_to_two_is_warned_of_by_nobody_else() {
    let (_, given) = on_claim("ReadWriteOnce", "Bound", None, 2, "Recreate");
    let overview = read(&given);
    let claim = || "registry-rwx".to_owned();
    let headline = Headline::ReadWriteOnceShared {
        claim: claim(),
        replicas: 2,
    };
    assert_eq!(overview.headline, headline);
    assert_eq!(overview.tone(), Tone::Attention);
    assert_eq!(
        overview.ways_out[0],
        WayOut::UseOneReplicaAndRecreate { claim: claim() }
    );
    let warning = Warning::ReadWriteOnceShared {
        claim: claim(),
        replicas: 2,
    };
    assert!(overview.warnings.contains(&warning));
    for (mode, replicas) in [("ReadWriteOnce", 1), ("ReadWriteMany", 2)] {
        let (_, given) = on_claim(mode, "Bound", None, replicas, "Recreate");
        assert_eq!(read(&given).warnings, [], "{mode} with {replicas}");
    }
}

#[test]
fn d7_a_missing_claim_can_be_chosen_anew_or_made() {
    let (_, given) = refused_claim("persistentvolumeclaims \"nope\" not found");
    let overview = read(&given.list(Resource::Claim, Vec::new()));
    let cause = Cause::ClaimMissing { claim: "nope".into() };
    assert_eq!(overview.headline, Headline::NotWorking(cause));
    assert_eq!(overview.ways_out, [WayOut::ChooseOtherClaim, WayOut::CreateClaim]);
    let evidence = &condition(&overview, "StorageExists").evidence;
    assert!(matches!(&evidence[..], [Evidence::NoSuchClaim { claim }] if claim == "nope"));
}

#[test]
fn d8_a_pending_claim_is_the_cause_and_not_the_time_out() {
    let (mut config, given) = on_claim("ReadWriteMany", "Pending", None, 2, "RollingUpdate");
    let words = "no persistent volumes available for this claim and no storage class is set";
    set_condition(
        &mut config,
        "Progressing",
        "True",
        "DeploymentNotCompleted",
        "The deployment has not completed",
    );
    set_condition(
        &mut config,
        "Available",
        "False",
        "NoReplicasAvailable",
        "The deployment does not have available replicas",
    );
    let timed_out = "Registry deployment has timed out progressing: ReplicaSet has timed out progressing.";
    let event = json!({"metadata": {"name": "e"}, "involvedObject": {"kind": "PersistentVolumeClaim",
        "name": "registry-rwx"}, "reason": "FailedBinding", "message": words, "type": "Normal",
        "lastTimestamp": "2026-08-14T12:00:00Z"});
    let given = given.deployment(2, 2, 0, 2).one(Resource::Event, event);
    for late in [false, true] {
        if late {
            set_condition(
                &mut config,
                "Degraded",
                "True",
                "ProgressDeadlineExceeded",
                timed_out,
            );
        }
        let overview = read(&given.clone().one(Resource::Config, config.clone()));
        let Headline::RollOutStuck {
            cause: Some(cause), ..
        } = &overview.headline
        else {
            panic!("{:?}", overview.headline)
        };
        let expected = Cause::ClaimPending {
            claim: "registry-rwx".into(),
            phase: "Pending".into(),
            class: String::new(),
            event: words.into(),
        };
        assert_eq!(cause, &expected);
        assert_eq!(place(&overview, Place::Storage), PathState::Failing);
        assert_eq!(place(&overview, Place::Pods), PathState::WaitsFor(Place::Storage));
        let evidence = &condition(&overview, "Available").evidence;
        assert!(matches!(&evidence[..], [Evidence::Claim(claim)] if claim.phase == "Pending"));
    }
}

#[test]
fn d8_a_claim_that_waits_for_its_first_pod_is_no_trouble() {
    let (mut config, given) = on_claim("ReadWriteMany", "Pending", Some("thin-csi"), 1, "RollingUpdate");
    set_condition(
        &mut config,
        "Progressing",
        "True",
        "DeploymentNotCompleted",
        "The deployment has not completed",
    );
    set_condition(
        &mut config,
        "Available",
        "False",
        "NoReplicasAvailable",
        "The deployment does not have available replicas",
    );
    let class = json!({"metadata": {"name": "thin-csi"}, "provisioner": "csi.example",
        "volumeBindingMode": "WaitForFirstConsumer"});
    let given = given
        .one(Resource::Config, config)
        .one(Resource::StorageClass, class)
        .deployment(1, 1, 0, 1);
    let overview = read(&given);
    assert!(
        matches!(overview.headline, Headline::RollingOut { serving: false, .. }),
        "{:?}",
        overview.headline
    );
    assert_eq!(overview.warnings, []);
}

fn pods(names: &[&str]) -> Vec<Value> {
    let list = sample("registry-pods");
    let items = list["items"].as_array().unwrap();
    let wanted = |p: &&Value| {
        names
            .iter()
            .any(|n| p["metadata"]["name"].as_str().unwrap().ends_with(n))
    };
    items.iter().filter(wanted).cloned().collect()
}

#[test]
fn d11_a_volume_that_may_not_be_written_is_named() {
    let (mut config, given) = on_claim("ReadWriteMany", "Bound", None, 1, "RollingUpdate");
    set_condition(
        &mut config,
        "Progressing",
        "True",
        "DeploymentNotCompleted",
        "The deployment has not completed",
    );
    set_condition(
        &mut config,
        "Available",
        "False",
        "NoReplicasAvailable",
        "The deployment does not have available replicas",
    );
    let mut crashing = pods(&["zz8tn"]);
    crashing[0]["spec"]["securityContext"] = json!({"fsGroup": 1_000_270_000});
    let given = given
        .one(Resource::Config, config)
        .list(Resource::Pod, crashing)
        .deployment(1, 1, 0, 1);
    let overview = read(&given);
    let cause = Cause::VolumeNotWritable {
        pod: "image-registry-7c9f5d8b6d-zz8tn".into(),
        path: "/registry/docker".into(),
        group: Some(1_000_270_000),
    };
    assert_eq!(overview.headline, Headline::NotAvailable { cause: Some(cause) });
    assert_eq!(overview.tone(), Tone::Failing);
    let evidence = &condition(&overview, "Available").evidence;
    assert!(matches!(&evidence[..], [Evidence::Pod(pod)] if pod.state == "CrashLoopBackOff"));
}

#[test]
fn pods_are_sorted_by_what_they_are_for() {
    let list = sample("registry-pods")["items"].as_array().unwrap().clone();
    let overview = read(&healthy().list(Resource::Pod, list));
    let all = overview.pods.as_ref().unwrap();
    let of = |role| all.iter().filter(|p| p.role == role).count();
    let counts = [
        PodRole::Registry,
        PodRole::Operator,
        PodRole::NodeCa,
        PodRole::Pruner,
        PodRole::Other,
    ]
    .map(of);
    assert_eq!(counts, [4, 1, 3, 2, 0]);
    assert!(all.is_sorted_by_key(|p| (p.role, p.name.clone())));
}

#[test]
fn a_replica_without_a_node_is_missing_and_the_scheduler_says_why() {
    let mut config = sample("config-managed-s3");
    set_condition(
        &mut config,
        "Available",
        "True",
        "MinimumAvailability",
        "The registry has minimum availability",
    );
    set_condition(
        &mut config,
        "Progressing",
        "True",
        "DeploymentNotCompleted",
        "The deployment has not completed",
    );
    let given = healthy()
        .one(Resource::Config, config)
        .list(Resource::Pod, pods(&["4xk2m", "9wq7h"]))
        .deployment(2, 2, 1, 2);
    let overview = read(&given);
    let Headline::ReplicaMissing {
        serving,
        cause: Some(Cause::PodUnschedulable { message, .. }),
    } = &overview.headline
    else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(*serving, Serving { ready: 1, wanted: 2 });
    assert!(message.contains("anti-affinity"));
    assert_eq!(place(&overview, Place::Pods), PathState::Attention);
}

#[test]
fn a_roll_out_counts_new_pods_that_are_certainly_ready() {
    let config = sample("config-progressing");
    let given = Given::config(config)
        .claim("registry-rwx", "ReadWriteMany", "Bound", None)
        .deployment(3, 2, 2, 3);
    let overview = read(&given);
    let Headline::RollingOut { updated, serving, .. } = overview.headline else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!((updated, serving), (Serving { ready: 1, wanted: 3 }, true));
    assert_eq!(place(&overview, Place::Pods), PathState::Changing);
}

#[test]
fn e1_empty_dir_is_tagged_for_good() {
    let overview = read(&Given::config(sample("config-emptydir")).deployment(1, 1, 1, 1));
    assert_eq!(overview.tone(), Tone::Ok);
    assert_eq!(overview.warnings, [Warning::EmptyDir]);
    assert!(overview.storage.unwrap().for_trying_out);
}

#[test]
fn e2_empty_dir_with_two_replicas_is_warned_of_by_nobody_else() {
    let mut config = sample("config-emptydir");
    config["spec"]["replicas"] = json!(2);
    let overview = read(&Given::config(config).deployment(2, 2, 2, 2));
    assert_eq!(overview.headline, Headline::EmptyDirShared { replicas: 2 });
    assert_eq!(
        overview.warnings,
        [Warning::EmptyDirShared { replicas: 2 }, Warning::EmptyDir]
    );
}

#[test]
fn e4_two_storages_are_refused_although_the_registry_is_available() {
    let overview = read(&Given::config(sample("config-two-storages")).deployment(2, 2, 2, 2));
    let members = || vec!["emptyDir".to_owned(), "s3".to_owned()];
    let expected = Headline::ConfigurationRefused {
        cause: Cause::TwoStorages { members: members() },
        serving: true,
    };
    assert_eq!(overview.headline, expected);
    assert_eq!(overview.tone(), Tone::Failing);
    let keep = |member: String| WayOut::KeepMember { member };
    assert_eq!(
        overview.ways_out,
        members().into_iter().map(keep).collect::<Vec<_>>()
    );
    assert!(
        condition(&overview, "Available")
            .condition
            .is("Available", Status::True)
    );
    assert!(overview.storage.unwrap().differs);
}

#[test]
fn e5_and_e6_refused_numbers_are_named() {
    for (message, cause) in [
        (
            "failed to create object *v1.Deployment, Namespace=openshift-image-registry, Name=image-registry: \
             Deployment.apps \"image-registry\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: -1: \
             must be greater than or equal to 0",
            Cause::ZeroReplicas,
        ),
        (
            "failed to create object *v1.Deployment, Namespace=openshift-image-registry, Name=image-registry: \
             Requests.Read.MaxRunning must be positive number",
            Cause::NegativeLimit {
                field: "Requests.Read.MaxRunning".into(),
            },
        ),
    ] {
        let mut config = sample("config-emptydir");
        let whole = format!("Unable to apply resources: unable to apply objects: {message}");
        set_condition(&mut config, "Progressing", "True", "Error", &whole);
        let serving = read(&Given::config(config.clone()).deployment(1, 1, 1, 1));
        assert_eq!(serving.headline, Headline::NotApplied(cause.clone()));
        set_condition(
            &mut config,
            "Available",
            "False",
            "DeploymentNotFound",
            "The deployment does not exist",
        );
        config["status"]["readyReplicas"] = json!(0);
        assert_eq!(read(&Given::config(config)).headline, Headline::NotWorking(cause));
    }
}

#[test]
fn b4_missing_credentials_are_the_cause_from_the_first_moment() {
    let overview = read(&Given::config(sample("config-degraded-missing-secret")).on("infrastructure-aws"));
    let cause = Cause::NoCredentials {
        secret: "installer-cloud-credentials".into(),
    };
    assert_eq!(overview.headline, Headline::NotWorking(cause));
    assert_eq!(
        condition(&overview, "StorageExists").meaning,
        Meaning::StorageChanged
    );
}

#[test]
fn b8_refused_keys_are_not_called_a_missing_bucket() {
    for code in ["AccessDenied", "InvalidAccessKeyId"] {
        let mut config = sample("config-managed-s3");
        let message = "Unable to apply resources: unable to sync storage configuration: unable to create bucket: status 403";
        set_condition(&mut config, "Progressing", "True", "Error", message);
        set_condition(&mut config, "StorageExists", "False", code, "");
        let overview = read(&healthy().one(Resource::Config, config));
        let cause = Cause::KeysRefused { code: code.into() };
        assert_eq!(overview.headline, Headline::NotApplied(cause));
    }
}

#[test]
fn c5_an_unnamed_container_is_incomplete_although_all_reads_ready() {
    let mut config = sample("config-managed-s3");
    config["spec"]["storage"] = json!({"azure": {"accountName": "acme"}, "managementState": "Unmanaged"});
    let message = "Storage account is provided, but container is not specified";
    set_condition(
        &mut config,
        "StorageExists",
        "False",
        "StorageNotConfigured",
        message,
    );
    let overview = read(&healthy().one(Resource::Config, config));
    let field = || "container".to_owned();
    assert_eq!(
        overview.headline,
        Headline::StorageIncomplete(Cause::StorageNameMissing { field: field() })
    );
    assert!(
        overview
            .warnings
            .contains(&Warning::StorageNameMissing { field: field() })
    );
}

#[test]
fn c9_steps_of_ibm_cos_are_progress() {
    let mut config = sample("config-managed-s3");
    config["spec"]["storage"] = json!({"ibmcos": {"bucket": "b"}, "managementState": "Managed"});
    set_condition(
        &mut config,
        "StorageExists",
        "False",
        "IBM COS Instance Provisioning",
        "",
    );
    let overview = read(&healthy().one(Resource::Config, config));
    assert_eq!(overview.tone(), Tone::Changing);
    assert!(
        matches!(overview.headline, Headline::StoragePreparing { .. }),
        "{:?}",
        overview.headline
    );
}

#[test]
fn f4_a_missing_trust_store_is_named() {
    let overview = read(&healthy().one(Resource::Config, sample("config-ca-missing")));
    let config_map = "registry-config".to_owned();
    assert_eq!(
        overview.headline,
        Headline::TrustBroken(Cause::TrustedCaMissing { config_map })
    );
    assert_eq!(place(&overview, Place::Certificates), PathState::Failing);
}

#[test]
fn g6_a_refused_route_is_named_with_the_routers_words() {
    let routes = sample("routes-list")["items"].as_array().unwrap().clone();
    let given = healthy()
        .one(Resource::Config, sample("config-route-rejected"))
        .list(Resource::Route, routes);
    let overview = read(&given);
    let Headline::RouteRefused(Cause::RouteRefused {
        route,
        host,
        router,
        host_taken,
        message,
    }) = &overview.headline
    else {
        panic!("{:?}", overview.headline)
    };
    assert_eq!(
        (route.as_str(), host.as_str(), router.as_str(), *host_taken),
        ("public-routes", "registry.corp.example", "default", true)
    );
    assert!(message.starts_with("a route in another namespace holds"));
    let states: Vec<_> = overview
        .routes
        .as_ref()
        .unwrap()
        .iter()
        .map(|r| (r.name.as_str(), r.state()))
        .collect();
    assert_eq!(
        states,
        [
            ("bad-cert", RouteState::Partly),
            ("default-route", RouteState::Admitted),
            ("no-shard", RouteState::Waiting),
            ("public-routes", RouteState::Refused),
        ]
    );
    assert!(overview.exposed());
    assert_eq!(place(&overview, Place::Routes), PathState::Failing);
    assert_eq!(place(&overview, Place::Outside), PathState::Ok);
    let text = serde_json::to_string(&overview).unwrap();
    assert!(
        !text.contains("BEGIN"),
        "no certificate or key text of a route is passed on"
    );
}

#[test]
fn several_refused_routes_are_told_apart_although_their_words_hold_commas() {
    let mut config = sample("config-route-rejected");
    let message = "route a (host a.example, router default) not admitted: no, never,route b (host b.example, router x) not admitted: bad key";
    set_condition(&mut config, "Degraded", "True", "RouteDegraded", message);
    let overview = read(&healthy().one(Resource::Config, config));
    let Meaning::RoutesRefused(causes) = &condition(&overview, "Degraded").meaning else {
        panic!("{:?}", condition(&overview, "Degraded"))
    };
    let told: Vec<_> = causes
        .iter()
        .map(|cause| match cause {
            Cause::RouteRefused { route, message, .. } => (route.as_str(), message.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [("a", "no, never"), ("b", "bad key")]);
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
