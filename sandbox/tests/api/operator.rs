//! The operator with somebody who runs its pods: roll-outs in steps, removal, deadlines.

use std::sync::Arc;

use futures_util::StreamExt;
use http_body_util::BodyExt;
use sandbox::{Clock, ManualClock, Pace, Sandbox, Scenario, SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::common::{CLAIMS, CONFIG, DEPLOYMENT, Someone, admin, condition, message};

const PODS: &str = "/api/v1/namespaces/openshift-image-registry/pods?labelSelector=docker-registry%3Ddefault";

fn demo(scenario: Scenario) -> (Sandbox, Arc<ManualClock>, Someone) {
    let clock = Arc::new(ManualClock::at("2026-08-14T09:00:00Z".parse().expect("a time")));
    let sandbox = Sandbox::builder(scenario)
        .clock(Arc::clone(&clock))
        .pace(Pace::Demo)
        .build();
    let admin = admin(&sandbox);
    (sandbox, clock, admin)
}

/// Lets time pass in small steps, as it does.
fn pass(sandbox: &Sandbox, clock: &ManualClock, millis: i64) {
    for _ in 0..millis / 100 {
        clock.advance(SignedDuration::from_millis(100));
        sandbox.tick();
    }
}

async fn pods(admin: &Someone) -> Vec<Value> {
    admin.get(PODS).await.body["items"]
        .as_array()
        .expect("pods")
        .clone()
}

fn empty_dir() -> Value {
    json!({"spec": {"managementState": "Managed", "storage": {"emptyDir": {}}}})
}

#[tokio::test]
async fn a_roll_out_is_seen_in_steps_and_takes_about_six_seconds() {
    let (sandbox, clock, admin) = demo(Scenario::BareMetalRemoved);
    let accepted = admin.patch(CONFIG, empty_dir()).await.body;
    assert!(accepted["status"]["observedGeneration"].as_i64() < accepted["metadata"]["generation"].as_i64());
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=True/Removed",
        "not noticed yet"
    );
    pass(&sandbox, &clock, 1_000);
    assert_eq!(
        condition(&admin.config().await, "Progressing"),
        "Progressing=True/DeploymentNotCompleted"
    );
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=False/NoReplicasAvailable"
    );
    pass(&sandbox, &clock, 2_000);
    assert_eq!(pods(&admin).await[0]["status"]["phase"], "Pending");
    pass(&sandbox, &clock, 5_000);
    assert_eq!(pods(&admin).await[0]["status"]["phase"], "Running");
    let config = admin.config().await;
    assert_eq!(
        (
            condition(&config, "Available").as_str(),
            &config["status"]["readyReplicas"]
        ),
        ("Available=True/Ready", &json!(1))
    );
    assert_eq!(condition(&config, "Progressing"), "Progressing=False/Ready");
}

#[tokio::test]
async fn old_pods_serve_until_the_new_ones_do() {
    let (sandbox, clock, admin) = demo(Scenario::ReadyClaim);
    let before: Vec<Value> = pods(&admin)
        .await
        .iter()
        .map(|pod| pod["metadata"]["name"].clone())
        .collect();
    assert_eq!(before.len(), 2);
    admin.patch(CONFIG, json!({"spec": {"logLevel": "Debug"}})).await;
    pass(&sandbox, &clock, 3_500);
    let during = admin.config().await;
    assert_eq!(
        condition(&during, "Available"),
        "Available=True/MinimumAvailability"
    );
    assert_eq!(
        condition(&during, "Progressing"),
        "Progressing=True/DeploymentNotCompleted"
    );
    assert_eq!(pods(&admin).await.len(), 4);
    pass(&sandbox, &clock, 5_000);
    let after: Vec<Value> = pods(&admin)
        .await
        .iter()
        .map(|pod| pod["metadata"]["name"].clone())
        .collect();
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|name| !before.contains(name)));
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=True/Ready"
    );
}

#[tokio::test]
async fn with_recreate_there_is_an_outage() {
    let (sandbox, clock, admin) = demo(Scenario::ReadyEmptydir);
    admin
        .patch(CONFIG, json!({"spec": {"rolloutStrategy": "Recreate"}}))
        .await;
    pass(&sandbox, &clock, 9_000);
    admin.patch(CONFIG, json!({"spec": {"logLevel": "Debug"}})).await;
    pass(&sandbox, &clock, 3_500);
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=False/NoReplicasAvailable"
    );
    pass(&sandbox, &clock, 5_000);
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=True/Ready"
    );
}

#[tokio::test]
async fn removal_goes_through_deletion_and_takes_the_operators_own_claim() {
    let (sandbox, clock, admin) = demo(Scenario::BareMetalClaims);
    admin
        .patch(
            CONFIG,
            json!({"spec": {"managementState": "Managed", "storage": {"pvc": {"claim": ""}}}}),
        )
        .await;
    pass(&sandbox, &clock, 3_000);
    assert_eq!(
        admin.config().await["spec"]["storage"],
        json!({"managementState": "Managed", "pvc": {"claim": "image-registry-storage"}})
    );
    assert_eq!(
        admin.get(&format!("{CLAIMS}/image-registry-storage")).await.code,
        200
    );
    admin
        .patch(CONFIG, json!({"spec": {"managementState": "Removed"}}))
        .await;
    pass(&sandbox, &clock, 1_500);
    let during = admin.config().await;
    assert_eq!(
        condition(&during, "Progressing"),
        "Progressing=True/DeletingDeployment"
    );
    assert_eq!(
        condition(&during, "Available"),
        "Available=False/DeploymentDeleted"
    );
    pass(&sandbox, &clock, 12_000);
    let after = admin.config().await;
    assert_eq!(condition(&after, "Available"), "Available=True/Removed");
    assert_eq!(condition(&after, "Progressing"), "Progressing=False/Removed");
    assert_eq!(admin.get(DEPLOYMENT).await.code, 404);
    assert_eq!(
        admin.get(&format!("{CLAIMS}/image-registry-storage")).await.code,
        404
    );
    assert!(pods(&admin).await.is_empty());
}

#[tokio::test]
async fn removal_leaves_a_users_claim_and_going_back_finds_it_again() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let admin = admin(&sandbox);
    admin
        .patch(CONFIG, json!({"spec": {"managementState": "Removed"}}))
        .await;
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=True/Removed"
    );
    assert_eq!(
        admin.get(&format!("{CLAIMS}/registry-rwx")).await.body["status"]["phase"],
        "Bound"
    );
    admin
        .patch(CONFIG, json!({"spec": {"managementState": "Managed"}}))
        .await;
    let config = admin.config().await;
    assert_eq!(
        (
            condition(&config, "Available").as_str(),
            &config["status"]["readyReplicas"]
        ),
        ("Available=True/Ready", &json!(2))
    );
}

#[tokio::test]
async fn removal_of_a_managed_bucket_clears_its_name() {
    let sandbox = Sandbox::new(Scenario::ManagedS3);
    let admin = admin(&sandbox);
    admin
        .patch(CONFIG, json!({"spec": {"managementState": "Removed"}}))
        .await;
    let config = admin.config().await;
    assert!(config["spec"]["storage"]["s3"].get("bucket").is_none());
    assert_eq!(config["status"]["storage"], json!({}));
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=False/S3 Bucket Deleted"
    );
}

#[tokio::test]
async fn a_claim_that_is_never_bound_ends_in_a_missed_deadline() {
    let (sandbox, clock, admin) = demo(Scenario::BareMetalClaims);
    let claim = json!({
        "metadata": {"name": "stuck"},
        "spec": {"accessModes": ["ReadWriteMany"], "storageClassName": "thin-csi", "resources": {"requests": {"storage": "100Gi"}}},
    });
    admin.post(CLAIMS, claim).await;
    admin
        .patch(
            CONFIG,
            json!({"spec": {"managementState": "Managed", "storage": {"pvc": {"claim": "stuck"}}}}),
        )
        .await;
    pass(&sandbox, &clock, 10_000);
    let config = admin.config().await;
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=True/PVC Exists"
    );
    assert_eq!(condition(&config, "Degraded"), "Degraded=False/");
    let pod = &pods(&admin).await[0];
    assert_eq!(
        (&pod["status"]["phase"], &pod["status"]["conditions"][0]["reason"]),
        (&json!("Pending"), &json!("Unschedulable"))
    );
    pass(&sandbox, &clock, 125_000);
    let config = admin.config().await;
    assert_eq!(
        condition(&config, "Degraded"),
        "Degraded=True/ProgressDeadlineExceeded"
    );
    assert!(
        message(&config, "Degraded")
            .starts_with("Registry deployment has timed out progressing: ReplicaSet \"image-registry-")
    );
}

#[tokio::test]
async fn unavailability_is_degradation_after_two_minutes_only() {
    let (sandbox, clock, admin) = demo(Scenario::BareMetalRemoved);
    let nope = json!({"spec": {"managementState": "Managed", "storage": {"pvc": {"claim": "nope"}}}});
    admin.patch(CONFIG, nope).await;
    pass(&sandbox, &clock, 100_000);
    assert_eq!(condition(&admin.config().await, "Degraded"), "Degraded=False/");
    pass(&sandbox, &clock, 30_000);
    let config = admin.config().await;
    assert_eq!(condition(&config, "Degraded"), "Degraded=True/Unavailable");
    assert_eq!(message(&config, "Degraded"), "The deployment does not exist");
}

#[tokio::test]
async fn a_second_pod_on_a_volume_for_one_node_hangs() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let admin = admin(&sandbox);
    let patch = json!({"spec": {
        "managementState": "Managed", "rolloutStrategy": "Recreate", "replicas": 1,
        "storage": {"managementState": "Unmanaged", "pvc": {"claim": "registry-rwo"}},
    }});
    admin.patch(CONFIG, patch).await;
    assert_eq!(
        condition(&admin.config().await, "Available"),
        "Available=True/Ready"
    );
    admin.patch(CONFIG, json!({"spec": {"replicas": 2}})).await;
    let config = admin.config().await;
    assert_eq!(
        condition(&config, "Available"),
        "Available=True/MinimumAvailability"
    );
    assert_eq!(
        condition(&config, "StorageExists"),
        "StorageExists=True/PVC Exists",
        "nobody checks it again"
    );
    let waiting: Vec<Value> = pods(&admin)
        .await
        .iter()
        .map(|pod| pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"].clone())
        .collect();
    assert_eq!(
        waiting
            .iter()
            .filter(|reason| **reason == "ContainerCreating")
            .count(),
        1
    );
    let events = admin
        .get("/api/v1/namespaces/openshift-image-registry/events")
        .await
        .body;
    let attach = events["items"]
        .as_array()
        .expect("events")
        .iter()
        .find(|event| event["reason"] == "FailedAttachVolume");
    let said = attach.expect("an event")["message"].as_str().expect("a message");
    assert!(said.starts_with("Multi-Attach error for volume \"pvc-"), "{said}");
}

#[tokio::test]
async fn the_default_route_gets_a_host_and_the_cluster_is_told() {
    let sandbox = Sandbox::new(Scenario::ReadyEmptydir);
    let admin = admin(&sandbox);
    admin.patch(CONFIG, json!({"spec": {"defaultRoute": true}})).await;
    let path = "/apis/route.openshift.io/v1/namespaces/openshift-image-registry/routes/default-route";
    let route = admin.get(path).await.body;
    let host = "default-route-openshift-image-registry.apps.foundry.corp.example";
    assert_eq!(
        (&route["spec"]["host"], &route["status"]["ingress"][0]["host"]),
        (&json!(host), &json!(host))
    );
    let images = admin
        .get("/apis/config.openshift.io/v1/images/cluster")
        .await
        .body;
    assert_eq!(images["status"]["externalRegistryHostnames"], json!([host]));
    admin
        .patch(CONFIG, json!({"spec": {"defaultRoute": false}}))
        .await;
    assert_eq!(admin.get(path).await.code, 404);
}

#[tokio::test]
async fn times_of_transition_move_with_the_status_only() {
    let (sandbox, clock, admin) = demo(Scenario::ReadyEmptydir);
    let since = |config: &Value, kind: &str| {
        let list = config["status"]["conditions"].as_array().expect("conditions");
        list.iter().find(|c| c["type"] == kind).expect("the condition")["lastTransitionTime"].clone()
    };
    let before = admin.config().await;
    clock.advance(SignedDuration::from_secs(600));
    admin
        .patch(CONFIG, json!({"spec": {"managementState": "Unmanaged"}}))
        .await;
    pass(&sandbox, &clock, 2_000);
    let after = admin.config().await;
    assert_eq!(condition(&after, "Available"), "Available=True/Unmanaged");
    assert_eq!(since(&after, "Available"), since(&before, "Available"));
}

/// A clock that goes with tokio's, which a test can stop.
struct TokioClock(tokio::time::Instant);

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-08-14T09:00:00Z".parse().expect("a time");
        let passed = SignedDuration::try_from(self.0.elapsed()).expect("a short time");
        start.saturating_add(passed).expect("a time")
    }
}

#[tokio::test(start_paused = true)]
async fn time_goes_on_by_itself_while_somebody_watches() {
    let begun = tokio::time::Instant::now();
    let sandbox = Sandbox::builder(Scenario::BareMetalRemoved)
        .clock(TokioClock(begun))
        .pace(Pace::Demo)
        .build();
    let admin = admin(&sandbox);
    let version = admin.patch(CONFIG, empty_dir()).await.body["metadata"]["resourceVersion"].clone();
    let path = format!(
        "/apis/imageregistry.operator.openshift.io/v1/configs?watch=1&resourceVersion={}",
        version.as_str().expect("a version")
    );
    let mut chunks = admin
        .send(http::Method::GET, &path, "", "")
        .await
        .into_body()
        .into_data_stream();
    loop {
        let chunk = chunks.next().await.expect("an event").expect("data");
        let event: Value = serde_json::from_slice(&chunk).expect("JSON");
        if event["object"]["status"]["readyReplicas"] == 1 {
            break;
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    assert!((5.0..9.0).contains(&seconds), "{seconds}");
}
