//! What a run does against a scripted API server: requests sent, retried and told, and none at all where none is due.

use crate::script::{Part, Reply, Script, Seen, config, status, status_body};
use registry::credentials::user_secret;
use registry::error::{Cause, ClusterError};
use registry::name::Name;
use registry::objects::{Object, Secret};
use registry::plan::{Permission, Step, Verb};
use registry::port::{Cluster, Mode, Outcome};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const CONFIG: &str = "/apis/imageregistry.operator.openshift.io/v1/configs/cluster";
const CLAIMS: &str = "/api/v1/namespaces/openshift-image-registry/persistentvolumeclaims";

/// From one replica to two, planned at version 5.
fn scale() -> Step {
    Step::patch_config(
        &config(5, json!({"replicas": 1})),
        json!({"spec": {"replicas": 2}}),
    )
    .unwrap()
}

fn claim_name() -> Name {
    Name::new("registry-data").unwrap()
}

fn create() -> Step {
    Step::create_claim(claim_name(), json!({"accessModes": ["ReadWriteMany"]}))
}

fn delete() -> Step {
    Step::delete_claim(claim_name(), "u-1".into())
}

fn claim(uid: &str, spec: Value) -> Value {
    json!({"metadata": {"name": "registry-data", "uid": uid, "resourceVersion": "3"}, "spec": spec})
}

fn conflict() -> Reply {
    status(409, "Conflict")
}

fn the_config(version: u64, spec: Value) -> Reply {
    Reply::Json(200, config(version, spec))
}

async fn apply(script: &Script, step: &Step) -> Result<Outcome, ClusterError> {
    script.user().run(step, Mode::Apply).await
}

fn done(generation: i64) -> Result<Outcome, ClusterError> {
    Ok(Outcome {
        generation: Some(generation),
        uid: Some("u-1".into()),
        dropped: Vec::new(),
    })
}

const GONE: Result<Outcome, ClusterError> = Ok(Outcome {
    generation: None,
    uid: None,
    dropped: Vec::new(),
});

fn config_conflict() -> Result<Outcome, ClusterError> {
    Err(ClusterError::Conflict {
        resource: Resource::Config,
        name: "cluster".into(),
    })
}

#[tokio::test]
async fn a_patch_is_sent_strictly_and_against_the_version_it_was_planned_for() {
    let script = Script::replying([the_config(6, json!({"replicas": 2}))]);
    assert_eq!(apply(&script, &scale()).await, done(6));
    assert_eq!(
        script.lines(),
        [format!(
            "PATCH {CONFIG}?fieldManager=registry-console&fieldValidation=Strict"
        )]
    );
    let sent = &script.seen()[0];
    assert_eq!(sent.headers["content-type"], "application/merge-patch+json");
    assert_eq!(
        sent.body,
        json!({"metadata": {"resourceVersion": "5"}, "spec": {"replicas": 2}})
    );
}

#[tokio::test]
async fn d10_what_a_release_prunes_in_silence_is_told_by_its_path() {
    let patch = json!({"spec": {"replicas": 2, "logLevel": "canary", "storage":
        {"persistentVolumeClaim": {"claim": "canary"}, "emptyDir": {}, "s3": null}}});
    let step = Step::patch_config(&config(5, json!({"replicas": 1})), patch).unwrap();
    let script = Script::replying([the_config(6, json!({"replicas": 2, "storage": {"emptyDir": {}}}))]);
    let outcome = apply(&script, &step).await.unwrap();
    assert_eq!(
        outcome.dropped,
        ["spec.logLevel", "spec.storage.persistentVolumeClaim.claim"]
    );
}

#[tokio::test]
async fn a_dry_run_says_so_in_every_kind_of_step() {
    for (step, line) in [
        (
            scale(),
            format!("PATCH {CONFIG}?dryRun=All&fieldManager=registry-console&fieldValidation=Strict"),
        ),
        (
            create(),
            format!("POST {CLAIMS}?dryRun=All&fieldManager=registry-console&fieldValidation=Strict"),
        ),
        (delete(), format!("DELETE {CLAIMS}/registry-data?dryRun=All")),
    ] {
        let script = Script::replying([Reply::Json(200, json!({"metadata": {}}))]);
        assert!(script.user().run(&step, Mode::DryRun).await.is_ok());
        assert_eq!(script.lines(), [line]);
        if step.verb() == Verb::Delete {
            // Options in the body outrank those of the query: without this a dry run would delete.
            assert_eq!(script.seen()[0].body["dryRun"], json!(["All"]));
        }
    }
}

#[tokio::test]
async fn a_step_that_may_not_exist_sends_nothing() {
    let mut forged = serde_json::to_value(delete()).unwrap();
    forged["target"]["namespace"] = json!("kube-system");
    let forged: Step = serde_json::from_value(forged).unwrap();
    let script = Script::replying([]);
    for mode in [Mode::DryRun, Mode::Apply] {
        let refused = script.user().run(&forged, mode).await;
        assert!(
            matches!(refused, Err(ClusterError::Refused { .. })),
            "{refused:?}"
        );
    }
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_conflict_elsewhere_is_retried_against_the_new_version() {
    let script = Script::replying([
        conflict(),
        the_config(8, json!({"replicas": 1, "logLevel": "Debug"})),
        the_config(9, json!({"replicas": 2, "logLevel": "Debug"})),
    ]);
    assert_eq!(apply(&script, &scale()).await, done(9));
    let sent = script.seen();
    assert_eq!(sent[1].line(), format!("GET {CONFIG}"));
    assert_eq!(sent[2].body["metadata"]["resourceVersion"], "8");
}

#[tokio::test]
async fn a_conflict_on_a_touched_field_stops_the_step() {
    let moved = json!({"spec": {"storage": {"emptyDir": {}}}});
    let onto_emptydir = Step::patch_config(&config(5, json!({"storage": {}})), moved).unwrap();
    let off_pvc = Step::patch_config(
        &config(5, json!({"storage": {"pvc": {"claim": "a"}}})),
        json!({"spec": {"storage": {"pvc": null}}}),
    )
    .unwrap();
    for (step, now) in [
        (scale(), json!({"replicas": 3})),
        (scale(), json!({})),
        (onto_emptydir, json!({"storage": {"emptyDir": "odd"}})),
        (off_pvc, json!({"storage": {"pvc": {"claim": "b"}}})),
    ] {
        let script = Script::replying([conflict(), the_config(8, now.clone())]);
        assert_eq!(apply(&script, &step).await, config_conflict(), "{now}");
        assert_eq!(script.seen().len(), 2, "{now}");
    }
}

#[tokio::test]
async fn a_field_that_was_absent_and_is_null_has_not_moved() {
    let step = Step::patch_config(&config(5, json!({})), json!({"spec": {"replicas": 2}})).unwrap();
    let script = Script::replying([
        conflict(),
        the_config(8, json!({"replicas": null})),
        the_config(9, json!({"replicas": 2})),
    ]);
    assert_eq!(apply(&script, &step).await, done(9));
}

#[tokio::test]
async fn a_secret_that_the_plan_never_saw_does_not_look_moved() {
    let mut seen = config(5, json!({"httpSecret": "old-canary"}));
    registry::redact::redact(Resource::Config, &mut seen);
    let step = Step::patch_config(&seen, json!({"spec": {"httpSecret": "new"}})).unwrap();
    let script = Script::replying([
        conflict(),
        the_config(8, json!({"httpSecret": "old-canary"})),
        the_config(9, json!({"httpSecret": "new"})),
    ]);
    assert_eq!(apply(&script, &step).await, done(9));
}

#[tokio::test]
async fn a_conflict_over_what_is_already_so_is_a_success() {
    let script = Script::replying([conflict(), the_config(8, json!({"replicas": 2}))]);
    assert_eq!(apply(&script, &scale()).await, done(8));
    assert_eq!(script.seen().len(), 2);
}

#[tokio::test]
async fn a_step_that_keeps_losing_the_race_gives_up_after_three_retries() {
    let mut version = 5;
    let script = Script::answering(move |seen: &Seen| {
        version += 1;
        match seen.method == http::Method::GET {
            true => the_config(version, json!({"replicas": 1})),
            false => conflict(),
        }
    });
    assert_eq!(apply(&script, &scale()).await, config_conflict());
    let patches = script
        .seen()
        .iter()
        .filter(|seen| seen.method == http::Method::PATCH)
        .count();
    assert_eq!(patches, 4);
}

#[tokio::test(start_paused = true)]
async fn a_patch_without_an_answer_is_looked_up_and_never_sent_again() {
    let lost: [fn() -> Reply; 5] = [
        || Reply::Break,
        || Reply::Silence,
        || Reply::Text(504, "gateway time-out"),
        || Reply::Text(502, "bad gateway"),
        || Reply::Stream(vec![Part::Raw("{\"met"), Part::Break]),
    ];
    for lost in lost {
        for (now, result) in [
            (json!({"replicas": 2}), done(6)),
            (json!({"replicas": 1}), Err(ClusterError::Unknown)),
            (json!({"replicas": 7}), Err(ClusterError::Unknown)),
        ] {
            let script = Script::replying([lost(), the_config(6, now)]);
            assert_eq!(apply(&script, &scale()).await, result);
            let methods: Vec<_> = script.seen().into_iter().map(|seen| seen.method).collect();
            assert_eq!(methods, [http::Method::PATCH, http::Method::GET]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_cannot_be_looked_up_is_unknown() {
    let script = Script::answering(|_| Reply::Break);
    for step in [scale(), create(), delete()] {
        assert_eq!(apply(&script, &step).await, Err(ClusterError::Unknown));
    }
}

#[tokio::test]
async fn a_step_that_was_never_sent_leaves_no_doubt() {
    for step in [scale(), create(), delete()] {
        let script = Script::replying([Reply::Refuse]);
        assert_eq!(apply(&script, &step).await, Err(ClusterError::Unreachable));
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test]
async fn an_error_of_the_api_server_itself_stands_when_nothing_was_written() {
    let script = Script::replying([
        status(500, "InternalError"),
        the_config(5, json!({"replicas": 1})),
    ]);
    assert_eq!(
        apply(&script, &scale()).await,
        Err(ClusterError::Unexpected { status: 500 })
    );
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_the_api_server_answers_and_looked_up_where_it_may_have_been_done() {
    for code in [500, 502, 503, 504] {
        for (now, done) in [(1, false), (2, true)] {
            let script = Script::replying([
                Reply::Text(code, "<html>proxy</html>"),
                the_config(6, json!({"replicas": now})),
            ]);
            let outcome = apply(&script, &scale()).await;
            let writes = script.seen().iter().filter(|seen| seen.method != "GET").count();
            assert_eq!(writes, 1, "{code}");
            // 503 is said before anything is done; the others may come from whoever lost the answer.
            let wanted = done && code != 503;
            assert_eq!(outcome.is_ok(), wanted, "{code} {now}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn a_write_that_was_refused_is_not_repeated() {
    let permission = Permission {
        verb: Verb::Patch,
        resource: Resource::Config,
        namespace: None,
        name: Some(Name::cluster()),
    };
    for (reply, told) in [
        (status(401, "Unauthorized"), ClusterError::SignedOut),
        (
            status(403, "Forbidden"),
            ClusterError::Forbidden {
                permission,
                said: String::new(),
            },
        ),
        (
            status(503, "ServiceUnavailable"),
            ClusterError::Unavailable {
                resource: Resource::Config,
            },
        ),
        (
            Reply::RetryAfter(429, 2),
            ClusterError::Throttled {
                retry_after_seconds: 2,
            },
        ),
    ] {
        let script = Script::replying([reply]);
        assert_eq!(apply(&script, &scale()).await, Err(told));
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_without_an_answer_leaves_nothing_in_doubt() {
    for (lost, told) in [
        (Reply::Break, ClusterError::Unreachable),
        (Reply::Silence, ClusterError::TooSlow { seconds: 30 }),
    ] {
        let script = Script::replying([lost]);
        assert_eq!(script.user().run(&scale(), Mode::DryRun).await, Err(told));
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_causes_and_loses_the_object() {
    let leak = serde_json::from_str(include_str!("../../fixtures/422-strict-patch.json")).unwrap();
    let script = Script::replying([Reply::Json(422, leak)]);
    let error = apply(&script, &scale()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("deadbeef"), "{error:?}");
    assert_eq!(
        error,
        ClusterError::Refused {
            causes: vec![Cause {
                field: "spec.storage.persistentVolumeClaim".into(),
                message: "unknown field \"spec.storage.persistentVolumeClaim\"".into(),
            }]
        }
    );
}

#[tokio::test]
async fn a_creation_sends_the_whole_object() {
    let script = Script::replying([Reply::Json(201, claim("u-9", json!({})))]);
    let outcome = apply(&script, &create()).await.unwrap();
    assert_eq!(outcome.uid.as_deref(), Some("u-9"));
    let sent = &script.seen()[0];
    assert_eq!(
        sent.line(),
        format!("POST {CLAIMS}?fieldManager=registry-console&fieldValidation=Strict")
    );
    assert_eq!(sent.body["metadata"]["name"], "registry-data");
}

#[tokio::test]
async fn a_taken_name_is_said_with_the_name() {
    let script = Script::replying([status(409, "AlreadyExists")]);
    assert_eq!(
        apply(&script, &create()).await,
        Err(ClusterError::Exists {
            resource: Resource::Claim,
            name: "registry-data".into()
        })
    );
}

#[tokio::test]
async fn a_creation_without_an_answer_is_looked_up() {
    let ours = json!({"accessModes": ["ReadWriteMany"], "volumeMode": "Filesystem"});
    for (now, made) in [
        (Reply::Json(200, claim("u-1", ours)), true),
        (
            Reply::Json(200, claim("u-2", json!({"accessModes": ["ReadWriteOnce"]}))),
            false,
        ),
        (status(404, "NotFound"), false),
    ] {
        let script = Script::replying([Reply::Break, now]);
        let outcome = apply(&script, &create()).await;
        match made {
            true => assert_eq!(outcome.unwrap().uid.as_deref(), Some("u-1")),
            false => assert_eq!(outcome, Err(ClusterError::Unknown)),
        }
    }
}

#[tokio::test]
async fn a_deletion_names_the_very_object() {
    let script = Script::replying([Reply::Json(200, json!({"kind": "Status", "status": "Success"}))]);
    assert_eq!(apply(&script, &delete()).await, GONE);
    let sent = &script.seen()[0];
    assert_eq!(sent.line(), format!("DELETE {CLAIMS}/registry-data"));
    assert_eq!(sent.body["preconditions"], json!({"uid": "u-1"}));
    assert_eq!(sent.body.get("dryRun"), None);
}

#[tokio::test]
async fn what_is_gone_already_is_deleted() {
    let script = Script::replying([Reply::Json(404, status_body(404, "NotFound"))]);
    assert_eq!(apply(&script, &delete()).await, GONE);
    let script = Script::replying([conflict(), status(404, "NotFound")]);
    assert_eq!(apply(&script, &delete()).await, GONE);
}

#[tokio::test]
async fn a_newer_object_of_the_same_name_is_left_alone() {
    let script = Script::replying([conflict(), Reply::Json(200, claim("u-2", json!({})))]);
    assert!(matches!(
        apply(&script, &delete()).await,
        Err(ClusterError::Conflict { .. })
    ));
    assert_eq!(script.seen().len(), 2);
}

#[tokio::test]
async fn a_deletion_that_lost_a_race_for_the_same_object_is_repeated() {
    let script = Script::replying([
        conflict(),
        Reply::Json(200, claim("u-1", json!({}))),
        Reply::Json(200, json!({})),
    ]);
    assert_eq!(apply(&script, &delete()).await, GONE);
}

#[tokio::test]
async fn a_deletion_without_an_answer_is_looked_up() {
    let mut going = claim("u-1", json!({}));
    going["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    for (now, result) in [
        (status(404, "NotFound"), GONE),
        (Reply::Json(200, going), GONE),
        (Reply::Json(200, claim("u-2", json!({}))), GONE),
        (
            Reply::Json(200, claim("u-1", json!({}))),
            Err(ClusterError::Unknown),
        ),
    ] {
        let script = Script::replying([Reply::Break, now]);
        assert_eq!(apply(&script, &delete()).await, result);
    }
}

const SECRETS: &str = "/api/v1/namespaces/openshift-image-registry/secrets";
const CANARY: &str = "canary-5b1e";
/// The canary in base64, as an API server stores it.
const STORED: &str = "Y2FuYXJ5LTViMWU=";

fn values() -> BTreeMap<String, SecretText> {
    BTreeMap::from([("A".to_owned(), SecretText::new(CANARY))])
}

/// From what a Secret with other keys holds to the canary alone, planned at version 5.
fn rotate() -> Step {
    let now = Secret::from_value(secret("5", json!({"A": "(hidden)", "OLD": "(hidden)"})));
    Step::patch_secret(&now, values(), &BTreeSet::from(["A".to_owned()])).unwrap()
}

fn secret(version: &str, data: Value) -> Value {
    json!({"metadata": {"name": "image-registry-private-configuration-user", "uid": "u-1", "resourceVersion": version},
        "data": data, "type": "Opaque"})
}

const SECRET_DONE: fn() -> Result<Outcome, ClusterError> = || {
    Ok(Outcome {
        dropped: Vec::new(),
        generation: None,
        uid: Some("u-1".into()),
    })
};

#[tokio::test]
async fn b2_a_secret_is_created_with_its_values_and_exactly_its_keys() {
    let script = Script::replying([Reply::Json(201, secret("6", json!({"A": STORED})))]);
    let step = Step::create_secret(user_secret(), values());
    assert_eq!(apply(&script, &step).await, SECRET_DONE());
    assert_eq!(
        script.lines(),
        [format!(
            "POST {SECRETS}?fieldManager=registry-console&fieldValidation=Strict"
        )]
    );
    let body = &script.seen()[0].body;
    assert_eq!(body["stringData"], json!({"A": CANARY}));
    assert_eq!((&body["type"], &body["data"]), (&json!("Opaque"), &Value::Null));
}

#[tokio::test]
async fn b3_a_secret_is_changed_at_its_version_and_the_keys_of_other_storages_go() {
    let script = Script::replying([Reply::Json(200, secret("6", json!({"A": STORED})))]);
    assert_eq!(apply(&script, &rotate()).await, SECRET_DONE());
    assert_eq!(
        script.seen()[0].body,
        json!({"metadata": {"resourceVersion": "5"}, "data": {"A": STORED, "OLD": null}})
    );
}

#[tokio::test]
async fn a_secret_that_somebody_changed_is_never_written_over() {
    let conflicted = Err(ClusterError::Conflict {
        resource: Resource::Secret,
        name: USER.into(),
    });
    // Even when the keys are as they were: nobody can tell whether the values are.
    let theirs = secret("6", json!({"A": "eA==", "OLD": "eA=="}));
    let script = Script::replying([conflict(), Reply::Json(200, theirs)]);
    assert_eq!(apply(&script, &rotate()).await, conflicted);
    assert_eq!(script.lines().len(), 2);

    let ours = secret("6", json!({"A": STORED}));
    let script = Script::replying([conflict(), Reply::Json(200, ours)]);
    assert_eq!(apply(&script, &rotate()).await, SECRET_DONE());
}

const USER: &str = "image-registry-private-configuration-user";

#[tokio::test]
async fn a_secret_whose_writing_is_in_doubt_is_looked_at() {
    let create = Step::create_secret(user_secret(), values());
    for step in [create, rotate()] {
        for (found, expected) in [
            (json!({"A": STORED}), SECRET_DONE()),
            (json!({"A": "eA=="}), Err(ClusterError::Unknown)),
            (json!({"A": STORED, "OLD": "eA=="}), Err(ClusterError::Unknown)),
        ] {
            let script = Script::replying([Reply::Break, Reply::Json(200, secret("6", found.clone()))]);
            assert_eq!(apply(&script, &step).await, expected, "{found}");
        }
    }
}

#[tokio::test]
async fn a_refusal_never_repeats_a_value_wherever_the_api_server_put_it() {
    for step in [Step::create_secret(user_secret(), values()), rotate()] {
        for code in [400, 422] {
            let body = json!({"kind": "Status", "reason": CANARY, "message": format!("{CANARY} {STORED}"),
                "details": {"name": CANARY, "kind": CANARY, "causes": [
                    {"reason": CANARY, "field": format!("data[{CANARY}]"), "message": CANARY},
                    {"reason": "FieldValueInvalid", "field": "data[A]", "message": STORED}]}});
            let script = Script::replying([Reply::Json(code, body)]);
            let refused = apply(&script, &step).await;
            let causes = ["", "data[A]"].map(|field| Cause {
                field: field.into(),
                message: "Invalid value".into(),
            });
            assert_eq!(
                refused,
                Err(ClusterError::Refused {
                    causes: causes.into()
                })
            );
            assert!(!format!("{refused:?}").contains(CANARY));
        }
    }
}

#[tokio::test]
async fn a_step_that_came_back_from_somewhere_has_lost_its_values_and_is_not_sent() {
    for step in [Step::create_secret(user_secret(), values()), rotate()] {
        let text = serde_json::to_string(&step).unwrap();
        assert!(!text.contains(CANARY) && !text.contains(STORED), "{text}");
        let back: Step = serde_json::from_str(&text).unwrap();
        let script = Script::replying([]);
        let refused = script.user().run(&back, Mode::Apply).await;
        assert!(
            matches!(refused, Err(ClusterError::Refused { .. })),
            "{refused:?}"
        );
        assert_eq!(script.lines(), [""; 0]);
    }
}
