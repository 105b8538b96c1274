//! Every server function, found in the inventory and not in somebody's memory: as nobody, from elsewhere, in another
//! content type, by GET, and as somebody who may only read.

use crate::common::{CALL, House, behind, request, send, session, user, with, writes};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use registry::change::Change;
use registry::plan::Plan;
use registry::state::StateForm;
use sandbox::{Sandbox, Scenario, token};
use serde_json::{Value, json};
use server::doors::Local;
use server::doors::local::{LIFETIME, Launch};

fn endpoints() -> Vec<(String, Method)> {
    // The inventory is filled when the program is linked; a router asks for the same list.
    let mut all: Vec<_> = server_fn_paths()
        .map(|(path, method)| (path.to_owned(), method))
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn every_server_function_is_in_the_golden_list_and_none_is_called_by_get() {
    let list: String = endpoints()
        .iter()
        .map(|(path, method)| format!("{method} {path}\n"))
        .collect();
    assert_eq!(
        list,
        include_str!("../golden/endpoints.txt"),
        "a new endpoint belongs into server/tests/golden/endpoints.txt and into `as_a_reader`"
    );
    assert!(endpoints().iter().all(|(_, method)| method == Method::POST));
}

#[tokio::test]
async fn nobody_gets_nothing_but_a_401_that_says_so() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let (launch, _) = Launch::new(LIFETIME).unwrap();
    let door = Local::locked(session(user(&sandbox, token::ADMIN)), launch, 8080).unwrap();
    let (router, _end) = behind(door);
    let cookies = [
        "",
        "registry-console-8080=",
        "registry-console-8080=AAAA",
        "session=1",
    ];
    for (path, _) in endpoints() {
        for cookie in cookies {
            let headers = with(&CALL, &[("cookie", cookie)]);
            let answer = send(&router, request(Method::POST, &path, &headers, "{}")).await;
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(answer.json(), json!({"Cluster": "SignedOut"}));
        }
    }
    assert_eq!(sandbox.requests(), [], "the cluster was asked for nobody");
}

#[tokio::test]
async fn a_foreign_origin_a_wrong_content_type_and_a_get_reach_no_server_function() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    for (path, _) in endpoints() {
        let foreign = with(
            &CALL,
            &[
                ("origin", "http://evil.example"),
                ("sec-fetch-site", "cross-site"),
            ],
        );
        let plain = with(&CALL, &[("content-type", "text/plain")]);
        let form = with(
            &CALL,
            &[
                ("content-type", "application/x-www-form-urlencoded"),
                ("accept", "text/html"),
            ],
        );
        for (method, headers, status) in [
            (Method::POST, &foreign, 403),
            (Method::POST, &plain, 415),
            (Method::POST, &form, 415),
            (Method::GET, &CALL.to_vec(), 405),
            (Method::HEAD, &CALL.to_vec(), 405),
        ] {
            let answer = house.send(request(method, &path, headers, "{}")).await;
            assert_eq!(answer.status, status, "{path} {headers:?}");
        }
    }
    assert_eq!(house.sandbox.requests(), []);
}

#[tokio::test]
async fn a_server_function_never_redirects_whatever_the_browser_accepts() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let html = with(
        &CALL,
        &[
            ("accept", "text/html"),
            ("referer", "http://127.0.0.1:8080/state"),
        ],
    );
    for (path, _) in endpoints() {
        let answer = house.send(request(Method::POST, &path, &html, "{}")).await;
        assert!(!answer.status.is_redirection(), "{path}: {}", answer.status);
        assert!(answer.headers.get("location").is_none(), "{path}");
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
    }
}

async fn plan_of(house: &House, change: &Change) -> Plan {
    let cluster = user(&house.sandbox, token::READER);
    change.plan(&cluster.read(&change.queries()).await).unwrap()
}

/// What a reader may do with each endpoint: what to send, and the answer's status.
async fn as_a_reader(house: &House, path: &str) -> (Value, u16) {
    let change = Change::State(StateForm {
        to: registry::objects::ManagementState::Unmanaged,
        keep_data: false,
    });
    match path {
        "/api/doors/about"
        | "/api/doors/health"
        | "/api/overview/read"
        | "/api/state/read"
        | "/api/storage/read"
        | "/api/parameters/read" => (json!({}), 200),
        "/api/parameters/text" => (json!({"form": {"values": {"replicas": "3"}}}), 200),
        "/api/plan/review" => (json!({"change": change}), 200),
        "/api/plan/run" => {
            let hash = plan_of(house, &change).await.hash(&crate::common::key());
            (
                json!({"change": change, "hash": hash, "confirmation": "yes"}),
                403,
            )
        }
        other => panic!("say what a reader may do with {other}"),
    }
}

#[tokio::test]
async fn a_reader_reads_everything_and_changes_nothing() {
    let house = House::new(Scenario::ReadyClaim, token::READER);
    let before = user(&house.sandbox, token::READER)
        .read(&registry::state::queries())
        .await;
    for (path, _) in endpoints() {
        let (body, status) = as_a_reader(&house, &path).await;
        let answer = house.call(&path, &body.to_string()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
    }
    let after = user(&house.sandbox, token::READER)
        .read(&registry::state::queries())
        .await;
    assert_eq!(before, after);
    assert!(writes(&house.sandbox).iter().all(|write| write.user == "reader"));
}
