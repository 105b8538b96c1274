//! Reads against a scripted API server: requests, pages, retries.

use crate::limits::Limits;
use crate::script::{Part, Reply, Script, Seen, config, list, status};
use http::Method;
use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::{Permission, Verb};
use registry::port::Cluster;
use registry::resource::Resource;
use registry::snapshot::{Answer, Query, Snapshot};
use serde_json::{Value, json};
use std::time::Duration;

const CONFIG: &str = "/apis/imageregistry.operator.openshift.io/v1/configs/cluster";

fn the_config() -> Query {
    Query::singleton(Resource::Config)
}

fn only(snapshot: &Snapshot) -> Answer {
    snapshot.answers().next().unwrap().1.clone()
}

async fn read(script: &Script, query: Query) -> Answer {
    only(&script.user().read(&[query]).await)
}

fn pod(name: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "openshift-image-registry"}})
}

#[tokio::test]
async fn a_read_is_one_get_with_the_users_token_and_the_consoles_name() {
    let script = Script::replying([Reply::Json(200, config(7, json!({"replicas": 1})))]);
    let answer = read(&script, the_config()).await.unwrap();
    assert_eq!(answer[0]["spec"]["replicas"], 1);
    assert_eq!(script.lines(), [format!("GET {CONFIG}")]);
    let headers = script.seen()[0].headers.clone();
    assert_eq!(headers["authorization"], "Bearer canary-token");
    assert_eq!(
        headers["user-agent"],
        format!("registry-console/{}", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(headers["accept"], "application/json");
}

#[tokio::test]
async fn secrets_are_gone_from_what_a_read_gives() {
    let script = Script::replying([Reply::Json(200, config(7, json!({"httpSecret": "canary"})))]);
    let answer = read(&script, the_config()).await.unwrap();
    assert!(!json!(answer).to_string().contains("canary"));
}

#[tokio::test]
async fn each_query_of_a_batch_is_answered_on_its_own() {
    let script = Script::answering(|seen: &Seen| match seen.path.as_str() {
        CONFIG => Reply::Json(200, config(1, json!({}))),
        path if path.ends_with("/pods") => status(403, "Forbidden"),
        path if path.ends_with("/routes") => Reply::Text(404, "404 page not found\n"),
        _ => status(404, "NotFound"),
    });
    let pods = Query::in_registry_namespace(Resource::Pod);
    let routes = Query::in_registry_namespace(Resource::Route);
    let pruner = Query::singleton(Resource::ImagePruner);
    let snapshot = script
        .user()
        .read(&[the_config(), pods.clone(), routes.clone(), pruner.clone()])
        .await;
    let answer = |query: &Query| {
        let found = snapshot.answers().find(|(asked, _)| *asked == query);
        found.unwrap().1.clone()
    };
    assert_eq!(answer(&the_config()).unwrap().len(), 1);
    assert_eq!(
        answer(&pods),
        Err(ClusterError::Forbidden {
            permission: Permission {
                verb: Verb::List,
                resource: Resource::Pod,
                namespace: Some(Name::registry_namespace()),
                name: None,
            },
            said: String::new(),
        })
    );
    assert_eq!(
        answer(&routes),
        Err(ClusterError::NotServed {
            resource: Resource::Route
        })
    );
    assert_eq!(
        answer(&pruner),
        Err(ClusterError::Missing {
            resource: Resource::ImagePruner,
            name: "cluster".into()
        })
    );
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_than_allowed_are_in_flight_at_a_time() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    // The script counts answers that are still open, so the most ever open is the most ever in flight.
    let most = Arc::new(AtomicUsize::new(0));
    let asked = Arc::new(AtomicUsize::new(0));
    let (seen_most, seen_asked) = (most.clone(), asked.clone());
    let script = Arc::new(std::sync::OnceLock::<Script>::new());
    let inner = script.clone();
    script
        .set(Script::answering(move |_| {
            seen_asked.fetch_add(1, Ordering::Relaxed);
            let open = inner.get().map_or(0, Script::open) + 1;
            seen_most.fetch_max(open, Ordering::Relaxed);
            Reply::Stream(vec![
                Part::Pause(Duration::from_millis(20)),
                Part::Line(json!({"metadata": {}, "items": []})),
            ])
        }))
        .ok()
        .unwrap();
    let batch: Vec<Query> = Resource::ALL
        .iter()
        .map(|resource| Query::everywhere(*resource))
        .collect();
    script.get().unwrap().user().read(&batch).await;
    assert_eq!(asked.load(Ordering::Relaxed), Resource::ALL.len());
    assert_eq!(most.load(Ordering::Relaxed), Limits::default().parallel);
}

#[tokio::test]
async fn a_list_is_read_page_by_page_and_its_items_get_their_kind() {
    let script = Script::replying([
        Reply::Json(
            200,
            json!({"metadata": {"resourceVersion": "9", "continue": "a/b=&"}, "items": [pod("a")]}),
        ),
        list(9, vec![pod("b")]),
    ]);
    let answer = read(&script, Query::in_registry_namespace(Resource::Pod))
        .await
        .unwrap();
    let names: Vec<_> = answer.iter().map(|pod| pod["metadata"]["name"].clone()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(
        (&answer[1]["kind"], &answer[1]["apiVersion"]),
        (&json!("Pod"), &json!("v1"))
    );
    let path = "/api/v1/namespaces/openshift-image-registry/pods";
    assert_eq!(
        script.lines(),
        [
            format!("GET {path}?limit=500"),
            format!("GET {path}?continue=a/b=&&limit=500")
        ]
    );
}

#[tokio::test]
async fn an_old_continue_token_starts_the_list_over_once() {
    let first = || Reply::Json(200, json!({"metadata": {"continue": "t"}, "items": [pod("a")]}));
    let pods = Query::in_registry_namespace(Resource::Pod);
    let script = Script::replying([first(), status(410, "Expired"), list(9, vec![pod("a")])]);
    assert_eq!(read(&script, pods.clone()).await.unwrap().len(), 1);

    let script = Script::replying([
        first(),
        status(410, "Expired"),
        first(),
        status(410, "Expired"),
        first(),
    ]);
    assert_eq!(read(&script, pods).await, Err(ClusterError::Expired));
    assert_eq!(script.seen().len(), 4);
}

#[tokio::test]
async fn a_list_without_items_is_empty_and_a_list_of_nonsense_is_no_list() {
    let pods = Query::in_registry_namespace(Resource::Pod);
    for (body, answer) in [
        (json!({"metadata": {}, "items": null}), Ok(vec![])),
        (
            json!({"metadata": {}}),
            Err(ClusterError::Unexpected { status: 0 }),
        ),
        (json!("<html>"), Err(ClusterError::Unexpected { status: 0 })),
    ] {
        let script = Script::replying([Reply::Json(200, body)]);
        assert_eq!(read(&script, pods.clone()).await, answer);
    }
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_asked_again_twice_at_most() {
    for (reply, told) in [
        (|| Reply::Break, ClusterError::Unreachable),
        (
            || status(503, "ServiceUnavailable"),
            ClusterError::Unavailable {
                resource: Resource::Config,
            },
        ),
        (
            || Reply::Text(502, "<html>"),
            ClusterError::Unexpected { status: 502 },
        ),
        (
            || status(500, "InternalError"),
            ClusterError::Unexpected { status: 500 },
        ),
        (
            || Reply::RetryAfter(429, 1),
            ClusterError::Throttled {
                retry_after_seconds: 1,
            },
        ),
    ] as [(fn() -> Reply, ClusterError); 5]
    {
        let script = Script::replying([reply(), reply(), reply(), reply()]);
        assert_eq!(read(&script, the_config()).await, Err(told.clone()));
        assert_eq!(script.seen().len(), 3, "{told:?}");

        let script = Script::replying([reply(), reply(), Reply::Json(200, config(1, json!({})))]);
        assert!(read(&script, the_config()).await.is_ok(), "{told:?}");
    }
}

#[tokio::test]
async fn a_failure_that_does_not_pass_is_asked_once() {
    for code in [400, 401, 403, 404, 405, 410] {
        let script = Script::replying([status(code, "X"), Reply::Json(200, config(1, json!({})))]);
        assert!(read(&script, the_config()).await.is_err());
        assert_eq!(script.seen().len(), 1, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_api_servers_wish_to_wait_is_obeyed_or_the_read_given_up() {
    let start = tokio::time::Instant::now();
    let script = Script::replying([Reply::RetryAfter(429, 3), Reply::Json(200, config(1, json!({})))]);
    assert!(read(&script, the_config()).await.is_ok());
    assert!(start.elapsed() >= Duration::from_secs(3));

    let script = Script::replying([Reply::RetryAfter(429, 60)]);
    assert_eq!(
        read(&script, the_config()).await,
        Err(ClusterError::Throttled {
            retry_after_seconds: 60
        })
    );
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_silent_api_server_is_given_up_after_the_time_allowed() {
    let answers: [fn() -> Reply; 2] = [
        || Reply::Silence,
        || Reply::Stream(vec![Part::Raw("{\"meta"), Part::Hang]),
    ];
    for silent in answers {
        let script = Script::replying([silent()]);
        assert_eq!(
            read(&script, the_config()).await,
            Err(ClusterError::TooSlow { seconds: 10 })
        );
        assert_eq!((script.seen().len(), script.open()), (1, 0));
    }
}

#[tokio::test]
async fn an_answer_is_read_into_memory_only_up_to_its_limit() {
    let limits = Limits {
        answer_bytes: 64,
        ..Limits::default()
    };
    let script = Script::replying([Reply::Json(200, config(1, json!({"x": "y".repeat(100)})))]);
    let snapshot = script.user_under(limits).read(&[the_config()]).await;
    assert_eq!(only(&snapshot), Err(ClusterError::Unexpected { status: 0 }));
}

#[tokio::test(start_paused = true)]
async fn a_truncated_answer_is_no_answer() {
    let script = Script::replying([Reply::Stream(vec![Part::Raw("{\"metadata\":")])]);
    assert_eq!(
        read(&script, the_config()).await,
        Err(ClusterError::Unexpected { status: 0 })
    );
    let cut = || Reply::Stream(vec![Part::Raw("{\"metadata\":"), Part::Break]);
    let script = Script::replying([cut(), Reply::Json(200, config(1, json!({})))]);
    assert!(read(&script, the_config()).await.is_ok());
    assert!(script.seen().iter().all(|seen| seen.method == Method::GET));
}

#[tokio::test]
async fn a_name_without_a_namespace_is_found_in_the_list_of_all() {
    let name = Name::new("registry-data").unwrap();
    let query = Query::named(Resource::Claim, name);
    let script = Script::replying([list(1, vec![])]);
    assert!(matches!(
        read(&script, query).await,
        Err(ClusterError::Missing { .. })
    ));
    assert_eq!(
        script.lines(),
        ["GET /api/v1/persistentvolumeclaims?fieldSelector=metadata.name=registry-data&limit=500"]
    );
}

#[tokio::test(start_paused = true)]
async fn nonsense_is_an_answer_or_an_error_and_never_a_storm_or_a_panic() {
    let items = vec![pod("a"), pod("b")];
    let whole = json!({"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": items}).to_string();
    let mut state = 0x2545_f491_u32;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize % below
    };
    let strange = [
        "",
        "null",
        "[]",
        "{}",
        "\"",
        "1e999",
        "\0",
        "<html>",
        "{\"items\":{}}",
        "{\"items\":[null,1,\"x\",[]]}",
        "{\"items\":[{\"metadata\":null}],\"metadata\":[]}",
        "{\"items\":[],\"metadata\":{\"continue\":\"again\"}}",
        "{\"metadata\":{\"continue\":7}}",
    ];
    let deep = format!("{{\"items\":[{}{}]}}", "[".repeat(5_000), "]".repeat(5_000));
    let mut bodies: Vec<String> = strange.map(str::to_owned).into();
    bodies.push(deep);
    for _ in 0..400 {
        let mut bytes = whole.clone().into_bytes();
        for _ in 0..=next(6) {
            let place = next(bytes.len());
            match next(3) {
                0 => bytes[place] = b"{}[],:\"0n\\ "[next(11)],
                1 => drop(bytes.remove(place)),
                _ => bytes.truncate(place.max(8)),
            }
        }
        bodies.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    let query = Query::in_registry_namespace(Resource::Pod);
    for body in bodies {
        for code in [200, 201, 206, 404, 500, 599] {
            let text: &'static str = Box::leak(body.clone().into_boxed_str());
            let script = Script::answering(move |_: &Seen| Reply::Text(code, text));
            for query in [query.clone(), the_config()] {
                let before = script.seen().len();
                let _ = read(&script, query).await;
                let asked = script.seen().len() - before;
                assert!(asked <= 4, "{asked} requests for {code} {body}");
            }
        }
    }
}
