//! The overview of storage that is missing, refused, shared or not meant to last.

mod given;

use given::see::{condition, healthy, on_claim, place, pods, read, set_condition};
use given::{Given, forbidden, sample};
use registry::objects::Status;
use registry::overview::{Cause, Evidence, Headline, Meaning, PathState, Place, Tone, Warning, WayOut};
use registry::resource::Resource;
use serde_json::{Value, json};

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
    let groups = json!({"openshift.io/sa.scc.supplemental-groups": "1000270000/10000"});
    let given = given
        .one(Resource::Config, config)
        .list(Resource::Pod, crashing)
        .one(
            Resource::Namespace,
            json!({"metadata": {"name": "openshift-image-registry", "annotations": groups}}),
        )
        .deployment(1, 1, 0, 1);
    let told = |groups: Option<&str>| Cause::VolumeNotWritable {
        pod: "image-registry-7c9f5d8b6d-zz8tn".into(),
        path: "/registry/docker".into(),
        group: Some(1_000_270_000),
        groups: groups.map(Into::into),
    };
    let unread = given
        .clone()
        .refused(Resource::Namespace, forbidden(Resource::Namespace));
    assert_eq!(
        read(&unread).headline,
        Headline::NotAvailable {
            cause: Some(told(None))
        },
        "a namespace that may not be read takes nothing but the number"
    );
    let overview = read(&given);
    let cause = told(Some("1000270000/10000"));
    assert_eq!(overview.headline, Headline::NotAvailable { cause: Some(cause) });
    assert_eq!(overview.tone(), Tone::Failing);
    let evidence = &condition(&overview, "Available").evidence;
    assert!(matches!(&evidence[..], [Evidence::Pod(pod)] if pod.state == "CrashLoopBackOff"));
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
    assert_eq!(overview.ways_out, [WayOut::SetUpStorage, WayOut::UseOneReplica]);
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
    // Every member can be kept, the one without a wizard too.
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
        assert_eq!(
            place(&serving, Place::Pods),
            PathState::Attention,
            "they serve as before"
        );
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

/// A registry on S3 whose operator could not get at its storage.
fn refused(error: &str, status: &str, reason: &str) -> Headline {
    let mut config = sample("config-managed-s3");
    let message = format!("Unable to apply resources: unable to sync storage configuration: {error}");
    set_condition(&mut config, "Progressing", "True", "Error", &message);
    set_condition(&mut config, "StorageExists", status, reason, error);
    read(&healthy().one(Resource::Config, config)).headline
}

#[test]
fn b5_the_key_that_is_missing_and_its_secret_are_named() {
    let error = "secret \"openshift-image-registry/image-registry-private-configuration-user\" does not contain required key \"REGISTRY_STORAGE_S3_SECRETKEY\"";
    let cause = Cause::CredentialKeyMissing {
        secret: "image-registry-private-configuration-user".into(),
        key: "REGISTRY_STORAGE_S3_SECRETKEY".into(),
    };
    assert_eq!(
        refused(error, "Unknown", "S3 Configuration Changed"),
        Headline::NotApplied(cause)
    );
}

#[test]
fn b6_an_endpoint_that_cannot_be_reached_keeps_both_lines_of_its_message() {
    let error = "RequestError: send request failed\ncaused by: Head \"https://minio.corp.example:9000/b\": dial tcp 10.0.0.9:9000: connect: connection refused";
    let cause = Cause::EndpointUnreachable {
        message: error.into(),
    };
    assert_eq!(
        refused(error, "Unknown", "Unknown Error Occurred"),
        Headline::NotApplied(cause)
    );
}

#[test]
fn b7_an_endpoint_of_a_private_authority_is_called_untrusted() {
    let error = "RequestError: send request failed\ncaused by: Head \"https://minio.corp.example:9000/b\": x509: certificate signed by unknown authority";
    assert_eq!(
        refused(error, "Unknown", "Unknown Error Occurred"),
        Headline::NotApplied(Cause::CertificateUntrusted)
    );
}

#[test]
fn b9_a_bucket_of_another_account_is_called_foreign() {
    let error = "BucketAlreadyExists: The requested bucket name is not available.\n\tstatus code: 409, request id: x, host id: y";
    assert_eq!(
        refused(error, "False", "Unable to Access Bucket"),
        Headline::NotApplied(Cause::BucketForeign)
    );
}
