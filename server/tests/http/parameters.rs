//! Parameters through the whole server: what is saved and what comes of it, on the sandbox's operator.

use crate::common::{House, writes};
use app::api::CallError;
use app::features::parameters::Known;
use app::plan::{Review, StepDone};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use registry::change::{Change, Problem};
use registry::error::{Cause, ClusterError};
use registry::parameters::{ParamId, ParametersForm, TextView};
use registry::plan::Effect;
use sandbox::{Scenario, token};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const CONFIG: &str = "/apis/imageregistry.operator.openshift.io/v1/configs/cluster";
const DEPLOYMENT: &str = "/apis/apps/v1/namespaces/openshift-image-registry/deployments/image-registry";

fn read<T: DeserializeOwned>(text: &str) -> Result<T, CallError> {
    match serde_json::from_str::<CallError>(text) {
        Ok(error) => Err(error),
        Err(_) => Ok(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))),
    }
}

async fn review(house: &House, form: &ParametersForm) -> Result<Review, CallError> {
    let body = json!({"change": Change::Parameters(form.clone())});
    read(&house.call("/api/plan/review", &body.to_string()).await.text)
}

async fn run(house: &House, form: &ParametersForm, review: &Review) -> StepDone {
    let body =
        json!({"change": Change::Parameters(form.clone()), "hash": review.hashes[0], "confirmation": "yes"});
    let answer = house.call("/api/plan/run", &body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    read(&answer.text).unwrap()
}

fn text(text: &str) -> ParametersForm {
    ParametersForm {
        text: Some(text.to_owned()),
        ..ParametersForm::default()
    }
}

/// An object as the cluster has it.
async fn get(house: &House, path: &str) -> Value {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {}", token::ADMIN))
        .body(Body::empty())
        .unwrap();
    let answer = house.sandbox.service().oneshot(request).await.unwrap();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}

const TYPO: &str = "spec:\n  replicas: 1\n  logLevel: Normal\n  operatorLogLevel: Normal\n  managementState: Removed\n  \
                    storage:\n    persistentVolumeClaim:\n      claim: x\n";

#[tokio::test]
async fn d10_a_typo_in_a_members_name_is_refused_with_its_place_before_anything_is_sent() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let Err(CallError::Problems(found)) = review(&house, &text(TYPO)).await else {
        panic!("it was planned")
    };
    let found = found.read().unwrap();
    let [Problem::Parameters(problem)] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(problem.path, "spec.storage.persistentVolumeClaim");
    assert_eq!(problem.spot.map(|spot| (spot.line, spot.column)), Some((7, 5)));
    assert_eq!(writes(&house.sandbox), []);
}

#[tokio::test]
async fn d10_where_the_schema_may_not_be_read_the_strict_dry_run_says_it_and_only_that() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    house.sandbox.faults().forbid("get", "customresourcedefinitions");
    let review = review(&house, &text(TYPO)).await.unwrap();
    assert_eq!(
        review.dry_runs,
        [Err(ClusterError::Refused {
            causes: vec![Cause {
                field: "spec.storage.persistentVolumeClaim".into(),
                message: "unknown field \"spec.storage.persistentVolumeClaim\"".into(),
            }]
        })]
    );
    assert!(!review.may_run());
}

#[tokio::test]
async fn d10_a_release_that_prunes_in_silence_is_compared_with_what_was_sent() {
    let house = House::new(Scenario::Legacy45, token::ADMIN);
    house.sandbox.faults().forbid("get", "customresourcedefinitions");
    let known: Known = read(&house.call("/api/parameters/read", "{}").await.text).unwrap();
    let form = text(&format!("{}  fancy:\n    new: true\n", known.text));
    let review = review(&house, &form).await.unwrap();
    assert!(review.may_run(), "{review:?}");
    let done = run(&house, &form, &review).await;
    assert_eq!(done.outcome.dropped, ["spec.fancy.new"]);
}

#[tokio::test]
async fn b10_a_value_out_of_bounds_is_refused_at_its_line_and_by_the_api_server_too() {
    let house = House::new(Scenario::ManagedS3, token::ADMIN);
    let known: Known = read(&house.call("/api/parameters/read", "{}").await.text).unwrap();
    let form = text(
        &known
            .text
            .replace("    s3:\n", "    s3:\n      chunkSizeMiB: 4\n"),
    );
    let answer = house
        .call("/api/parameters/text", &json!({ "form": form }).to_string())
        .await;
    let view: TextView = read(&answer.text).unwrap();
    let line = known.text.lines().position(|line| line == "    s3:").unwrap() + 2;
    assert_eq!(view.problems[0].path, "spec.storage.s3.chunkSizeMiB");
    assert_eq!(view.problems[0].spot.map(|spot| spot.line), Some(line));
    house.sandbox.faults().forbid("get", "customresourcedefinitions");
    let [Err(ClusterError::Refused { causes })] = &review(&house, &form).await.unwrap().dry_runs[..] else {
        panic!("it was not refused")
    };
    assert_eq!(causes[0].field, "spec.storage.s3.chunkSizeMiB");
}

#[tokio::test]
async fn a5_unmanaged_a_save_is_made_and_nothing_rolls_out() {
    let house = House::new(Scenario::Unmanaged, token::ADMIN);
    let form = ParametersForm::one(ParamId::ReadOnly, "true");
    let before = get(&house, DEPLOYMENT).await;
    let review = review(&house, &form).await.unwrap();
    assert_eq!(review.plan.effects[0], Effect::OnlyWhenManaged);
    run(&house, &form, &review).await;
    house.sandbox.tick();
    assert_eq!(get(&house, CONFIG).await["spec"]["readOnly"], true);
    let after = get(&house, DEPLOYMENT).await;
    assert_eq!(after["metadata"]["generation"], before["metadata"]["generation"]);
    assert_eq!(after["spec"], before["spec"]);
}

#[tokio::test]
async fn n4_on_an_old_cluster_the_log_level_is_its_number_and_reaches_the_pods() {
    let house = House::new(Scenario::Legacy45, token::ADMIN);
    let form = ParametersForm::one(ParamId::Logging, "1");
    let review = review(&house, &form).await.unwrap();
    let done = run(&house, &form, &review).await;
    assert_eq!(done.outcome.dropped, [""; 0]);
    house.sandbox.tick();
    assert_eq!(get(&house, CONFIG).await["spec"]["logging"], 1);
    let deployment = get(&house, DEPLOYMENT).await.to_string();
    assert!(
        deployment.contains(r#""name":"REGISTRY_LOG_LEVEL","value":"warn""#),
        "{deployment}"
    );
}

#[tokio::test]
async fn the_operator_makes_the_new_secret_and_neither_the_old_nor_the_new_is_told() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    let old = get(&house, CONFIG).await["spec"]["httpSecret"]
        .as_str()
        .unwrap()
        .to_owned();
    let form = ParametersForm::one(ParamId::HttpSecret, "rotate");
    let reviewed = review(&house, &form).await.unwrap();
    assert!(reviewed.may_run(), "{reviewed:?}");
    let body = json!({"change": Change::Parameters(form), "hash": reviewed.hashes[0], "confirmation": "yes"});
    let answer = house.call("/api/plan/run", &body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    house.sandbox.tick();
    let new = get(&house, CONFIG).await["spec"]["httpSecret"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!((new.len(), new == old), (128, false));
    let page = house.page("/parameters?view=yaml&wait=10").await.text;
    let known = house.call("/api/parameters/read", "{}").await.text;
    let sent = format!("{:?}", house.writes());
    for said in [format!("{reviewed:?}"), answer.text, page, known, sent] {
        assert!(!said.contains(&old) && !said.contains(&new));
    }
}

#[tokio::test]
async fn a_page_shows_every_field_with_its_help_and_the_text_without_any_script() {
    let house = House::new(Scenario::ManagedS3, token::ADMIN);
    let form = house.page("/parameters?wait=10").await.text;
    for id in ParamId::all().filter(|id| *id != ParamId::Logging) {
        assert!(form.contains(&format!("name=\"{}\"", id.wire())), "{id:?}");
    }
    assert!(form.contains("Processor time set aside for each pod"));
    let text = house.page("/parameters?view=yaml&wait=10").await.text;
    assert!(text.contains("harbour-4kq9d-image-registry-eu-west-1"));
    assert!(text.contains("rolloutStrategy: RollingUpdate"));
}

#[tokio::test]
async fn a_reader_is_told_what_is_missing() {
    let house = House::new(Scenario::ReadyClaim, token::READER);
    let known: Known = read(&house.call("/api/parameters/read", "{}").await.text).unwrap();
    let verdict = known.missing.unwrap().unwrap();
    assert_eq!(
        verdict.permission.to_string(),
        "patch configs.imageregistry.operator.openshift.io"
    );
    let page = house.page("/parameters?wait=10").await.text;
    assert!(page.contains("You may look but not change this."));
    let fields = page
        .split("<fieldset")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    assert!(fields.is_some_and(|tag| tag.contains("disabled")), "{fields:?}");
}
