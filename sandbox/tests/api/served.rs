//! The sandbox on a real socket.

use sandbox::{Sandbox, Scenario, token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::common::CONFIG;

async fn exchange(address: std::net::SocketAddr, path: &str) -> String {
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        token::ADMIN
    );
    connection.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn it_speaks_http_on_loopback_and_drops_connections_while_it_is_down() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(sandbox.clone().serve(listener));
    let answer = exchange(address, CONFIG).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\"managementState\":\"Removed\""));
    sandbox.faults().down(true);
    assert_eq!(exchange(address, CONFIG).await, "");
    server.abort();
}

#[tokio::test]
async fn it_calls_itself_by_the_address_it_is_served_at() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(sandbox.serve(listener));
    let answer = exchange(address, "/.well-known/oauth-authorization-server").await;
    assert!(
        answer.contains(&format!("\"issuer\":\"http://{address}\"")),
        "{answer}"
    );
    server.abort();
}
