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
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
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

/// A console of its own process, with so many file descriptors; ended when it is dropped.
struct Process {
    child: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Process {
    fn new(descriptors: usize) -> Self {
        let folder = std::env::temp_dir().join(format!("registry-console-few-{}", std::process::id()));
        let names = [
            "registry-console.js",
            "registry-console.wasm",
            "registry-console.css",
            "page.css",
            "plugin-entry.js",
            "favicon.svg",
        ];
        std::fs::create_dir_all(folder.join("pkg")).unwrap();
        let list: std::collections::BTreeMap<&str, String> =
            names.iter().map(|name| (*name, format!("pkg/{name}"))).collect();
        for path in list.values() {
            std::fs::write(folder.join(path), "plain").unwrap();
        }
        std::fs::write(folder.join("assets.json"), serde_json::to_string(&list).unwrap()).unwrap();
        let mut child = Command::new("sh")
            .args([
                "-c",
                &format!("ulimit -n {descriptors} && exec \"$0\" \"$@\""),
                env!("CARGO_BIN_EXE_registry-console"),
            ])
            .args([
                "--console-listen",
                "127.0.0.1:0",
                "--console-plain",
                "--api-server",
                "http://127.0.0.1:9",
            ])
            .arg("--site")
            .arg(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().parse().unwrap();
        Self {
            child,
            folder,
            address,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Asks on an open connection, and gives the first line of the answer.
async fn ask(socket: &mut TcpStream) -> String {
    let request = "GET /plugin/pkg/favicon.svg HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut said = String::new();
    while !said.ends_with("plain") {
        let mut bytes = [0; 1_024];
        let count = timeout(PATIENCE, socket.read(&mut bytes)).await.unwrap().unwrap();
        assert_ne!(count, 0, "{said}");
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    said.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn without_a_free_file_descriptor_who_is_connected_is_served_and_the_rest_once_there_is_one() {
    let process = Process::new(48);
    let mut first = TcpStream::connect(process.address).await.unwrap();
    assert_eq!(ask(&mut first).await, "HTTP/1.1 200 OK");
    // The system completes these by itself; the process has descriptors for less than half of them.
    let mut crowd = Vec::new();
    for _ in 0..100 {
        crowd.push(TcpStream::connect(process.address).await.unwrap());
    }
    assert_eq!(ask(&mut first).await, "HTTP/1.1 200 OK");
    let mut late = TcpStream::connect(process.address).await.unwrap();
    assert!(
        timeout(Duration::from_millis(500), ask(&mut late)).await.is_err(),
        "there were descriptors enough, which proves nothing"
    );
    assert_eq!(ask(&mut first).await, "HTTP/1.1 200 OK");
    drop(crowd);
    let mut next = TcpStream::connect(process.address).await.unwrap();
    assert_eq!(ask(&mut next).await, "HTTP/1.1 200 OK");
}
