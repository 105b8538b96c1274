//! The ImagePruner: what its conditions and its CronJob make of a change.

use sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};

use crate::common::{OPERATOR, admin, condition, message};

const PRUNER: &str = "/apis/imageregistry.operator.openshift.io/v1/imagepruners/cluster";
const CRON_JOB: &str = "/apis/batch/v1/namespaces/openshift-image-registry/cronjobs/image-pruner";
const JOBS: &str = "/apis/batch/v1/namespaces/openshift-image-registry/jobs";

#[tokio::test]
async fn the_cron_job_follows_the_pruner() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let patch = json!({"spec": {"schedule": "30 2 * * *", "suspend": true, "failedJobsHistoryLimit": 1}});
    assert_eq!(admin.patch(PRUNER, patch).await.code, 200);
    let job = admin.get(CRON_JOB).await.body;
    let expected = (&json!("30 2 * * *"), &json!(true), &json!(1));
    assert_eq!(
        (
            &job["spec"]["schedule"],
            &job["spec"]["suspend"],
            &job["spec"]["failedJobsHistoryLimit"]
        ),
        expected
    );
    let pruner = admin.get(PRUNER).await.body;
    assert_eq!(condition(&pruner, "Scheduled"), "Scheduled=False/Suspended");
    assert_eq!(
        pruner["status"]["observedGeneration"],
        pruner["metadata"]["generation"]
    );
}

#[tokio::test]
async fn a_schedule_that_is_none_is_accepted_by_the_schema_and_refused_by_the_cron_job() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    for (schedule, why) in [
        ("61 * * * *", "end of range (61) above maximum (59): 61"),
        ("* * *", "expected exactly 5 fields, found 3: [* * *]"),
        ("* 0-25 * * *", "end of range (25) above maximum (23): 0-25"),
        ("@noon", "unrecognized descriptor: @noon"),
    ] {
        assert_eq!(
            admin
                .patch(PRUNER, json!({"spec": {"schedule": schedule}}))
                .await
                .code,
            200
        );
        let pruner = admin.get(PRUNER).await.body;
        assert_eq!(
            condition(&pruner, "Degraded"),
            "Degraded=True/SyncError",
            "{schedule}"
        );
        assert!(
            message(&pruner, "Degraded").ends_with(why),
            "{}",
            message(&pruner, "Degraded")
        );
        assert_eq!(admin.get(CRON_JOB).await.body["spec"]["schedule"], "0 0 * * *");
        assert_eq!(
            condition(&admin.get(OPERATOR).await.body, "Degraded"),
            "Degraded=True/ImagePrunerSyncError::Removed"
        );
    }
    admin
        .patch(PRUNER, json!({"spec": {"schedule": "*/5 1,2 1-15 JAN MON"}}))
        .await;
    assert_eq!(
        condition(&admin.get(PRUNER).await.body, "Degraded"),
        "Degraded=False/AsExpected"
    );
}

#[tokio::test]
async fn a_failed_job_degrades_until_it_is_deleted() {
    let sandbox = Sandbox::new(Scenario::PrunerFailed);
    let admin = admin(&sandbox);
    let sample: Value =
        serde_json::from_str(include_str!("../../fixtures/imagepruner-failed.json")).expect("a sample");
    let pruner = admin.get(PRUNER).await.body;
    for kind in ["Available", "Scheduled", "Failed", "Degraded"] {
        assert_eq!(condition(&pruner, kind), condition(&sample, kind));
        assert_eq!(message(&pruner, kind), message(&sample, kind));
    }
    for job in admin.get(JOBS).await.body["items"].as_array().expect("jobs") {
        if job["status"]["failed"] == 1 {
            admin
                .delete(&format!(
                    "{JOBS}/{}",
                    job["metadata"]["name"].as_str().expect("a name")
                ))
                .await;
        }
    }
    assert_eq!(
        condition(&admin.get(PRUNER).await.body, "Failed"),
        "Failed=False/Complete"
    );
    assert_eq!(
        condition(&admin.get(OPERATOR).await.body, "Degraded"),
        "Degraded=False/AsExpected"
    );
}

#[tokio::test]
async fn a_deleted_pruner_comes_back_with_defaults() {
    let sandbox = Sandbox::new(Scenario::PrunerFailed);
    let admin = admin(&sandbox);
    assert_eq!(admin.delete(PRUNER).await.code, 200);
    let pruner = admin.get(PRUNER).await.body;
    assert_eq!(
        (&pruner["spec"]["schedule"], &pruner["spec"]["keepTagRevisions"]),
        (&json!(""), &json!(3))
    );
}
