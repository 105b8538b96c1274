//! Every scenario starts, and shows what it promises.

use std::sync::Arc;

use sandbox::{ManualClock, Sandbox, Scenario, SignedDuration, token};
use serde_json::{Value, json};

use crate::common::{CLAIMS, CONFIG, DEPLOYMENT, OPERATOR, admin, condition, message, with};

#[test]
fn scenarios_are_told_apart_by_their_names() {
    for &scenario in Scenario::ALL {
        assert_eq!(scenario.to_string().parse::<Scenario>(), Ok(scenario));
        assert!(scenario.about().ends_with('.'), "{scenario}");
    }
    assert_eq!(Scenario::default(), Scenario::BareMetalRemoved);
    let error = "bare-mettle"
        .parse::<Scenario>()
        .expect_err("no such scenario")
        .to_string();
    assert!(
        error.contains("bare-mettle") && error.contains("bare-metal-removed"),
        "{error}"
    );
}

#[tokio::test]
async fn each_scenario_shows_the_state_it_promises() {
    for (scenario, expected) in [
        (
            Scenario::BareMetalRemoved,
            [
                "Available=True/Removed",
                "Progressing=False/Removed",
                "Degraded=False/Removed",
            ],
        ),
        (
            Scenario::VsphereRemoved,
            [
                "Available=True/Removed",
                "Progressing=False/Removed",
                "Degraded=False/Removed",
            ],
        ),
        (
            Scenario::BareMetalClaims,
            [
                "Available=True/Removed",
                "Progressing=False/Removed",
                "Degraded=False/Removed",
            ],
        ),
        (
            Scenario::ReadyEmptydir,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::ReadyClaim,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::ImageStreamsInUse,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::ManagedS3,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::Unmanaged,
            [
                "Available=True/Unmanaged",
                "Progressing=False/Unmanaged",
                "Degraded=False/Unmanaged",
            ],
        ),
        (
            Scenario::TwoStorages,
            [
                "Available=True/Ready",
                "Progressing=True/Error",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::Stale,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::UnknownParts,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "FancyNewDegraded=True/Why",
            ],
        ),
        (
            Scenario::PrunerFailed,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
        (
            Scenario::Legacy45,
            [
                "Available=True/Ready",
                "Progressing=False/Ready",
                "Degraded=False/",
            ],
        ),
    ] {
        let config = admin(&Sandbox::new(scenario)).config().await;
        for condition_text in expected {
            let kind = condition_text.split('=').next().expect("a type");
            assert_eq!(condition(&config, kind), condition_text, "{scenario}");
        }
    }
}

#[tokio::test]
async fn two_storages_are_named_while_the_old_pods_serve() {
    let sandbox = Sandbox::new(Scenario::TwoStorages);
    let admin = admin(&sandbox);
    assert!(message(&admin.config().await, "Progressing").ends_with("got 2: [EmptyDir S3]"));
    assert_eq!(admin.get(DEPLOYMENT).await.body["status"]["availableReplicas"], 2);
    let repaired = admin
        .patch(CONFIG, json!({"spec": {"storage": {"emptyDir": null}}}))
        .await;
    assert_eq!(repaired.code, 200);
    assert_eq!(
        condition(&admin.config().await, "Progressing"),
        "Progressing=False/Ready"
    );
}

#[tokio::test]
async fn a_stale_cluster_stays_stale() {
    let sandbox = Sandbox::new(Scenario::Stale);
    let admin = admin(&sandbox);
    for _ in 0..2 {
        let config = admin.config().await;
        let (generation, observed) = (
            config["metadata"]["generation"].as_i64(),
            config["status"]["observedGeneration"].as_i64(),
        );
        assert!(observed < generation, "{observed:?} {generation:?}");
        admin.patch(CONFIG, json!({"spec": {"readOnly": true}})).await;
    }
}

#[tokio::test]
async fn unknown_parts_survive_a_save() {
    let sandbox = Sandbox::new(Scenario::UnknownParts);
    let admin = admin(&sandbox);
    let before = admin.config().await["spec"]["storage"].clone();
    assert_eq!(before["tape"], json!({}));
    let answer = admin
        .patch(
            &format!("{CONFIG}?fieldValidation=Strict"),
            json!({"spec": {"replicas": 2}}),
        )
        .await;
    assert_eq!(answer.code, 200, "{}", answer.text);
    let after = admin.config().await;
    assert_eq!(
        (
            &after["spec"]["storage"],
            condition(&after, "FancyNewDegraded").as_str()
        ),
        (&before, "FancyNewDegraded=True/Why")
    );
    let platform = admin
        .get("/apis/config.openshift.io/v1/infrastructures/cluster")
        .await
        .body;
    assert_eq!(platform["status"]["platformStatus"]["type"], "Moonbase");
}

#[tokio::test]
async fn cluster_operators_say_what_the_samples_say() {
    for (scenario, sample) in [
        (
            Scenario::BareMetalRemoved,
            include_str!("../../fixtures/clusteroperator-removed.json"),
        ),
        (
            Scenario::ManagedS3,
            include_str!("../../fixtures/clusteroperator-ready.json"),
        ),
        (
            Scenario::PrunerFailed,
            include_str!("../../fixtures/clusteroperator-degraded-pruner.json"),
        ),
    ] {
        let sample: Value = serde_json::from_str(sample).expect("a sample");
        let operator = admin(&Sandbox::new(scenario)).get(OPERATOR).await.body;
        for kind in ["Available", "Progressing", "Degraded"] {
            assert_eq!(condition(&operator, kind), condition(&sample, kind), "{scenario}");
            assert_eq!(
                message(&operator, kind),
                message(&sample, kind),
                "{scenario} {kind}"
            );
        }
        assert_eq!(
            operator["status"]["relatedObjects"],
            sample["status"]["relatedObjects"]
        );
    }
}

#[tokio::test]
async fn the_claims_of_bare_metal_are_there_to_choose_from() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let list = admin(&sandbox).get(CLAIMS).await.body;
    let seen: Vec<_> = list["items"]
        .as_array()
        .expect("claims")
        .iter()
        .map(|claim| {
            (
                claim["metadata"]["name"].clone(),
                claim["spec"]["accessModes"][0].clone(),
                claim["status"]["phase"].clone(),
            )
        })
        .collect();
    let row = |name: &str, mode: &str, phase: &str| (json!(name), json!(mode), json!(phase));
    assert_eq!(
        seen,
        [
            row("registry-rwo", "ReadWriteOnce", "Bound"),
            row("registry-rwx", "ReadWriteMany", "Bound"),
            row("scratch", "ReadWriteOncePod", "Bound"),
        ]
    );
}

#[tokio::test]
async fn restricted_scenarios_are_seen_through_restricted_people() {
    for (scenario, read, write) in [
        (Scenario::BareMetalRemoved, 200, 200),
        (Scenario::ReadOnly, 200, 403),
        (Scenario::Forbidden, 403, 403),
    ] {
        let sandbox = Sandbox::new(scenario);
        let who = with(&sandbox, scenario.default_token());
        assert_eq!(
            (
                who.get(CONFIG).await.code,
                who.patch(CONFIG, json!({})).await.code
            ),
            (read, write),
            "{scenario}"
        );
    }
    assert_eq!(Scenario::ReadOnly.default_token(), token::READER);
}

#[tokio::test]
async fn an_old_cluster_has_neither_new_fields_nor_new_conditions() {
    let sandbox = Sandbox::new(Scenario::Legacy45);
    let admin = admin(&sandbox);
    admin.patch(CONFIG, json!({"spec": {"readOnly": true}})).await;
    let config = admin.config().await;
    for field in [
        "/spec/logLevel",
        "/spec/observedConfig",
        "/spec/storage/managementState",
        "/spec/storage/s3/trustedCA",
    ] {
        assert!(config.pointer(field).is_none(), "{field}");
    }
    assert_eq!(
        (
            &config["spec"]["logging"],
            condition(&config, "NodeCADaemonAvailable").as_str()
        ),
        (&json!(2), "no NodeCADaemonAvailable")
    );
    assert_eq!(config["status"]["storageManaged"], true);
}

#[tokio::test]
async fn an_operator_that_is_starting_makes_its_config_after_half_a_minute() {
    let clock = Arc::new(ManualClock::at("2026-08-14T09:00:00Z".parse().expect("a time")));
    let sandbox = Sandbox::builder(Scenario::Bootstrapping)
        .clock(Arc::clone(&clock))
        .build();
    let admin = admin(&sandbox);
    assert_eq!(admin.get(CONFIG).await.code, 404);
    clock.advance(SignedDuration::from_secs(29));
    assert_eq!(admin.get(CONFIG).await.code, 404);
    clock.advance(SignedDuration::from_secs(1));
    sandbox.tick();
    let config = admin.config().await;
    assert_eq!(config["spec"]["managementState"], "Removed");
    assert_eq!(condition(&config, "Available"), "Available=True/Removed");
}

#[tokio::test]
async fn many_builds_and_workloads_need_the_registry_and_some_do_not() {
    let sandbox = Sandbox::new(Scenario::ImageStreamsInUse);
    let admin = admin(&sandbox);
    let count = async |uri: &str, needs: fn(&Value) -> bool| {
        let list = admin.get(uri).await.body["items"]
            .as_array()
            .expect("a list")
            .clone();
        (list.iter().filter(|object| needs(object)).count(), list.len())
    };
    let pushes = |build: &Value| build["spec"]["output"]["to"]["kind"] == "ImageStreamTag";
    let builds = count("/apis/build.openshift.io/v1/buildconfigs", pushes).await;
    assert_eq!(builds, (23, 25));
    let runs = |deployment: &Value| {
        let image = &deployment["spec"]["template"]["spec"]["containers"][0]["image"];
        let inside = image
            .as_str()
            .is_some_and(|image| image.starts_with("image-registry."));
        inside
            || deployment["metadata"]["annotations"]
                .get("image.openshift.io/triggers")
                .is_some()
    };
    let (needing, all) = count("/apis/apps/v1/deployments", runs).await;
    // Beside the others run the operator's own Deployment and the registry's.
    assert_eq!((needing, all), (25, 25 + 2 + 2));
}
