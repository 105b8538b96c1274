//! Secrets go in and never come out: one is planted in the cluster and looked for in everything the server says.

use crate::common::{House, call, listen, navigate};
use axum::body::Body;
use futures_util::StreamExt as _;
use http::Request;
use sandbox::{Sandbox, Scenario, token};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

const CANARY: &str = "canary-3f9a1c77e2";

async fn plant(sandbox: &Sandbox) {
    let patch = Request::patch("/apis/imageregistry.operator.openshift.io/v1/configs/cluster")
        .header("authorization", format!("Bearer {}", token::ADMIN))
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(format!(r#"{{"spec":{{"httpSecret":"{CANARY}"}}}}"#)))
        .unwrap();
    let answer = sandbox.service().oneshot(patch).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn n5_a_secret_of_the_cluster_and_the_callers_token_are_in_no_answer_and_in_no_log_line() {
    let lines = Lines::default();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(lines.clone())
        .finish();
    // While there is one subscriber alone, a line that another test's thread meets first counts as unwanted by everybody.
    let _another = tracing::Dispatch::new(tracing_subscriber::registry());
    let _log = tracing::subscriber::set_default(log);
    let house = House::new(Scenario::ManagedS3, token::ADMIN);
    plant(&house.sandbox).await;
    let state = r#"{"change":{"feature":"State","form":{"to":"Removed"}}"#;
    let storage = r#"{"change":{"feature":"Storage","form":{"kind":"empty-dir","values":{}}}"#;
    let keep = r#"{"change":{"feature":"Keep","form":{"member":"s3"}}"#;
    let run = r#","hash":"00","confirmation":"yes"}"#;
    let asked = [
        navigate("/?wait=10"),
        navigate("/state?to=Removed&wait=10&password=query-canary"),
        navigate("/storage/keep?member=s3&wait=10"),
        navigate("/storage/setup?wait=10"),
        navigate("/storage/setup?kind=empty-dir&step=details&wait=10"),
        call("/api/overview/read", "{}"),
        call("/api/state/read", "{}"),
        call("/api/storage/read", "{}"),
        call("/api/plan/review", &format!("{state}}}")),
        call("/api/plan/review", &format!("{storage}}}")),
        call("/api/plan/review", &format!("{keep}}}")),
        call("/api/plan/run", &format!("{state}{run}")),
        call("/api/plan/run", &format!("{keep}{run}")),
        call("/api/plan/run", &format!("{storage}{run}")),
    ];
    for request in asked {
        let path = request.uri().to_string();
        let answer = house.send(request).await;
        assert!(!answer.text.is_empty(), "{path}");
        for secret in [CANARY, token::ADMIN] {
            assert!(!answer.text.contains(secret), "{path} shows {secret}");
            assert!(
                !format!("{:?}", answer.headers).contains(secret),
                "{path} shows {secret} in a header"
            );
        }
    }
    let response = house
        .router
        .clone()
        .oneshot(listen("overview,storage"))
        .await
        .unwrap();
    let mut events = response.into_body().into_data_stream();
    for _ in 0..2 {
        let event = tokio::time::timeout(Duration::from_secs(30), events.next())
            .await
            .unwrap();
        let event = String::from_utf8(event.unwrap().unwrap().to_vec()).unwrap();
        assert!(event.starts_with("event: ") && !event.contains(CANARY), "{event}");
    }
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/plan/review"), "the log was looked at");
    for secret in [CANARY, token::ADMIN, "query-canary"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log shows {secret}");
    }
}
