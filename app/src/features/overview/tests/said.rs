//! The words: their voice, and the sentences that were agreed on.

use super::given::{not_applied, ready, removed};
use crate::features::overview::words;
use registry::objects::Strategy;
use registry::overview::{Cause, Headline, Overview, Serving};

/// Every cause, with texts that no sentence of ours has.
fn causes() -> Vec<Cause> {
    let t = |text: &str| text.to_owned();
    vec![
        Cause::NoStorage,
        Cause::TwoStorages {
            members: vec![t("emptyDir"), t("s3")],
        },
        Cause::NoDriver { member: t("oss") },
        Cause::NoCredentials {
            secret: t("installer-cloud-credentials"),
        },
        Cause::CredentialKeyMissing {
            secret: t("own"),
            key: t("KEY"),
        },
        Cause::KeysRefused {
            code: t("InvalidAccessKeyId"),
        },
        Cause::KeyFileNotJson,
        Cause::AccountKeyNotBase64,
        Cause::StorageNameMissing {
            field: t("container"),
        },
        Cause::EndpointUnreachable {
            message: t("dial tcp: no such host"),
        },
        Cause::CertificateUntrusted,
        Cause::AuthUrlMissing,
        Cause::NetworkNotFound,
        Cause::BucketForeign,
        Cause::StorageGone {
            reason: t("NoSuchBucket"),
        },
        Cause::StorageRefused { code: t("SlowDown") },
        Cause::ClaimMissing {
            claim: t("registry-rwx"),
        },
        Cause::ClaimNeedsRecreate {
            claim: t("registry-rwo"),
        },
        Cause::ClaimNeedsOneReplica {
            claim: t("registry-rwo"),
        },
        Cause::ClaimModeUnusable { claim: t("scratch") },
        Cause::ClaimTaken {
            claim: t("image-registry-storage"),
        },
        Cause::ClaimPending {
            claim: t("registry-rwx"),
            phase: t("Pending"),
            class: String::new(),
            event: String::new(),
        },
        Cause::NegativeReplicas,
        Cause::ZeroReplicas,
        Cause::DuplicateRoutes,
        Cause::NegativeLimit {
            field: t("Requests.Read.MaxRunning"),
        },
        Cause::RouteSecretMissing {
            route: t("public-routes"),
            secret: t("nope"),
        },
        Cause::RouteRefused {
            route: t("public-routes"),
            host: t("registry.corp.example"),
            router: t("default"),
            host_taken: true,
            message: String::new(),
        },
        Cause::RouteNotPickedUp { route: t("no-shard") },
        Cause::TrustedCaMissing {
            config_map: t("registry-config"),
        },
        Cause::VolumeNotWritable {
            pod: t("pod"),
            path: t("/registry"),
            group: Some(1000),
            groups: Some(t("1000680000/10000")),
        },
        Cause::VolumeElsewhere {
            pod: t("pod"),
            message: t("Multi-Attach error"),
        },
        Cause::PodUnschedulable {
            pod: t("pod"),
            message: t("0/5 nodes are available"),
        },
        Cause::PodFailing {
            pod: t("pod"),
            state: t("CrashLoopBackOff"),
            message: String::new(),
        },
        Cause::PruningFailed {
            reason: t("BackoffLimitExceeded"),
            message: String::new(),
            registry_unreachable: true,
        },
        Cause::Other {
            message: t("as the cluster said it"),
        },
    ]
}

#[test]
fn d11_a_volume_that_cannot_be_written_names_the_namespaces_groups_where_they_are_known() {
    let told = |group, groups: Option<&str>| {
        words::cause(&Cause::VolumeNotWritable {
            pod: "p".into(),
            path: "/registry/docker".into(),
            group,
            groups: groups.map(Into::into),
        })
    };
    let start = "Pod p: permission denied on /registry/docker. The volume does not let the registry's group";
    assert_eq!(told(None, None), format!("{start} write."));
    assert_eq!(
        told(Some(1_000_270_000), Some("1000270000/10000")),
        format!(
            "{start} 1000270000 write. Pods of openshift-image-registry may have the groups 1000270000 to 1000279999."
        )
    );
    assert_eq!(
        told(None, Some("5/1,7-9,1/0")),
        format!(
            "{start} write. Pods of openshift-image-registry may have the groups 5 to 5 and 7-9 and 1/0."
        )
    );
}

#[test]
fn every_sentence_is_calm_and_whole() {
    for cause in causes() {
        let sentence = words::cause(&cause);
        assert!(sentence.ends_with('.'), "no sentence: {sentence}");
        assert!(sentence.chars().next().unwrap().is_alphanumeric(), "{sentence}");
        for text in [sentence, words::cause_short(&cause)] {
            let lower = text.to_lowercase();
            for word in ["please", "successfully", "oops", "invalid ", "!", "  ", ".."] {
                assert!(!lower.contains(word), "{word:?} in: {text}");
            }
        }
    }
}

#[test]
fn headlines_read_as_agreed() {
    let said = |overview: &Overview| {
        format!(
            "{} {}",
            words::headline(&overview.headline),
            words::headline_cause(overview)
        )
    };
    assert_eq!(
        said(&removed().read()),
        "Removed: no registry runs. Bare metal has no shared storage to start with. Choose storage, and the operator \
         starts the registry."
    );
    assert_eq!(
        said(&not_applied().read()),
        "Configuration not applied. Route public-routes names secret nope, which does not exist. The registry serves \
         with its previous settings; no other change takes effect until this is mended."
    );
    let mut overview = ready().read();
    let bucket = overview
        .storage
        .as_ref()
        .unwrap()
        .place()
        .unwrap()
        .name
        .clone()
        .unwrap();
    assert_eq!(
        said(&overview),
        format!("Ready. 2 of 2 pods serve; images are kept in bucket {bucket}.")
    );
    let two = |ready| Serving { ready, wanted: 2 };
    for (headline, text) in [
        (
            Headline::WaitingForOperator {
                saved: 8,
                seen: 7,
                before: Box::new(Headline::NotBootstrapped),
            },
            "Waiting for the operator to pick up the change. Saved as generation 8, seen 7. The states below describe \
             the older settings.",
        ),
        (
            Headline::BeingRemoved { finalizing: false },
            "Being removed. The operator deletes the pods, then what it made. This is expected.",
        ),
        (
            Headline::Unmanaged {
                serving: Some(two(2)),
            },
            "Unmanaged: the operator does not act. What you save takes effect once the state is Managed again. Pods: \
             2 of 2 run.",
        ),
        (
            Headline::NotWorking(Cause::NoStorage),
            "Not working. The registry has no storage configured.",
        ),
        (
            Headline::ConfigurationRefused {
                cause: Cause::TwoStorages {
                    members: vec!["emptyDir".into(), "s3".into()],
                },
                serving: false,
            },
            "Configuration refused: two storage kinds. emptyDir and s3 are both set, and the operator takes exactly \
             one.",
        ),
        (
            Headline::RollingOut {
                updated: two(1),
                serving: true,
                strategy: Strategy::RollingUpdate,
            },
            "Rolling out. 1 of 2 pods runs the new settings; the registry keeps serving.",
        ),
        (
            Headline::RollingOut {
                updated: two(1),
                serving: false,
                strategy: Strategy::Recreate,
            },
            "Rolling out; the registry is down meanwhile. 1 of 2 pods runs the new settings.",
        ),
        (
            Headline::ReplicaMissing {
                serving: two(1),
                cause: None,
            },
            "Ready, 1 of 2 replicas missing. Pushes and pulls work.",
        ),
        (
            Headline::ReadWriteOnceShared {
                claim: "registry-rwo".into(),
                replicas: 2,
            },
            "RWO claim with 2 replicas. Nobody refused it: the second pod hangs, or both write to one volume.",
        ),
        (
            Headline::NoOperator {
                capability_disabled: true,
            },
            "This cluster has no registry operator. The ImageRegistry capability is not enabled; it can be turned on, \
             never off again. Image streams work without it.",
        ),
    ] {
        overview.headline = headline;
        assert_eq!(said(&overview), text);
    }
}
