//! What a watch does against a scripted API server: requests sent, retried and told, and none at all where none is due.

use crate::script::{Part, Reply, Script, Seen, config, list, status, status_body};
use futures_util::StreamExt;
use registry::error::ClusterError;
use registry::name::Name;
use registry::port::{Cluster, Events, Update};
use registry::resource::Resource;
use registry::snapshot::{Answer, Query};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, timeout};

const CONFIGS: &str = "/apis/imageregistry.operator.openshift.io/v1/configs";

fn query() -> Query {
    Query::singleton(Resource::Config)
}

fn at(version: u64) -> Value {
    config(version, json!({"replicas": version}))
}

fn event(kind: &str, object: Value) -> Part {
    Part::Line(json!({"type": kind, "object": object}))
}

fn hanging(mut parts: Vec<Part>) -> Reply {
    parts.push(Part::Hang);
    Reply::Stream(parts)
}

/// Lists and watches of a script that answers the two in turn, each from its own row.
fn rows(lists: Vec<Reply>, watches: Vec<Reply>) -> Script {
    let (mut lists, mut watches) = (lists.into_iter(), watches.into_iter());
    Script::answering(move |seen: &Seen| {
        let row = if seen.is_watch() { &mut watches } else { &mut lists };
        row.next().unwrap_or(Reply::Silence)
    })
}

fn watch(script: &Script) -> Events<Update> {
    script.user().watch(vec![query()])
}

async fn next(events: &mut Events<Update>) -> Update {
    timeout(Duration::from_secs(600), events.next())
        .await
        .expect("an update")
        .expect("no end")
}

async fn answer(events: &mut Events<Update>) -> Answer {
    match next(events).await {
        Update::Answer(_, answer) => answer,
        contact => panic!("{contact:?}"),
    }
}

/// The version of the one configuration in the next answer.
async fn version(events: &mut Events<Update>) -> i64 {
    answer(events).await.unwrap()[0]["metadata"]["generation"]
        .as_i64()
        .unwrap()
}

async fn quiet(events: &mut Events<Update>, time: Duration) {
    let update = timeout(time, events.next()).await;
    assert!(update.is_err(), "{update:?}");
}

fn count(script: &Script, watches: bool) -> usize {
    script
        .seen()
        .iter()
        .filter(|seen| seen.is_watch() == watches)
        .count()
}

#[tokio::test(start_paused = true)]
async fn an_answer_comes_at_once_and_again_with_every_change() {
    let script = rows(
        vec![list(5, vec![at(5)])],
        vec![hanging(vec![
            Part::Pause(Duration::from_secs(1)),
            event("MODIFIED", at(6)),
            Part::Pause(Duration::from_secs(1)),
            event("DELETED", at(7)),
            Part::Pause(Duration::from_secs(1)),
            event("ADDED", at(8)),
        ])],
    );
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    assert_eq!(version(&mut events).await, 6);
    assert_eq!(
        answer(&mut events).await,
        Err(ClusterError::Missing {
            resource: Resource::Config,
            name: "cluster".into()
        })
    );
    assert_eq!(version(&mut events).await, 8);
    assert_eq!(
        script.lines(),
        [
            format!("GET {CONFIGS}?fieldSelector=metadata.name=cluster&limit=500"),
            format!(
                "GET {CONFIGS}?allowWatchBookmarks=true&fieldSelector=metadata.name=cluster&resourceVersion=5&\
                 timeoutSeconds=40&watch=true"
            )
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn secrets_are_gone_from_what_a_watch_gives() {
    let secret = |version| config(version, json!({"httpSecret": "canary"}));
    let script = rows(
        vec![list(5, vec![secret(5)])],
        vec![hanging(vec![
            Part::Pause(Duration::from_secs(1)),
            event("MODIFIED", secret(6)),
        ])],
    );
    let mut events = watch(&script);
    for _ in 0..2 {
        let answer = answer(&mut events).await;
        assert!(!format!("{answer:?}").contains("canary"), "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_ends_cleanly_goes_on_from_its_last_version_without_a_word() {
    let bookmark = json!({"kind": "Config", "metadata": {"resourceVersion": "31"}});
    let script = rows(
        vec![list(5, vec![at(5)])],
        vec![
            Reply::Stream(vec![
                Part::Pause(Duration::from_secs(40)),
                event("BOOKMARK", bookmark),
            ]),
            Reply::Stream(vec![Part::Pause(Duration::from_secs(40))]),
            hanging(vec![
                Part::Pause(Duration::from_secs(1)),
                event("MODIFIED", at(32)),
            ]),
        ],
    );
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    let start = Instant::now();
    assert_eq!(version(&mut events).await, 32);
    assert!(
        start.elapsed() < Duration::from_secs(82),
        "no pause after a clean end"
    );
    assert_eq!(count(&script, false), 1);
    let versions: Vec<_> = script
        .seen()
        .iter()
        .filter_map(|seen| seen.query.get("resourceVersion").cloned())
        .collect();
    assert_eq!(versions, ["5", "31", "31"]);
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_breaks_inside_a_line_resumes_before_it() {
    let script = rows(
        vec![list(5, vec![at(5)])],
        vec![
            Reply::Stream(vec![
                event("MODIFIED", at(6)),
                Part::Raw("{\"type\":\"MODI"),
                Part::Break,
            ]),
            Reply::Stream(vec![event("MODIFIED", at(7)), Part::Raw("{\"type\":\"MODI")]),
            hanging(vec![event("MODIFIED", at(8))]),
        ],
    );
    let mut events = watch(&script);
    while version(&mut events).await < 8 {}
    assert_eq!(count(&script, false), 1);
    let versions: Vec<_> = script
        .seen()
        .iter()
        .filter_map(|seen| seen.query.get("resourceVersion").cloned())
        .collect();
    assert_eq!(versions, ["5", "6", "7"]);
}

#[tokio::test(start_paused = true)]
async fn a_version_too_old_costs_one_list_and_speaks_only_of_changes() {
    let gone: [fn() -> Reply; 2] = [
        || status(410, "Expired"),
        || Reply::Stream(vec![event("ERROR", status_body(410, "Expired"))]),
    ];
    for gone in gone {
        for (relisted, news) in [(at(5), false), (at(9), true)] {
            let script = rows(
                vec![list(5, vec![at(5)]), list(9, vec![relisted])],
                vec![gone(), Reply::Silence],
            );
            let mut events = watch(&script);
            // The reader may come after the second list and then never sees the first.
            while news && version(&mut events).await < 9 {}
            if !news {
                assert_eq!(version(&mut events).await, 5);
            }
            quiet(&mut events, Duration::from_secs(5)).await;
            assert_eq!(count(&script, false), 2);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_version_that_is_always_too_old_is_no_storm_of_lists() {
    let script = Script::answering(|seen: &Seen| match seen.is_watch() {
        true => status(410, "Expired"),
        false => list(5, vec![at(5)]),
    });
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    let _ = timeout(Duration::from_secs(60), async {
        while events.next().await.is_some() {}
    })
    .await;
    assert!(count(&script, false) < 15, "{}", count(&script, false));
}

#[tokio::test(start_paused = true)]
async fn a_version_that_is_always_too_old_never_takes_the_answer_away() {
    let script = Script::answering(|seen: &Seen| match seen.is_watch() {
        true => status(410, "Expired"),
        false => list(5, vec![at(5)]),
    });
    let mut events = watch(&script);
    let mut answers = 0;
    let _ = timeout(Duration::from_secs(60), async {
        while let Some(update) = events.next().await {
            if let Update::Answer(_, answer) = update {
                assert!(answer.is_ok(), "{answer:?}");
                answers += 1;
            }
        }
    })
    .await;
    assert_eq!(answers, 1);
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_events_becomes_few_answers_and_the_last_is_right() {
    let mut parts: Vec<Part> = Vec::new();
    for version in 6..=3005 {
        parts.push(Part::Pause(Duration::from_millis(1)));
        parts.push(event("MODIFIED", at(version)));
    }
    let script = rows(vec![list(5, vec![at(5)])], vec![hanging(parts)]);
    let mut events = watch(&script);
    let mut answers = 0;
    while version(&mut events).await < 3005 {
        answers += 1;
    }
    assert!((10..=40).contains(&answers), "{answers} answers in 3 s");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_was_away_gets_the_latest_answer_alone() {
    let mut parts: Vec<Part> = Vec::new();
    for version in 6..=50 {
        parts.push(event("MODIFIED", at(version)));
        parts.push(Part::Pause(Duration::from_secs(1)));
    }
    let script = rows(vec![list(5, vec![at(5)])], vec![hanging(parts)]);
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(version(&mut events).await > 30);
}

#[tokio::test(start_paused = true)]
async fn lost_contact_is_said_once_and_regained_after_the_fresh_answer() {
    let script = rows(
        vec![
            list(5, vec![at(5)]),
            Reply::Break,
            Reply::Break,
            Reply::Break,
            Reply::Break,
            Reply::Break,
            Reply::Break,
            list(9, vec![at(9)]),
        ],
        vec![Reply::Break, Reply::Silence],
    );
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    assert_eq!(next(&mut events).await, Update::Contact(false));
    assert_eq!(version(&mut events).await, 9);
    assert_eq!(next(&mut events).await, Update::Contact(true));
}

#[tokio::test(start_paused = true)]
async fn contact_that_never_was_is_an_answer_too() {
    let mut working = false;
    let script = Script::answering(move |seen: &Seen| {
        working |= seen.path.ends_with("imagepruners");
        match working {
            true => list(1, vec![]),
            false => Reply::Break,
        }
    });
    let mut events = watch(&script);
    assert_eq!(answer(&mut events).await, Err(ClusterError::Unreachable));
    assert_eq!(next(&mut events).await, Update::Contact(false));
}

#[tokio::test(start_paused = true)]
async fn one_slow_query_is_no_loss_of_contact() {
    let script = rows(vec![Reply::Silence, list(5, vec![at(5)])], vec![]);
    let mut events = watch(&script);
    assert_eq!(
        answer(&mut events).await,
        Err(ClusterError::TooSlow { seconds: 10 })
    );
    assert_eq!(version(&mut events).await, 5);
    quiet(&mut events, Duration::from_secs(5)).await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_watch_is_given_up_within_45_seconds() {
    let script = rows(
        vec![list(5, vec![at(5)])],
        vec![hanging(vec![]), hanging(vec![event("MODIFIED", at(6))])],
    );
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    let start = Instant::now();
    assert_eq!(version(&mut events).await, 6);
    assert!(
        start.elapsed() <= Duration::from_secs(45),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_is_forbidden_becomes_a_poll() {
    let mut lists = 0;
    let script = Script::answering(move |seen: &Seen| match seen.is_watch() {
        true => status(403, "Forbidden"),
        false => {
            lists += 1;
            list(lists, vec![at(if lists < 4 { 5 } else { 6 })])
        }
    });
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    let start = Instant::now();
    assert_eq!(version(&mut events).await, 6);
    let seconds = start.elapsed().as_secs();
    assert!(
        (45..=57).contains(&seconds),
        "three polls of 15 s, spread by a quarter: {seconds}"
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_may_only_get_the_object_is_still_kept_current() {
    let mut gets = 4;
    let script = Script::answering(move |seen: &Seen| match seen.path.ends_with("/cluster") {
        false => status(403, "Forbidden"),
        true => {
            gets += 1;
            Reply::Json(200, at(gets))
        }
    });
    let mut events = watch(&script);
    for expected in 5..8 {
        assert_eq!(version(&mut events).await, expected);
    }
    assert_eq!(count(&script, true), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_by_name_is_never_listed_or_watched() {
    let mut version = 0;
    let script = Script::answering(move |seen: &Seen| {
        assert!(
            seen.path.ends_with("/installer-cloud-credentials"),
            "{}",
            seen.line()
        );
        version += 1;
        let data = json!({"A": "Y2FuYXJ5"});
        Reply::Json(
            200,
            json!({"metadata": {"name": "installer-cloud-credentials", "generation": version}, "data": data}),
        )
    });
    let name = Name::new("installer-cloud-credentials").unwrap();
    let query = Query::named_in_registry_namespace(Resource::Secret, name);
    let mut events = script.user().watch(vec![query]);
    for expected in 1..4 {
        let objects = answer(&mut events).await.unwrap();
        assert_eq!(objects[0]["metadata"]["generation"], expected);
        assert_eq!(objects[0]["data"], json!({"A": "(hidden)"}));
    }
    assert_eq!(count(&script, true), 0);
    assert!(script.seen().iter().all(|seen| seen.query.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_served_or_forbidden_is_said_once_and_asked_every_minute() {
    let query = Query::in_registry_namespace(Resource::Route);
    let answers: [fn() -> Reply; 2] = [
        || Reply::Text(404, "404 page not found\n"),
        || status(403, "Forbidden"),
    ];
    for denied in answers {
        let script = Script::answering(move |_| denied());
        let mut events = script.user().watch(vec![query.clone()]);
        assert!(answer(&mut events).await.is_err());
        quiet(&mut events, Duration::from_secs(600)).await;
        let asked = script.seen().len();
        assert!((8..=11).contains(&asked), "{asked} in ten minutes");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_passes_keeps_the_last_answer_and_one_that_stays_replaces_it() {
    let unavailable = || status(503, "ServiceUnavailable");
    // A list is asked three times before it has failed.
    let down = |times: usize| (0..times * 3).map(|_| unavailable());
    let error = Err(ClusterError::Unavailable {
        resource: Resource::Config,
    });

    let script = rows(
        vec![list(5, vec![at(5)]), list(6, vec![at(6)])],
        vec![unavailable(), Reply::Silence],
    );
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    assert_eq!(version(&mut events).await, 6);

    let mut lists = vec![list(5, vec![at(5)])];
    lists.extend(down(2));
    lists.push(list(6, vec![]));
    let script = rows(lists, vec![unavailable(), Reply::Silence]);
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    assert_eq!(answer(&mut events).await, error);
    assert!(matches!(
        answer(&mut events).await,
        Err(ClusterError::Missing { .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn nonsense_in_a_watch_neither_ends_it_nor_makes_a_storm() {
    let script = Script::answering(|seen: &Seen| match seen.is_watch() {
        true => Reply::Stream(vec![Part::Raw("<html>\n")]),
        false => list(5, vec![at(5)]),
    });
    let mut events = watch(&script);
    assert_eq!(version(&mut events).await, 5);
    let _ = timeout(Duration::from_secs(60), async {
        while events.next().await.is_some() {}
    })
    .await;
    assert!(
        (2..15).contains(&count(&script, true)),
        "{}",
        count(&script, true)
    );
}

#[tokio::test(start_paused = true)]
async fn an_event_longer_than_allowed_is_not_kept_in_memory() {
    let limits = crate::Limits {
        event_bytes: 64,
        ..crate::Limits::default()
    };
    let script = rows(
        vec![list(5, vec![at(5)]), list(6, vec![at(6)])],
        vec![
            hanging(vec![Part::Raw(
                "0123456789012345678901234567890123456789012345678901234567890123456789",
            )]),
            Reply::Silence,
        ],
    );
    let mut events = script.user_under(limits).watch(vec![query()]);
    assert_eq!(version(&mut events).await, 5);
    assert_eq!(version(&mut events).await, 6);
}

#[tokio::test(start_paused = true)]
async fn an_ended_login_ends_everything_and_is_the_last_word() {
    let script = Script::answering(|seen: &Seen| match (seen.is_watch(), seen.path.as_str()) {
        (true, CONFIGS) => status(401, "Unauthorized"),
        (true, _) => Reply::Stream(vec![Part::Hang]),
        (false, _) => list(5, vec![at(5)]),
    });
    let mut events = script.user().watch(vec![
        query(),
        Query::in_registry_namespace(Resource::Pod),
        Query::in_registry_namespace(Resource::Route),
    ]);
    let mut updates = Vec::new();
    while let Some(update) = timeout(Duration::from_secs(60), events.next()).await.unwrap() {
        updates.push(update);
    }
    assert_eq!(
        updates.pop(),
        Some(Update::Answer(query(), Err(ClusterError::SignedOut)))
    );
    assert!(
        updates
            .iter()
            .all(|update| !matches!(update, Update::Answer(_, Err(_))))
    );
    drop(events);
    closed(&script).await;
}

/// Waits until every answer is dropped; a moment is enough, because nothing has to happen but the tasks' end.
async fn closed(script: &Script) {
    let until = async {
        while script.open() > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(1), until)
        .await
        .expect("a request is still open");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_closes_every_request() {
    let script = Script::answering(|seen: &Seen| match seen.is_watch() {
        true => Reply::Stream(vec![Part::Hang]),
        false => list(5, vec![]),
    });
    let set: Vec<Query> = Resource::ALL
        .iter()
        .map(|resource| Query::everywhere(*resource))
        .collect();
    let mut events = script.user().watch(set);
    for _ in Resource::ALL {
        answer(&mut events).await.unwrap();
    }
    while script.open() < Resource::ALL.len() {
        tokio::task::yield_now().await;
    }
    drop(events);
    closed(&script).await;
    let asked = script.seen().len();
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(
        script.seen().len(),
        asked,
        "nothing is asked for a reader who left"
    );
}

#[tokio::test(start_paused = true)]
async fn a_query_asked_twice_is_watched_once() {
    let script = rows(vec![list(5, vec![at(5)])], vec![]);
    let mut events = script.user().watch(vec![query(), query()]);
    assert_eq!(version(&mut events).await, 5);
    quiet(&mut events, Duration::from_millis(500)).await;
    assert_eq!(count(&script, false), 1);
}
