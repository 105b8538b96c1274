//! Watches: what they begin with, what they see, how they end.

use std::time::Duration;

use futures_util::StreamExt;
use http::Method;
use http_body_util::BodyExt;
use sandbox::{Sandbox, Scenario, token};
use serde_json::{Value, json};

use crate::common::{CONFIG, Someone, admin, with};

const MAPS: &str = "/api/v1/namespaces/webshop/configmaps";

/// The events of a watch, as they come.
struct Events {
    chunks: http_body_util::BodyDataStream<sandbox::Body>,
}

impl Events {
    async fn open(who: &Someone, uri: &str) -> Self {
        let response = who.send(Method::GET, uri, "", "").await;
        assert_eq!(response.status(), 200, "{uri}");
        Self {
            chunks: response.into_body().into_data_stream(),
        }
    }

    /// The next event, or nothing at the end.
    async fn next(&mut self) -> Option<Value> {
        let chunk = tokio::time::timeout(Duration::from_secs(20), self.chunks.next())
            .await
            .expect("something in time")?;
        Some(serde_json::from_slice(&chunk.expect("a chunk")).expect("one event a chunk"))
    }

    /// `TYPE name` of the next event.
    async fn brief(&mut self) -> String {
        let event = self.next().await.expect("an event");
        format!(
            "{} {}",
            event["type"].as_str().unwrap_or(""),
            event["object"]["metadata"]["name"].as_str().unwrap_or("-")
        )
    }
}

async fn version(who: &Someone) -> String {
    who.get(MAPS).await.body["metadata"]["resourceVersion"]
        .as_str()
        .expect("a version")
        .to_owned()
}

fn map(name: &str, label: &str) -> Value {
    json!({"metadata": {"name": name, "labels": {"side": label}}})
}

#[tokio::test]
async fn a_watch_from_a_version_sees_what_came_after_it() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(MAPS, map("old", "x")).await;
    let from = version(&admin).await;
    admin.post(MAPS, map("new", "x")).await;
    let mut events = Events::open(&admin, &format!("{MAPS}?watch=1&resourceVersion={from}")).await;
    assert_eq!(events.brief().await, "ADDED new");
    admin
        .patch(&format!("{MAPS}/new"), json!({"data": {"k": "v"}}))
        .await;
    assert_eq!(events.brief().await, "MODIFIED new");
    admin.delete(&format!("{MAPS}/old")).await;
    assert_eq!(events.brief().await, "DELETED old");
}

#[tokio::test]
async fn a_watch_without_a_version_begins_with_what_is_there() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(MAPS, map("a", "x")).await;
    admin.post(MAPS, map("b", "x")).await;
    let mut events = Events::open(&admin, &format!("{MAPS}?watch=true")).await;
    assert_eq!(
        (events.brief().await, events.brief().await),
        ("ADDED a".into(), "ADDED b".into())
    );
}

#[tokio::test]
async fn objects_enter_and_leave_a_selection() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    admin.post(MAPS, map("a", "right")).await;
    let from = version(&admin).await;
    let mut events = Events::open(
        &admin,
        &format!("{MAPS}?watch=1&labelSelector=side%3Dleft&resourceVersion={from}"),
    )
    .await;
    for (side, expected) in [("left", "ADDED a"), ("right", "DELETED a")] {
        admin
            .patch(
                &format!("{MAPS}/a"),
                json!({"metadata": {"labels": {"side": side}}}),
            )
            .await;
        assert_eq!(events.brief().await, expected);
    }
}

#[tokio::test]
async fn a_watch_of_one_name_hears_of_nothing_else() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let from = version(&admin).await;
    let mut events = Events::open(
        &admin,
        &format!("{MAPS}?watch=1&fieldSelector=metadata.name%3Db&resourceVersion={from}"),
    )
    .await;
    admin.post(MAPS, map("a", "x")).await;
    admin.post(MAPS, map("b", "x")).await;
    assert_eq!(events.brief().await, "ADDED b");
}

#[tokio::test]
async fn a_watch_from_before_the_compaction_gets_one_error_and_ends() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let from = version(&admin).await;
    sandbox.faults().compact();
    let mut events = Events::open(&admin, &format!("{MAPS}?watch=1&resourceVersion={from}")).await;
    let error = events.next().await.expect("an event");
    assert_eq!(
        (
            &error["type"],
            &error["object"]["code"],
            &error["object"]["reason"]
        ),
        (&json!("ERROR"), &json!(410), &json!("Expired"))
    );
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_quiet_watch_gets_bookmarks_and_ends_at_its_timeout() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let from = version(&admin).await;
    let mut events = Events {
        chunks: admin
            .send(
                Method::GET,
                &format!("{MAPS}?watch=1&allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion={from}"),
                "",
                "",
            )
            .await
            .into_body()
            .into_data_stream(),
    };
    let bookmark: Value =
        serde_json::from_slice(&events.chunks.next().await.expect("a chunk").expect("data")).expect("JSON");
    assert_eq!(
        (&bookmark["type"], &bookmark["object"]["kind"]),
        (&json!("BOOKMARK"), &json!("ConfigMap"))
    );
    assert!(bookmark["object"]["metadata"]["resourceVersion"].is_string());
    assert!(events.chunks.next().await.is_none());
}

#[tokio::test]
async fn watches_can_be_closed_from_the_servers_side() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let from = version(&admin).await;
    let mut events = Events::open(&admin, &format!("{MAPS}?watch=1&resourceVersion={from}")).await;
    sandbox.faults().close_watches();
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn changes_made_before_a_watch_is_closed_still_arrive() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let from = version(&admin).await;
    let mut events = Events::open(&admin, &format!("{MAPS}?watch=1&resourceVersion={from}")).await;
    admin.post(MAPS, map("last", "x")).await;
    sandbox.faults().close_watches();
    assert_eq!(events.brief().await, "ADDED last");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn one_must_be_allowed_to_watch() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let refused = with(&sandbox, token::NOBODY)
        .get(&format!("{MAPS}?watch=1"))
        .await;
    assert_eq!(refused.code, 403);
    assert!(
        refused.body["message"]
            .as_str()
            .expect("a message")
            .contains("cannot watch resource \"configmaps\"")
    );
}

#[tokio::test]
async fn every_step_of_a_roll_out_is_seen() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let admin = admin(&sandbox);
    let from = admin.config().await["metadata"]["resourceVersion"]
        .as_str()
        .expect("a version")
        .to_owned();
    admin
        .patch(
            CONFIG,
            json!({"spec": {"managementState": "Managed", "storage": {"emptyDir": {}}}}),
        )
        .await;
    let path = "/apis/imageregistry.operator.openshift.io/v1/configs";
    let mut events = Events::open(&admin, &format!("{path}?watch=1&resourceVersion={from}")).await;
    let mut reasons = Vec::new();
    while reasons.last().map(String::as_str) != Some("Ready") {
        let event = events.next().await.expect("an event");
        let reason = event["object"]["status"]["conditions"]
            .as_array()
            .expect("conditions")
            .iter()
            .find(|condition| condition["type"] == "Progressing")
            .and_then(|condition| condition["reason"].as_str())
            .expect("a reason")
            .to_owned();
        if reasons.last() != Some(&reason) {
            reasons.push(reason);
        }
    }
    assert_eq!(
        reasons,
        [
            "Removed",
            "WaitingForDeployment",
            "DeploymentNotCompleted",
            "Ready"
        ]
    );
}
