//! The audit trail of writes: who, what, how it ended, and no value.

use super::house::{Browser, CALL, House};
use crate::common::{behind, call, send, session};
use crate::logged;
use cluster::{Connection, Token};
use http::Method;
use registry::change::Change;
use registry::objects::ManagementState;
use registry::state::StateForm;
use sandbox::{Sandbox, Scenario, token};
use serde_json::{Value, json};
use server::doors::Local;
use std::sync::Arc;

async fn ask(house: &House, browser: &Browser, path: &str, body: &Value) -> (u16, Value) {
    let answer = browser
        .send(&house.router, Method::POST, path, &CALL, &body.to_string())
        .await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn a_write_leaves_a_line_of_who_what_and_how_it_ended() {
    logged::begin();
    let change = Change::State(StateForm {
        to: ManagementState::Unmanaged,
        keep_data: false,
    });
    for (person, user, status, result) in [
        (token::READER, "reader", 403, "denied"),
        (token::ADMIN, "admin", 200, "done"),
    ] {
        let house = House::new(Scenario::ReadyClaim);
        let browser = house.logged_in(person).await;
        let (_, review) = ask(&house, &browser, "/api/plan/review", &json!({"change": change})).await;
        let hash = &review["hashes"][0];
        assert!(hash.is_string(), "{review}");
        let dry = logged::so_far();
        let body = json!({"change": change, "hash": hash, "confirmation": "yes"});
        let (said, answer) = ask(&house, &browser, "/api/plan/run", &body).await;
        assert_eq!(said, status, "{answer}");
        let wanted = format!(
            "event=\"write\" user=\"{user}\" verb=\"patch\" resource=configs.imageregistry.operator.openshift.io"
        );
        let (before, after) = (dry.matches(&wanted).count(), logged::so_far());
        let lines: Vec<&str> = after.lines().filter(|line| line.contains(&wanted)).collect();
        let line = lines
            .get(before)
            .unwrap_or_else(|| panic!("no line for {user}: {lines:#?}"));
        assert!(line.contains(&format!("result=\"{result}\"")), "{line}");
        assert!(
            line.contains("name=cluster") && line.contains("request=\""),
            "{line}"
        );
        assert!(!line.contains("Unmanaged"), "{line}");
    }
}

#[tokio::test]
async fn a_write_of_the_one_person_at_the_local_door_leaves_its_line_too() {
    logged::begin();
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let admin = Connection::from_service(sandbox.service()).as_user(Token::new(token::ADMIN).unwrap());
    let door = Local::open(session(Arc::new(admin.clone())))
        .unwrap()
        .with_user(admin);
    let (router, _end) = behind(door);
    let form = Change::State(StateForm {
        to: ManagementState::Removed,
        keep_data: true,
    });
    let review = send(
        &router,
        call("/api/plan/review", &json!({"change": form}).to_string()),
    )
    .await;
    let hash = review.json()["hashes"][0].clone();
    let wanted =
        "event=\"write\" user=\"admin\" verb=\"patch\" resource=configs.imageregistry.operator.openshift.io";
    let run = json!({"change": form, "hash": hash, "confirmation": "yes"}).to_string();
    let answer = send(&router, call("/api/plan/run", &run)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = answer.header("x-request-id").to_owned();
    let said = logged::so_far();
    let line = said
        .lines()
        .find(|line| line.contains(wanted) && line.contains(&id));
    let line = line.unwrap_or_else(|| panic!("no line for request {id}"));
    assert!(
        line.contains("result=\"done\"") && !line.contains("Removed"),
        "{line}"
    );
}

#[tokio::test]
async fn a_read_of_a_secret_leaves_a_line_of_who_which_and_how_it_ended() {
    logged::begin();
    for (person, user, result) in [
        (token::READER, "reader", "denied"),
        (token::ADMIN, "admin", "done"),
    ] {
        let house = House::new(Scenario::OwnKeys);
        let browser = house.logged_in(person).await;
        let wanted = format!("event=\"read\" user=\"{user}\" verb=\"get\" resource=\"secrets\"");
        let before = logged::so_far().matches(&wanted).count();
        ask(&house, &browser, "/api/storage/read", &json!({})).await;
        let log = logged::so_far();
        let lines: Vec<&str> = log
            .lines()
            .filter(|line| line.contains(&wanted))
            .skip(before)
            .collect();
        let own = "name=\"image-registry-private-configuration-user\"";
        let line = lines
            .iter()
            .find(|line| line.contains(own))
            .unwrap_or_else(|| panic!("no line for {user}: {lines:#?}"));
        assert!(line.contains(&format!("result=\"{result}\"")), "{line}");
        assert!(!line.contains("REGISTRY_STORAGE"), "{line}");
    }
}
