//! What those who use the console notice of a replica that ends, or of one that has no file descriptor left: nothing.

use crate::common::{CALL, House};
use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sandbox::{Scenario, token};
use server::listen::{self, Limits};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Long enough for the slowest machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

struct Replica {
    address: SocketAddr,
    house: House,
    task: JoinHandle<()>,
}

async fn replica() -> Replica {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits {
        linger: Duration::from_millis(200),
        ..Limits::default()
    };
    let task = tokio::spawn(listen::serve(
        listener,
        None,
        house.router.clone(),
        limits,
        house.end.subscribe(),
    ));
    Replica { address, house, task }
}

/// What a router does: asks one of the replicas, and the other one if that gives no answer at all.
async fn routed(
    client: &Client<HttpConnector, Body>,
    replicas: [SocketAddr; 2],
    first: usize,
) -> Option<StatusCode> {
    for turn in 0..2 {
        let address = replicas[(first + turn) % 2];
        let mut request = Request::post(format!("http://{address}/api/overview/read"));
        for (name, value) in CALL {
            request = request.header(name, value);
        }
        let Ok(answer) = client.request(request.body(Body::from("{}")).unwrap()).await else {
            continue;
        };
        // From here on it cannot be asked again: half an answer is a failure.
        let (parts, body) = answer.into_parts();
        return body.collect().await.is_ok().then_some(parts.status);
    }
    None
}

#[tokio::test]
async fn a_replica_that_ends_under_load_costs_nobody_an_answer() {
    let (one, other) = (replica().await, replica().await);
    let addresses = [one.address, other.address];
    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let users: Vec<_> = (0..8)
        .map(|number| {
            let (stop, answered) = (Arc::clone(&stop), Arc::clone(&answered));
            tokio::spawn(async move {
                let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
                let mut failed = 0;
                let mut turn = number;
                while !stop.load(Ordering::SeqCst) {
                    turn += 1;
                    match routed(&client, addresses, turn).await {
                        Some(StatusCode::OK) => answered.fetch_add(1, Ordering::SeqCst),
                        _ => {
                            failed += 1;
                            0
                        }
                    };
                }
                failed
            })
        })
        .collect();
    let more = |count: usize| {
        let answered = Arc::clone(&answered);
        async move {
            let wanted = answered.load(Ordering::SeqCst) + count;
            let arrived = async {
                while answered.load(Ordering::SeqCst) < wanted {
                    tokio::task::yield_now().await;
                }
            };
            timeout(PATIENCE, arrived).await.unwrap();
        }
    };
    more(40).await;
    one.house.end.send(true).unwrap();
    timeout(PATIENCE, one.task)
        .await
        .expect("it never ended")
        .unwrap();
    more(40).await;
    stop.store(true, Ordering::SeqCst);
    for user in users {
        assert_eq!(user.await.unwrap(), 0, "answers were lost");
    }
    assert!(!other.task.is_finished());
}
