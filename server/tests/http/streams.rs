//! Event streams: what they carry, how often, and when they end. Time is the runtime's own.

use crate::common::{behind, call, listen, send, session, user};
use crate::scripted::Counts;
use app::live::Frames;
use axum::Router;
use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use http::Request;
use registry::overview::{Headline, Overview};
use registry::storage::Facts;
use sandbox::{Sandbox, Scenario, token};
use server::doors::Local;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tower::ServiceExt as _;

struct Listener {
    body: BodyDataStream,
    frames: Frames,
    waiting: VecDeque<(String, String)>,
}

impl Listener {
    async fn open(router: &Router, topics: &str) -> Self {
        let response = router.clone().oneshot(listen(topics)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body().into_data_stream(),
            frames: Frames::default(),
            waiting: VecDeque::new(),
        }
    }

    /// The next event, or `None` at the end of the stream.
    async fn next(&mut self) -> Option<(String, String)> {
        while self.waiting.is_empty() {
            let bytes = self.body.next().await?.unwrap();
            self.waiting.extend(self.frames.push(&bytes));
        }
        self.waiting.pop_front()
    }

    async fn silent_for(&mut self, time: Duration) -> bool {
        timeout(time, self.next()).await.is_err()
    }
}

struct Place {
    router: Router,
    sandbox: Sandbox,
    watches: Arc<AtomicUsize>,
    whoami: Arc<AtomicUsize>,
    end: watch::Sender<bool>,
}

fn place(scenario: Scenario, token: &str) -> Place {
    let sandbox = Sandbox::new(scenario);
    let cluster = Counts::new(user(&sandbox, token));
    let (watches, whoami) = (Arc::clone(&cluster.watches), Arc::clone(&cluster.whoami));
    let (router, end) = behind(Local::open(session(Arc::new(cluster))).unwrap());
    Place {
        router,
        sandbox,
        watches,
        whoami,
        end,
    }
}

async fn set_replicas(sandbox: &Sandbox, replicas: usize) {
    let patch = Request::patch("/apis/imageregistry.operator.openshift.io/v1/configs/cluster")
        .header("authorization", format!("Bearer {}", token::ADMIN))
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(format!(r#"{{"spec":{{"replicas":{replicas}}}}}"#)))
        .unwrap();
    assert_eq!(sandbox.service().oneshot(patch).await.unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn each_topic_comes_whole_at_once_and_then_only_when_it_differs() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let start = Instant::now();
    let mut listener = Listener::open(&place.router, "overview,storage").await;
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for _ in 0..2 {
        let (name, data) = listener.next().await.unwrap();
        assert!(first.insert(name, data).is_none(), "each comes once");
    }
    let streamed: Overview = serde_json::from_str(&first["overview"]).unwrap();
    let asked = send(&place.router, call("/api/overview/read", "{}")).await;
    assert_eq!(streamed, serde_json::from_str::<Overview>(&asked.text).unwrap());
    let facts: Facts = serde_json::from_str(&first["storage"]).unwrap();
    assert!(
        facts
            .claims
            .unwrap()
            .iter()
            .any(|claim| claim.name == "registry-rwx")
    );
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(listener.silent_for(Duration::from_secs(30)).await);

    set_replicas(&place.sandbox, 3).await;
    let changed = timeout(Duration::from_secs(5), listener.next())
        .await
        .unwrap()
        .unwrap();
    assert!(changed.0 == "overview" || changed.0 == "storage");
}

#[tokio::test(start_paused = true)]
async fn a4_a_cluster_without_the_operator_is_said_to_be_so_and_not_asked_in_a_storm() {
    let place = place(Scenario::CapabilityDisabled, token::ADMIN);
    let mut listener = Listener::open(&place.router, "overview").await;
    let (_, first) = listener.next().await.unwrap();
    let overview: Overview = serde_json::from_str(&first).unwrap();
    let expected = Headline::NoOperator {
        capability_disabled: true,
    };
    assert_eq!(overview.headline, expected);
    let before = place.sandbox.requests().len();
    let asked = |place: &Place| {
        let requests = place.sandbox.requests().into_iter().skip(before);
        requests
            .filter(|r| r.path.contains("imageregistry.operator"))
            .count()
    };
    assert!(listener.silent_for(Duration::from_secs(600)).await);
    let count = asked(&place);
    assert!(
        count <= 2 * 10 * 2,
        "{count} requests in ten minutes for what is not there"
    );
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_changes_becomes_at_most_ten_events_a_second_and_the_last_is_right() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "storage").await;
    listener.next().await.unwrap();
    let start = Instant::now();
    let sandbox = place.sandbox.clone();
    let writer = tokio::spawn(async move {
        for n in 0..200 {
            set_replicas(&sandbox, 2 + n % 3).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        set_replicas(&sandbox, 7).await;
    });
    let mut events = 0;
    loop {
        let (_, data) = timeout(Duration::from_secs(30), listener.next())
            .await
            .unwrap()
            .unwrap();
        events += 1;
        let facts: Facts = serde_json::from_str(&data).unwrap();
        if facts.config.unwrap().replicas == Some(7) {
            break;
        }
    }
    writer.await.unwrap();
    let tenths = usize::try_from(start.elapsed().as_millis() / 100).unwrap();
    assert!(events <= tenths + 1, "{events} events in {:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_in_time_does_not_keep_the_rest_back() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    place.sandbox.faults().unavailable("storage.k8s.io", true);
    let start = Instant::now();
    let mut listener = Listener::open(&place.router, "storage").await;
    let (_, data) = listener.next().await.unwrap();
    let facts: Facts = serde_json::from_str(&data).unwrap();
    assert!(facts.config.is_ok() && facts.classes.is_err());
    assert!(
        start.elapsed() <= Duration::from_millis(2_500),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_login_that_ends_ends_the_stream_and_says_so() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "overview").await;
    listener.next().await.unwrap();
    place.sandbox.faults().expire_tokens();
    let start = Instant::now();
    let mut last = None;
    while let Some(event) = listener.next().await {
        last = Some(event);
    }
    assert_eq!(last.unwrap().0, "signed-out");
    assert!(
        start.elapsed() <= Duration::from_secs(61),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(place.watches.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn the_cluster_is_asked_every_minute_whether_the_login_still_holds() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "overview").await;
    listener.next().await.unwrap();
    assert!(listener.silent_for(Duration::from_secs(185)).await);
    assert_eq!(place.whoami.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_still_beats() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "overview").await;
    listener.next().await.unwrap();
    let start = Instant::now();
    let bytes = listener.body.next().await.unwrap().unwrap();
    assert_eq!(&bytes[..], b": heartbeat\n\n");
    assert!(start.elapsed() <= Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn lost_contact_is_told_and_so_is_its_return() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "overview").await;
    listener.next().await.unwrap();
    place.sandbox.faults().down(true);
    let lost = ("contact".to_owned(), "false".to_owned());
    while timeout(Duration::from_secs(60), listener.next())
        .await
        .unwrap()
        .unwrap()
        != lost
    {}
    place.sandbox.faults().down(false);
    let back = ("contact".to_owned(), "true".to_owned());
    while timeout(Duration::from_secs(60), listener.next())
        .await
        .unwrap()
        .unwrap()
        != back
    {}
}

#[tokio::test(start_paused = true)]
async fn a_session_has_eight_streams_and_a_closed_one_closes_its_watch() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(Listener::open(&place.router, "overview").await);
    }
    assert_eq!(place.watches.load(Ordering::SeqCst), 8);
    let ninth = send(&place.router, listen("overview")).await;
    assert_eq!(ninth.status, 429);
    assert_eq!(ninth.header("retry-after"), "5");
    open.clear();
    assert_eq!(place.watches.load(Ordering::SeqCst), 0);
    Listener::open(&place.router, "overview")
        .await
        .next()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_server_ends_its_streams() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "overview").await;
    listener.next().await.unwrap();
    place.end.send(true).unwrap();
    let (name, _) = listener.next().await.unwrap();
    assert_eq!(name, "reconnect", "another replica may be asked at once");
    assert_eq!(listener.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_does_not_read_makes_nothing_pile_up_and_gets_the_latest_state_when_it_does() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "storage").await;
    listener.next().await.unwrap();
    for n in 0..60 {
        set_replicas(&place.sandbox, 2 + n % 3).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    set_replicas(&place.sandbox, 7).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut values = 0;
    loop {
        let (name, data) = timeout(Duration::from_secs(60), listener.next())
            .await
            .unwrap()
            .unwrap();
        // A watch that nobody read for so long may have lost contact; that is one word, and no value.
        if name != "storage" {
            continue;
        }
        values += 1;
        let facts: Facts = serde_json::from_str(&data).unwrap();
        if facts.config.unwrap().replicas == Some(7) {
            break;
        }
    }
    assert!(values <= 3, "{values} values had piled up");
}

#[tokio::test(start_paused = true)]
async fn a_stream_over_watches_that_break_all_the_while_ends_with_the_truth() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "storage").await;
    listener.next().await.unwrap();
    let sandbox = place.sandbox.clone();
    let writer = tokio::spawn(async move {
        for n in 0..60 {
            set_replicas(&sandbox, 2 + n % 3).await;
            match n % 3 {
                0 => sandbox.faults().close_watches(),
                1 => sandbox.faults().compact(),
                _ => {}
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        set_replicas(&sandbox, 7).await;
        sandbox.faults().close_watches();
    });
    loop {
        let (name, data) = timeout(Duration::from_secs(60), listener.next())
            .await
            .expect("the last change was lost")
            .unwrap();
        assert_ne!(name, "signed-out");
        if name == "storage"
            && serde_json::from_str::<Facts>(&data)
                .unwrap()
                .config
                .unwrap()
                .replicas
                == Some(7)
        {
            break;
        }
    }
    writer.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_taken_away_is_gone_from_an_open_stream_within_a_minute() {
    let place = place(Scenario::ReadyClaim, token::ADMIN);
    let mut listener = Listener::open(&place.router, "storage").await;
    let (_, data) = listener.next().await.unwrap();
    assert!(serde_json::from_str::<Facts>(&data).unwrap().claims.is_ok());
    for verb in ["get", "list", "watch"] {
        place.sandbox.faults().forbid(verb, "persistentvolumeclaims");
    }
    let start = Instant::now();
    loop {
        let (_, data) = timeout(Duration::from_secs(60), listener.next())
            .await
            .expect("it is still shown after a minute")
            .unwrap();
        let facts: Facts = serde_json::from_str(&data).unwrap();
        if facts.claims.is_err() {
            assert!(facts.config.is_ok(), "what is still allowed is still shown");
            break;
        }
    }
    assert!(
        start.elapsed() <= Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}
