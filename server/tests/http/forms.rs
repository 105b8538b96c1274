//! Changes without WebAssembly: the form of a page, its review, and what applying it writes.

use crate::common::{Answer, HOST, House, ORIGIN, request};
use axum::body::Body;
use http::{Method, Request};
use sandbox::{Sandbox, Scenario, token};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

async fn post(house: &House, path: &str, fields: &BTreeMap<String, String>) -> Answer {
    let headers = [
        ("host", HOST),
        ("origin", ORIGIN),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    house
        .send(request(Method::POST, path, &headers, &body.finish()))
        .await
}

/// The hidden fields of a page, as a browser would send them.
fn hidden(page: &str) -> BTreeMap<String, String> {
    let tags = page
        .split("<input")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    let of = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next()?.to_owned())
    };
    tags.filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((of(tag, "name")?, of(tag, "value")?)))
        .collect()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What the page at `path` would send with these fields chosen.
async fn filled(house: &House, path: &str, chosen: &[(&str, &str)]) -> BTreeMap<String, String> {
    let page = house.page(path).await;
    let token = hidden(&page.text)
        .remove("token")
        .expect("the page's form carries a token");
    let mut fields = fields(chosen);
    fields.insert("token".to_owned(), token);
    fields
}

async fn patch(sandbox: &Sandbox, patch: &str) {
    let patch = Request::patch("/apis/imageregistry.operator.openshift.io/v1/configs/cluster")
        .header("authorization", format!("Bearer {}", token::ADMIN))
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(patch.to_owned()))
        .unwrap();
    assert_eq!(sandbox.service().oneshot(patch).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_registry_is_made_read_only_by_a_plain_form() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    let sent = filled(&house, "/parameters?wait=10", &[("read-only", "true")]).await;
    let reviewed = post(&house, "/forms/parameters", &sent).await;
    assert_eq!(reviewed.status, 200, "{}", reviewed.text);
    assert!(
        reviewed
            .text
            .contains("Pushes and deletions are refused with 405; pulls go on.")
    );
    let done = post(&house, "/forms/parameters/apply", &hidden(&reviewed.text)).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let page = house.page("/?wait=10").await.text;
    assert!(page.contains("Read-only: the registry refuses pushes and deletions."));
}

#[tokio::test]
async fn the_state_is_changed_with_two_forms_and_one_write() {
    let house = House::new(Scenario::ReadyEmptydir, token::ADMIN);
    let form = filled(&house, "/state?to=Removed&wait=10", &[("to", "Removed")]).await;
    let review = post(&house, "/forms/state", &form).await;
    assert_eq!(review.status, 200, "{}", review.text);
    assert!(
        review.text.contains("spec.managementState"),
        "the review shows the field"
    );
    assert!(!review.text.contains("<script"), "it works without one");
    assert_eq!(house.writes(), [], "a review writes nothing");

    let mut apply = hidden(&review.text);
    assert_eq!(apply["to"], "Removed");
    let (_, rest) = review
        .text
        .split_once("Type ")
        .expect("what is deleted must be named");
    let (name, _) = rest.split_once(" to confirm").unwrap();
    for wrong in ["", "yes", "something-else"] {
        apply.insert("confirmation".to_owned(), wrong.to_owned());
        let refused = post(&house, "/forms/state/apply", &apply).await;
        assert_eq!(refused.status, 422, "{wrong}");
    }
    assert_eq!(house.writes(), [], "unconfirmed");
    apply.insert("confirmation".to_owned(), name.to_owned());
    let done = post(&house, "/forms/state/apply", &apply).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, "/"),
        "{}",
        done.text
    );
    assert_eq!(house.writes().len(), 1);

    let replayed = post(&house, "/forms/state/apply", &apply).await;
    assert_eq!(replayed.status, 409);
    assert_eq!(house.writes().len(), 1, "a replay writes nothing");
}

#[tokio::test]
async fn one_of_two_kinds_of_storage_is_kept_without_webassembly() {
    let house = House::new(Scenario::TwoStorages, token::ADMIN);
    let form = filled(&house, "/storage/keep?member=s3&wait=10", &[("member", "s3")]).await;
    let review = post(&house, "/forms/keep", &form).await;
    assert_eq!(review.status, 200, "{}", review.text);
    assert!(
        review.text.contains("spec.storage.emptyDir"),
        "the review shows the field"
    );
    let done = post(&house, "/forms/keep/apply", &hidden(&review.text)).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(house.writes().len(), 1);
    let mut gone = form.clone();
    gone.insert("member".to_owned(), "emptyDir".to_owned());
    let refused = post(&house, "/forms/keep", &gone).await;
    assert!(
        refused.text.contains("emptyDir is not configured"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn what_a_removal_breaks_is_counted_and_named_in_the_page_itself() {
    let house = House::new(Scenario::ImageStreamsInUse, token::ADMIN);
    let page = house.page("/state?to=Removed&wait=10").await.text;
    for text in [
        "23 build configs push to image streams and will fail",
        "29 workloads need images from this registry",
        "payments/cards",
        "platform-engineering-shared-continuous-integration-environments/customer-recommendations",
        "and 3 more",
        "and 9 more",
    ] {
        assert!(page.contains(text), "{text}");
    }
    for unharmed in ["payments/exported", "payments/mailer"] {
        assert!(!page.contains(unharmed), "{unharmed}");
    }
}

#[tokio::test]
async fn storage_is_set_up_without_webassembly() {
    for (scenario, chosen) in [
        (Scenario::BareMetalRemoved, &[("kind", "empty-dir")][..]),
        (
            Scenario::BareMetalClaims,
            &[
                ("kind", "existing-claim"),
                ("claim", "registry-rwx"),
                ("replicas", "2"),
            ],
        ),
    ] {
        let house = House::new(scenario, token::ADMIN);
        let path = format!("/storage/setup?kind={}&step=details&wait=10", chosen[0].1);
        let form = filled(&house, &path, chosen).await;
        let review = post(&house, "/forms/storage", &form).await;
        assert_eq!(review.status, 200, "{chosen:?}: {}", review.text);
        let mut apply = hidden(&review.text);
        apply.insert("confirmation".to_owned(), "yes".to_owned());
        let done = post(&house, "/forms/storage/apply", &apply).await;
        assert_eq!(done.status, 303, "{chosen:?}: {}", done.text);
        assert_eq!(house.writes().len(), 1, "{chosen:?}");
    }
}

#[tokio::test]
async fn a_form_with_problems_says_which_and_writes_nothing() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let chosen = [("kind", "existing-claim"), ("claim", "no-such-claim")];
    let form = filled(
        &house,
        "/storage/setup?kind=existing-claim&step=details&wait=10",
        &chosen,
    )
    .await;
    let answer = post(&house, "/forms/storage", &form).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("<li>"), "{}", answer.text);
    assert_eq!(house.writes(), []);
}

#[tokio::test]
async fn a_form_without_the_sessions_token_is_refused() {
    let house = House::new(Scenario::ReadyEmptydir, token::ADMIN);
    let good = filled(&house, "/state?to=Removed&wait=10", &[("to", "Removed")]).await;
    let other = House::new(Scenario::ReadyEmptydir, token::ADMIN);
    let foreign = filled(&other, "/state?to=Removed&wait=10", &[])
        .await
        .remove("token")
        .unwrap();
    for wrong in ["", "x", &foreign, &good["token"][1..]] {
        let mut form = good.clone();
        form.insert("token".to_owned(), wrong.to_owned());
        for path in ["/forms/state", "/forms/state/apply"] {
            assert_eq!(post(&house, path, &form).await.status, 403, "{path} {wrong}");
        }
    }
    assert_eq!(house.writes(), []);
}

#[tokio::test]
async fn a_cluster_that_changed_meanwhile_is_reviewed_again() {
    let house = House::new(Scenario::ReadyEmptydir, token::ADMIN);
    let form = filled(&house, "/state?to=Removed&wait=10", &[("to", "Removed")]).await;
    let review = post(&house, "/forms/state", &form).await;
    let mut apply = hidden(&review.text);
    apply.insert("confirmation".to_owned(), "yes".to_owned());
    patch(&house.sandbox, r#"{"spec":{"managementState":"Unmanaged"}}"#).await;
    let written = house.writes().len();
    let answer = post(&house, "/forms/state/apply", &apply).await;
    assert_eq!(answer.status, 409);
    assert_ne!(
        hidden(&answer.text)["hash"],
        apply["hash"],
        "the new plan can be applied instead"
    );
    assert_eq!(house.writes().len(), written);
}

#[tokio::test]
async fn a_forged_hash_or_another_features_hash_writes_nothing() {
    let house = House::new(Scenario::ReadyEmptydir, token::ADMIN);
    let form = filled(&house, "/state?to=Removed&wait=10", &[("to", "Removed")]).await;
    let review = post(&house, "/forms/state", &form).await;
    let good = hidden(&review.text);
    let mut apply = good.clone();
    apply.insert("confirmation".to_owned(), "yes".to_owned());
    for hash in [
        String::new(),
        "0".repeat(64),
        good["hash"].to_uppercase(),
        format!("{} ", good["hash"]),
    ] {
        apply.insert("hash".to_owned(), hash.clone());
        assert_eq!(
            post(&house, "/forms/state/apply", &apply).await.status,
            409,
            "{hash}"
        );
    }
    let mut other = fields(&[("kind", "empty-dir"), ("confirmation", "yes")]);
    other.insert("token".to_owned(), good["token"].clone());
    other.insert("hash".to_owned(), good["hash"].clone());
    assert_eq!(post(&house, "/forms/storage/apply", &other).await.status, 409);
    assert_eq!(house.writes(), []);
}

#[tokio::test]
async fn a_step_the_cluster_refuses_is_told_with_what_was_done() {
    let house = House::new(Scenario::ReadyEmptydir, token::ADMIN);
    let form = filled(&house, "/state?to=Unmanaged&wait=10", &[("to", "Unmanaged")]).await;
    let review = post(&house, "/forms/state", &form).await;
    let mut apply = hidden(&review.text);
    apply.insert("confirmation".to_owned(), "yes".to_owned());
    // The dry run of the second review is the first to meet it, the step itself the next.
    house.sandbox.faults().fail_next("patch", "configs", 500);
    house.sandbox.faults().fail_next("patch", "configs", 500);
    let answer = post(&house, "/forms/state/apply", &apply).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert!(answer.text.contains("Nothing was written"), "{}", answer.text);
}
