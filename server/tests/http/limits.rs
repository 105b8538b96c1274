//! Sizes, times and mishaps.

use crate::common::{CALL, HOST, House, PORT, behind, call, navigate, send, session, user};
use crate::scripted::{Counts, PANIC, Panics};
use sandbox::{Sandbox, Scenario, token};
use server::doors::Local;
use server::listen::{self, Limits};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Long enough for the slowest machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

struct Served {
    address: std::net::SocketAddr,
    house: House,
    task: JoinHandle<()>,
}

/// Serves on a real socket. Requests name the port the guard knows, not the socket's.
async fn serve(limits: Limits) -> Served {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ending = house.end.subscribe();
    let task = tokio::spawn(listen::serve(
        listener,
        None,
        house.router.clone(),
        limits,
        ending,
    ));
    Served { address, house, task }
}

async fn say(address: std::net::SocketAddr, text: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, socket.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_request_whose_head_never_ends_is_cut_off() {
    let limits = Limits {
        header_time: Duration::from_millis(200),
        ..Limits::default()
    };
    let served = serve(limits).await;
    for half in ["", "GET", "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX-Slow: "] {
        let answer = say(served.address, half).await;
        assert!(!answer.contains(" 200 "), "{half:?}: {answer}");
    }
}

#[tokio::test]
async fn a_head_larger_than_32_kib_is_refused_and_a_smaller_one_taken() {
    let served = serve(Limits::default()).await;
    for (size, status) in [(24 << 10, " 200 "), (40 << 10, " 431 ")] {
        let filler = "x".repeat(size);
        let request = format!(
            "GET /favicon.svg HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nConnection: close\r\nX-Filler: {filler}\r\n\r\n"
        );
        let answer = say(served.address, &request).await;
        assert!(answer.contains(status), "{size}: {answer}");
    }
}

#[tokio::test]
async fn a_request_that_contradicts_itself_is_refused() {
    let served = serve(Limits::default()).await;
    for head in [
        "POST /api/overview/read HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n folded: header\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX: a\0b\r\n",
        "GET / HTTP/9.9\r\nHost: 127.0.0.1:8080\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX\0y: b\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX y: b\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX: a\rb\r\n",
        "GET /a\rb HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n",
        "POST /api/overview/read HTTP/1.1\r\nTransfer-Encoding: gzip\r\n",
        "POST /api/overview/read HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
        "POST /api/overview/read HTTP/1.1\r\nContent-Length: +2\r\n",
        "POST /api/overview/read HTTP/1.1\r\nContent-Length: 2, 3\r\n",
    ] {
        let answer = say(served.address, &format!("{head}\r\n{{}}")).await;
        assert!(!answer.contains(" 200 "), "{head:?}: {answer}");
    }
    assert_eq!(served.house.sandbox.requests(), []);
}

/// A call of our own client on a socket, with a body of the test's.
fn called(lengths: &str, body: &str) -> String {
    let headers: String = CALL
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("POST /api/overview/read HTTP/1.1\r\n{headers}{lengths}\r\n{body}")
}

#[tokio::test]
async fn a_body_in_pieces_that_lie_is_no_body_and_after_two_lengths_nothing_is_read() {
    let limits = Limits {
        header_time: Duration::from_millis(500),
        ..Limits::default()
    };
    let served = serve(limits).await;
    let chunked = "Transfer-Encoding: chunked\r\n";
    let fine = say(served.address, &called(chunked, "2\r\n{}\r\n0\r\n\r\n")).await;
    assert!(fine.starts_with("HTTP/1.1 200 "), "{fine}");
    let asked = served.house.sandbox.requests().len();
    for pieces in [
        "2\r\n{}xx0\r\n\r\n",
        "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "zz\r\n{}\r\n0\r\n\r\n",
    ] {
        let answer = say(served.address, &called(chunked, pieces)).await;
        assert!(!answer.contains(" 200 "), "{pieces:?}: {answer}");
    }
    assert_eq!(served.house.sandbox.requests().len(), asked);
    // Whoever is in between may have gone by the other length: what follows the pieces is no request, and the
    // connection ends.
    let smuggled = "2\r\n{}\r\n0\r\n\r\nGET /favicon.svg HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
    for both in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    ] {
        let answer = say(served.address, &called(both, smuggled)).await;
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{both:?}: {answer}");
        assert!(
            answer.to_lowercase().contains("connection: close"),
            "{both:?}: {answer}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up_after_30_seconds() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let (mut parts, _) = call("/api/plan/run", "").into_parts();
    parts.headers.remove("content-length");
    let endless = futures_util::stream::pending::<Result<&'static [u8], std::io::Error>>();
    let start = tokio::time::Instant::now();
    let answer = house
        .send(http::Request::from_parts(
            parts,
            axum::body::Body::from_stream(endless),
        ))
        .await;
    assert_eq!(answer.status, 408);
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[test]
fn the_limits_of_a_deployment_are_those_that_are_promised() {
    let limits = Limits::default();
    assert_eq!(limits.header_time, Duration::from_secs(10));
    assert_eq!(limits.header_bytes, 32 << 10);
    assert_eq!(limits.connections, 2_048);
    assert_eq!(limits.drain, Duration::from_secs(25));
}

#[tokio::test]
async fn a_body_of_one_mebibyte_is_read_and_a_larger_one_is_not() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    for (size, status) in [(1 << 20, 400), ((1 << 20) + 1, 413)] {
        let answer = house.call("/api/plan/run", &" ".repeat(size)).await;
        assert_eq!(answer.status.as_u16(), status, "{size}");
    }
}

#[tokio::test]
async fn asked_to_end_the_server_finishes_and_stops_listening() {
    let served = serve(Limits::default()).await;
    let request = format!("GET /favicon.svg HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    assert!(say(served.address, &request).await.contains(" 200 "));
    served.house.end.send(true).unwrap();
    timeout(PATIENCE, served.task).await.unwrap().unwrap();
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test]
async fn a_panic_ends_its_own_request_only_and_tells_nothing() {
    let (router, _end) = behind(Local::open(session(Arc::new(Panics))).unwrap());
    let failed = send(&router, call("/api/overview/read", "{}")).await;
    assert_eq!(failed.status, 500);
    assert_eq!(failed.text, "\"Server\"");
    assert_eq!(failed.header("x-request-id").len(), 16);
    assert!(!failed.text.contains(PANIC));
    let stream = send(&router, crate::common::listen("overview")).await;
    assert_eq!(stream.status, 500);
    assert_eq!(send(&router, navigate("/favicon.svg")).await.status, 200);
}

#[tokio::test]
async fn a_connection_too_many_waits_until_another_ends() {
    let limits = Limits {
        connections: 1,
        header_time: PATIENCE,
        ..Limits::default()
    };
    let served = serve(limits).await;
    let first = TcpStream::connect(served.address).await.unwrap();
    let request = format!("GET /favicon.svg HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    let mut second = Box::pin(say(served.address, &request));
    assert!(timeout(Duration::from_millis(200), &mut second).await.is_err());
    drop(first);
    assert!(second.await.contains(" 200 "));
}

#[tokio::test]
async fn a_browser_that_goes_away_takes_its_watch_with_it() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let cluster = Counts::new(user(&sandbox, token::ADMIN));
    let watches = Arc::clone(&cluster.watches);
    let (router, end) = behind(Local::open(session(Arc::new(cluster))).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(listen::serve(
        listener,
        None,
        router,
        Limits::default(),
        end.subscribe(),
    ));

    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /events?topics=overview HTTP/1.1\r\nHost: {HOST}\r\nSec-Fetch-Site: same-origin\r\n\
         X-Requested-With: registry-console\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut said = String::new();
    while !said.contains("event: overview") {
        let mut bytes = [0; 4096];
        let count = timeout(PATIENCE, socket.read(&mut bytes)).await.unwrap().unwrap();
        assert_ne!(count, 0, "{said}");
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    assert_eq!(watches.load(Ordering::SeqCst), 1);
    drop(socket);
    let gone = async {
        while watches.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(2), gone).await.unwrap();
}
