//! What a cluster that says no, or nothing, does to a plan: the answer names it, and nothing is half-written silently.

use crate::common::{House, behind, key, session, user, writes};
use app::api::CallError;
use app::plan::Review;
use registry::change::Change;
use registry::error::ClusterError;
use registry::objects::ManagementState;
use registry::overview::{Headline, Overview, Serving};
use registry::plan::{Plan, Verb};
use registry::resource::Resource;
use registry::state::StateForm;
use registry::storage::{FieldId, KeepForm, KindId, StorageForm};
use sandbox::{Scenario, token};
use serde_json::{Value, json};
use server::doors::Local;
use std::time::Duration;

fn empty_dir() -> Change {
    Change::Storage(StorageForm::untouched(KindId::EmptyDir))
}

fn new_claim() -> Change {
    let mut form = StorageForm::untouched(KindId::NewClaim);
    for (field, text) in [
        (FieldId::Name, "registry-data"),
        (FieldId::Size, "100Gi"),
        (FieldId::Class, "nfs-csi"),
    ] {
        form.values.insert(field, text.into());
    }
    Change::Storage(form)
}

async fn review(house: &House, change: &Change) -> Result<Review, CallError> {
    let answer = house
        .call("/api/plan/review", &json!({ "change": change }).to_string())
        .await;
    read(&answer.text)
}

/// Runs the first step of what remains, with the hash of `review` for that place.
async fn run(house: &House, change: &Change, review: &Review, step: usize) -> Result<Value, CallError> {
    let body = json!({"change": change, "hash": review.hashes[step], "confirmation": "yes"});
    let answer = house.call("/api/plan/run", &body.to_string()).await;
    read(&answer.text)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, CallError> {
    match serde_json::from_str::<CallError>(text) {
        Ok(error) => Err(error),
        Err(_) => Ok(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))),
    }
}

fn refusal(answer: Result<Review, CallError>) -> ClusterError {
    match answer {
        Err(CallError::Cluster(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// Writes that the API server accepted or refused, by verb and resource's plural.
fn written(house: &House) -> Vec<(String, String)> {
    let plural = |path: &str| {
        let known = [Resource::Config, Resource::Claim].map(|r| r.api().plural);
        known
            .into_iter()
            .find(|plural| path.contains(plural))
            .unwrap_or("other")
            .to_owned()
    };
    writes(&house.sandbox)
        .iter()
        .map(|w| (w.verb.clone(), plural(&w.path)))
        .collect()
}

#[tokio::test]
async fn a3_a_configuration_that_is_not_there_yet_is_said_and_never_created() {
    let house = House::new(Scenario::NotBootstrapped, token::ADMIN);
    let refusal = refusal(review(&house, &empty_dir()).await);
    assert!(
        matches!(
            refusal,
            ClusterError::Missing {
                resource: Resource::Config,
                ..
            }
        ),
        "{refusal:?}"
    );
    assert_eq!(written(&house), []);
}

#[tokio::test]
async fn a3_what_was_asked_for_is_planned_once_the_operator_is_there_and_its_config_is_never_posted() {
    let house = House::new(Scenario::NotBootstrapped, token::ADMIN);
    for _ in 0..3 {
        let early = refusal(review(&house, &new_claim()).await);
        assert!(matches!(early, ClusterError::Missing { .. }), "{early:?}");
    }
    house.sandbox.faults().start_operator();
    let plan = review(&house, &empty_dir()).await.unwrap();
    assert!(plan.may_run());
    run(&house, &empty_dir(), &plan, 0).await.unwrap();
    assert_eq!(written(&house), [("patch".into(), "configs".into())]);
    // Not even a dry run asks for a new one.
    let posted = house.sandbox.requests().into_iter();
    assert_eq!(
        posted
            .filter(|r| r.verb == "create" && r.path.contains("/configs"))
            .count(),
        0
    );
}

#[tokio::test]
async fn e4_each_of_two_kinds_can_be_kept_by_one_patch() {
    let serving = Serving { ready: 2, wanted: 2 };
    for (member, headline) in [
        ("s3", Headline::Ready { serving }),
        // Its two replicas are another matter, and said to be.
        ("emptyDir", Headline::EmptyDirShared { replicas: 2 }),
    ] {
        let house = House::new(Scenario::TwoStorages, token::ADMIN);
        let change = Change::Keep(KeepForm {
            member: member.into(),
        });
        let plan = review(&house, &change).await.unwrap();
        run(&house, &change, &plan, 0).await.unwrap();
        assert_eq!(written(&house), [("patch".into(), "configs".into())], "{member}");
        // The operator takes what is left, and nothing remains to be decided.
        assert_eq!(review(&house, &change).await.unwrap().plan.steps, [], "{member}");
        let answer = house.call("/api/overview/read", "{}").await;
        let overview: Overview = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(overview.headline, headline, "{member}");
    }
}

#[tokio::test]
async fn a4_a_cluster_without_the_operator_is_said_and_never_written_to() {
    let house = House::new(Scenario::CapabilityDisabled, token::ADMIN);
    let refusal = refusal(review(&house, &empty_dir()).await);
    assert_eq!(
        refusal,
        ClusterError::NotServed {
            resource: Resource::Config
        }
    );
    assert_eq!(written(&house), []);
}

#[tokio::test]
async fn n2_a_read_that_is_forbidden_names_verb_and_resource() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    house.sandbox.faults().forbid("get", "configs");
    let refusal = refusal(review(&house, &empty_dir()).await);
    let ClusterError::Forbidden { permission, .. } = refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!(
        (permission.verb, permission.resource),
        (Verb::Get, Resource::Config)
    );
}

#[tokio::test]
async fn n2_a_step_that_is_forbidden_names_verb_and_resource_and_those_before_it_stay_done() {
    for (verb, plural, forbidden, done) in [
        (
            "create",
            "persistentvolumeclaims",
            (Verb::Create, Resource::Claim),
            0,
        ),
        ("patch", "configs", (Verb::Patch, Resource::Config), 1),
    ] {
        let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
        let change = new_claim();
        let plan = review(&house, &change).await.unwrap();
        assert_eq!(plan.plan.steps.len(), 2);
        house.sandbox.faults().forbid(verb, plural);
        for step in 0..done {
            run(&house, &change, &plan, step).await.unwrap();
        }
        let Err(CallError::Cluster(ClusterError::Forbidden { permission, said })) =
            run(&house, &change, &plan, done).await
        else {
            panic!("{verb} {plural} was allowed")
        };
        assert_eq!((permission.verb, permission.resource), forbidden);
        let words = format!("User \"admin\" cannot {verb} resource \"{plural}\"");
        assert!(said.contains(&words), "the cluster's own words: {said}");
    }
}

#[tokio::test]
async fn n1_a_field_someone_else_changed_stops_the_plan_and_gives_the_new_one() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = empty_dir();
    let seen = review(&house, &change).await.unwrap();
    let other = Change::State(StateForm {
        to: ManagementState::Unmanaged,
        keep_data: false,
    });
    let theirs = review(&house, &other).await.unwrap();
    run(&house, &other, &theirs, 0).await.unwrap();
    let before = written(&house).len();
    let Err(CallError::Changed(fresh)) = run(&house, &change, &seen, 0).await else {
        panic!("a plan ran over someone else's change")
    };
    let fresh = fresh.read().unwrap();
    assert_ne!(fresh.hashes[0], seen.hashes[0]);
    assert_eq!(written(&house).len(), before);
    run(&house, &change, &fresh, 0).await.unwrap();
}

#[tokio::test]
async fn an_operator_that_writes_status_all_the_while_does_not_stop_a_plan() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = empty_dir();
    let plan = review(&house, &change).await.unwrap();
    house.sandbox.faults().write_status_constantly(Some(3));
    run(&house, &change, &plan, 0).await.unwrap();
    house.sandbox.faults().write_status_constantly(None);
    let after = review(&house, &change).await.unwrap();
    assert_eq!(after.plan.steps, []);
}

#[tokio::test]
async fn n3_a_token_that_ended_says_so_and_writes_nothing() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = empty_dir();
    let plan = review(&house, &change).await.unwrap();
    house.sandbox.faults().expire_tokens();
    let ended = Err(CallError::Cluster(ClusterError::SignedOut));
    assert_eq!(run(&house, &change, &plan, 0).await, ended);
    assert_eq!(
        review(&house, &change).await,
        Err(CallError::Cluster(ClusterError::SignedOut))
    );
    assert_eq!(written(&house), []);
}

#[tokio::test]
async fn n3_after_a_new_login_the_plan_that_was_shown_can_still_be_carried_out() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = new_claim();
    let plan = review(&house, &change).await.unwrap();
    run(&house, &change, &plan, 0).await.unwrap();
    house.sandbox.faults().expire_tokens();
    let ended = Err(CallError::Cluster(ClusterError::SignedOut));
    assert_eq!(run(&house, &change, &plan, 1).await, ended);
    house.sandbox.faults().renew_tokens();
    run(&house, &change, &plan, 1).await.unwrap();
    let verbs: Vec<_> = written(&house).into_iter().map(|(verb, _)| verb).collect();
    assert_eq!(verbs, ["create", "patch"]);
}

#[tokio::test]
async fn an_api_server_that_goes_away_between_steps_is_said_and_the_plan_goes_on_when_it_is_back() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = new_claim();
    let plan = review(&house, &change).await.unwrap();
    run(&house, &change, &plan, 0).await.unwrap();
    house.sandbox.faults().down(true);
    assert!(run(&house, &change, &plan, 1).await.is_err());
    house.sandbox.faults().down(false);
    // To continue is to plan again: the claim exists, so that step drops out, and what is left is what was shown.
    let rest = review(&house, &change).await.unwrap();
    assert_eq!(rest.hashes[0], plan.hashes[1]);
    run(&house, &change, &rest, 0).await.unwrap();
    let verbs: Vec<_> = written(&house).into_iter().map(|(verb, _)| verb).collect();
    assert_eq!(verbs, ["create", "patch"]);
}

#[tokio::test]
async fn what_was_done_can_be_undone_after_a_stop() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = new_claim();
    let plan: Review = review(&house, &change).await.unwrap();
    let done = run(&house, &change, &plan, 0).await.unwrap();
    let mut back = plan.plan.inverse.form().unwrap().clone();
    back.claim.as_mut().unwrap().uid = done["outcome"]["uid"].as_str().unwrap().to_owned();
    let back = Change::Restore(back);
    let undo = review(&house, &back).await.unwrap();
    let body = json!({"change": back, "hash": undo.hashes[0], "confirmation": "registry-data"});
    let answer = house.call("/api/plan/run", &body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let cluster = user(&house.sandbox, token::ADMIN);
    let now: Plan = change.plan(&cluster.read(&change.queries()).await).unwrap();
    assert_eq!(now.hash(&key()), plan.hashes[0]);
}

#[tokio::test]
async fn a_refusal_of_the_api_server_never_repeats_the_object() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    let change = empty_dir();
    let plan = review(&house, &change).await.unwrap();
    house.sandbox.faults().fail_next("patch", "configs", 422);
    let body = json!({"change": change, "hash": plan.hashes[0], "confirmation": "yes"});
    let answer = house.call("/api/plan/run", &body.to_string()).await;
    assert!(!answer.status.is_success(), "{}", answer.text);
    assert!(!answer.text.contains("httpSecret"), "{}", answer.text);
}

/// Another process in front of the same cluster.
fn successor(house: &House) -> House {
    let sandbox = house.sandbox.clone();
    let (router, end) = behind(Local::open(session(user(&sandbox, token::ADMIN))).unwrap());
    House { router, sandbox, end }
}

#[tokio::test(start_paused = true)]
async fn a_console_that_is_killed_at_any_moment_of_a_plan_leaves_what_its_successor_finishes() {
    let mut halves = 0;
    for moment in (3..363).step_by(9) {
        let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
        let change = new_claim();
        let plan = review(&house, &change).await.unwrap();
        house.sandbox.faults().delay(Duration::from_millis(10));
        let killed = async {
            for step in 0..plan.plan.steps.len() {
                run(&house, &change, &plan, step).await.unwrap();
            }
        };
        // Dropped in the middle, as a process that is killed drops everything it was doing.
        let _ = tokio::time::timeout(Duration::from_millis(moment), killed).await;
        house.sandbox.faults().delay(Duration::ZERO);
        let verbs: Vec<_> = written(&house).into_iter().map(|(verb, _)| verb).collect();
        halves += usize::from(verbs == ["create"]);
        let next = successor(&house);
        loop {
            let rest = review(&next, &change).await.unwrap();
            if rest.plan.steps.is_empty() {
                break;
            }
            run(&next, &change, &rest, 0).await.unwrap();
        }
        // What the API server was asked and had not done yet is asked again; what it had done is not.
        let mut verbs: Vec<_> = written(&next).into_iter().map(|(verb, _)| verb).collect();
        assert!(verbs.len() <= 3, "killed after {moment} ms: {verbs:?}");
        verbs.dedup();
        assert_eq!(verbs, ["create", "patch"], "killed after {moment} ms");
    }
    assert!(halves > 0, "it was never killed between the steps");
}
