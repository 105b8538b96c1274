//! Tables over what the operator writes: each reason and each error text with its reading.

mod given;

use given::see::{condition, healthy, read, set_condition};
use given::{Given, sample};
use registry::overview::{Aspect, Cause, Explained, Meaning, OperatorPart, Relevance, Tone};
use registry::resource::Resource;
use serde_json::{Value, json};

fn on(member: &str, content: Value) -> Value {
    let mut config = sample("config-managed-s3");
    config["spec"]["storage"] = json!({"managementState": "Managed", member: content});
    config["status"]["storage"] = config["spec"]["storage"].clone();
    config
}

fn explained(mut config: Value, kind: &str, status: &str, reason: &str, message: &str) -> Explained {
    set_condition(&mut config, kind, status, reason, message);
    condition(&read(&healthy().one(Resource::Config, config)), kind).clone()
}

/// The error texts of the operator that no recording holds.
#[test]
fn error_texts_are_read_to_their_cause() {
    let text = |text: &str| text.to_owned();
    let cases: Vec<(Value, &str, Cause)> = vec![
        (
            on("oss", json!({"bucket": "b"})),
            "storage backend not configured",
            Cause::NoDriver { member: text("oss") },
        ),
        (
            on("pvc", json!({"claim": "scratch"})),
            "unable to sync storage configuration: PVC scratch does not contain the necessary access modes: \
             ReadWriteMany or ReadWriteOnce",
            Cause::ClaimModeUnusable {
                claim: text("scratch"),
            },
        ),
        (
            on("pvc", json!({"claim": ""})),
            "unable to sync storage configuration: could not create default PVC, it already exists and is not owned \
             by the operator",
            Cause::ClaimTaken {
                claim: text("image-registry-storage"),
            },
        ),
        (
            on("s3", json!({"bucket": "b"})),
            "unable to sync storage configuration: RequestError: send request failed\ncaused by: Head \
             \"https://minio.corp.example/b\": x509: certificate signed by unknown authority",
            Cause::CertificateUntrusted,
        ),
        (
            on("s3", json!({"bucket": "b"})),
            "unable to sync storage configuration: InvalidAccessKeyId: The key does not exist",
            Cause::KeysRefused {
                code: text("InvalidAccessKeyId"),
            },
        ),
        (
            on("swift", json!({"container": "c"})),
            "unable to sync storage configuration: Get \"/\": unsupported protocol scheme \"\"",
            Cause::AuthUrlMissing,
        ),
        (
            on("azure", json!({"accountName": "a"})),
            "unable to sync storage configuration: failed to discover vnet name, please provide network details \
             manually",
            Cause::NetworkNotFound,
        ),
        (
            on("s3", json!({"bucket": "b"})),
            "unable to apply objects: failed to create object *v1.Service: dial tcp: connection refused",
            Cause::Other {
                message: text("failed to create object *v1.Service: dial tcp: connection refused"),
            },
        ),
        (
            on("s3", json!({"bucket": "b"})),
            "unable to sync storage configuration: invalid character 'o' in literal null (expecting 'u')",
            Cause::Other {
                message: text("invalid character 'o' in literal null (expecting 'u')"),
            },
        ),
    ];
    for (config, message, cause) in cases {
        let whole = format!("Unable to apply resources: {message}");
        let found = explained(config, "Progressing", "True", "Error", &whole);
        assert_eq!(
            found.meaning,
            Meaning::NotApplied { cause, retried: true },
            "{message}"
        );
        assert_eq!(found.condition.message, whole, "the raw text stays");
    }
}

#[test]
fn storage_reasons_are_read_for_every_driver() {
    let gone = |reason: &str| {
        Meaning::StorageMissing(Cause::StorageGone {
            reason: reason.to_owned(),
        })
    };
    let refused = |code: &str| {
        Meaning::StorageMissing(Cause::StorageRefused {
            code: code.to_owned(),
        })
    };
    let keys = |code: &str| {
        Meaning::StorageMissing(Cause::KeysRefused {
            code: code.to_owned(),
        })
    };
    let claim = || "registry-data".to_owned();
    let cases: Vec<(&str, &str, &str, Meaning)> = vec![
        ("emptyDir", "True", "Creation Successful", Meaning::StorageMade),
        (
            "emptyDir",
            "Unknown",
            "EmptyDir Configuration Changed",
            Meaning::StorageChanged,
        ),
        ("pvc", "True", "PVC Exists", Meaning::StorageThere),
        ("pvc", "True", "PVC Created", Meaning::StorageMade),
        (
            "pvc",
            "False",
            "PVC does not exist",
            Meaning::StorageMissing(Cause::ClaimMissing { claim: claim() }),
        ),
        (
            "pvc",
            "False",
            "PVC Already Exists",
            Meaning::StorageMissing(Cause::ClaimTaken { claim: claim() }),
        ),
        (
            "pvc",
            "Unknown",
            "PVC Configuration Changed",
            Meaning::StorageChanged,
        ),
        ("s3", "True", "S3 Bucket Exists", Meaning::StorageThere),
        ("s3", "False", "NoSuchBucket", gone("NoSuchBucket")),
        ("s3", "False", "Forbidden", keys("Forbidden")),
        (
            "s3",
            "False",
            "Unable to Access Bucket",
            Meaning::StorageMissing(Cause::BucketForeign),
        ),
        (
            "s3",
            "False",
            "IllegalLocationConstraintException",
            refused("IllegalLocationConstraintException"),
        ),
        ("s3", "False", "S3 Bucket Deleted", Meaning::StorageDeleted),
        ("gcs", "True", "GCS Bucket Exists", Meaning::StorageThere),
        (
            "gcs",
            "False",
            "Bucket does not exist",
            gone("Bucket does not exist"),
        ),
        ("gcs", "False", "403", keys("403")),
        ("gcs", "False", "409", refused("409")),
        ("azure", "True", "ContainerExists", Meaning::StorageThere),
        ("azure", "True", "UserManaged", Meaning::StorageThere),
        ("azure", "False", "ContainerNotFound", gone("ContainerNotFound")),
        ("azure", "False", "AccountDeleted", Meaning::StorageDeleted),
        ("swift", "True", "Swift container Exists", Meaning::StorageThere),
        ("swift", "True", "Swift Container Created", Meaning::StorageMade),
        (
            "swift",
            "False",
            "Storage does not exist",
            gone("Storage does not exist"),
        ),
        ("ibmcos", "True", "IBM COS Bucket Exists", Meaning::StorageThere),
        (
            "ibmcos",
            "False",
            "IBM COS Resource Key Valid",
            Meaning::StorageStep,
        ),
        (
            "ibmcos",
            "False",
            "IBM COS Instance Gone",
            gone("IBM COS Instance Gone"),
        ),
    ];
    for (member, status, reason, meaning) in cases {
        let content = if member == "pvc" {
            json!({"claim": "registry-data"})
        } else {
            json!({})
        };
        let message = if reason == "Creation Successful" {
            "EmptyDir storage successfully created"
        } else {
            ""
        };
        let found = explained(on(member, content), "StorageExists", status, reason, message);
        assert_eq!(found.meaning, meaning, "{member} {reason}");
        assert_eq!(found.about, Relevance::Current, "{member} {reason}");
    }
}

#[test]
fn e3_what_a_former_driver_left_behind_is_history() {
    for (now, kind, reason, history) in [
        ("pvc", "StorageExists", "S3 Bucket Exists", true),
        ("pvc", "StorageExists", "PVC Exists", false),
        ("s3", "StorageExists", "PVC Issues Found", true),
        ("s3", "StorageExists", "AzureError", true),
        ("s3", "StorageExists", "NoSuchBucket", false),
        ("pvc", "StorageEncrypted", "Encryption Successful", true),
        ("s3", "StorageEncrypted", "Encryption Successful", false),
        ("s3", "StorageLabeled", "Bucket Labeled Successfully", true),
        ("gcs", "StorageLabeled", "Bucket Labeled Successfully", false),
        ("emptyDir", "StoragePublicAccessBlocked", "AccessDenied", true),
    ] {
        let found = explained(on(now, json!({})), kind, "False", reason, "");
        assert_eq!(
            found.about == Relevance::History,
            history,
            "{now} {kind} {reason}"
        );
    }
}

#[test]
fn an_aspect_that_could_not_be_set_does_not_stop_the_registry() {
    let mut config = sample("config-managed-s3");
    set_condition(&mut config, "StorageTagged", "False", "AccessDenied", "no");
    let overview = read(&healthy().one(Resource::Config, config));
    let found = condition(&overview, "StorageTagged");
    let meaning = Meaning::AspectNotSet {
        aspect: Aspect::Tagged,
        code: "AccessDenied".into(),
    };
    assert_eq!((&found.meaning, found.tone), (&meaning, Tone::Attention));
    assert_eq!(overview.tone(), Tone::Ok);
}

#[test]
fn conditions_of_any_release_are_rendered_by_their_ending() {
    for (kind, status, reason, tone) in [
        ("MoonAvailable", "True", "AsExpected", Tone::Ok),
        ("MoonAvailable", "False", "AsExpected", Tone::Unknown),
        ("MoonProgressing", "False", "", Tone::Ok),
        ("MoonDegraded", "False", "AsExpected", Tone::Ok),
        ("MoonDegraded", "True", "Eclipse", Tone::Unknown),
        ("Moon", "True", "Full", Tone::Unknown),
    ] {
        let found = explained(sample("config-managed-s3"), kind, status, reason, "");
        assert_eq!(
            (&found.meaning, found.tone),
            (&Meaning::Unknown, tone),
            "{kind}={status}"
        );
    }
}

#[test]
fn the_node_agent_in_trouble_leaves_the_registry_working() {
    let mut config = sample("config-managed-s3");
    set_condition(
        &mut config,
        "NodeCADaemonAvailable",
        "False",
        "NoAvailableReplicas",
        "none",
    );
    let overview = read(&healthy().one(Resource::Config, config));
    assert_eq!(overview.tone(), Tone::Attention);
    assert!(matches!(
        condition(&overview, "NodeCADaemonAvailable").meaning,
        Meaning::PartTrouble {
            part: OperatorPart::NodeCa,
            ..
        }
    ));
}

#[test]
fn the_pruners_conditions_are_marked_as_its_own() {
    let given =
        Given::config(sample("config-managed-s3")).one(Resource::ImagePruner, sample("imagepruner-failed"));
    let overview = read(&given);
    let pruners: Vec<_> = overview
        .conditions
        .iter()
        .filter(|c| c.about == Relevance::Pruner)
        .collect();
    let tones: Vec<_> = pruners
        .iter()
        .map(|c| (c.condition.kind.as_str(), c.tone))
        .collect();
    assert_eq!(
        tones,
        [
            ("Available", Tone::Ok),
            ("Scheduled", Tone::Ok),
            ("Failed", Tone::Attention),
            ("Degraded", Tone::Attention)
        ]
    );
}
