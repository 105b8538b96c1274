//! The proxied call: what it answers, whom, and what of a request and of an answer goes through.

use crate::common::{Answer, CALL, House, behind, request, send, session, with};
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use cluster::{Connection, Token, User};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::BodyExt as _;
use registry::resource::Resource;
use sandbox::{Sandbox, Scenario, token};
use serde_json::json;
use server::doors::Local;
use server::doors::local::{LIFETIME, Launch};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

const REFUSED: &[Resource] = &[
    Resource::Config,
    Resource::Deployment,
    Resource::Pod,
    Resource::Route,
    Resource::BuildConfig,
    Resource::Namespace,
    Resource::StatefulSet,
    Resource::DaemonSet,
    Resource::CronJob,
    Resource::DeploymentConfig,
    Resource::Secret,
    Resource::ConfigMap,
    Resource::Authentication,
    Resource::Proxy,
];

fn door(user: User) -> Local {
    Local::open(session(Arc::new(user.clone())))
        .unwrap()
        .with_user(user)
}

fn person(sandbox: &Sandbox, token: &str) -> User {
    Connection::from_service(sandbox.service()).as_user(Token::new(token).unwrap())
}

fn house(token: &str) -> House {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let (router, end) = behind(door(person(&sandbox, token)));
    House { router, sandbox, end }
}

fn headers<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base = with(&CALL, &[("content-type", "")]);
    with(&base, changed)
}

fn ask(path: &str) -> Request<Body> {
    request(Method::GET, path, &headers(&[]), "")
}

async fn get(router: &Router, path: &str) -> Answer {
    send(router, ask(path)).await
}

/// An API server that notes the heads of its requests and sends the pieces it is given.
struct Upstream {
    router: Router,
    seen: Arc<Mutex<Vec<HeaderMap>>>,
    pieces: mpsc::UnboundedSender<Result<&'static str, std::io::Error>>,
}

impl Upstream {
    fn new() -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (pieces, sent) = mpsc::unbounded_channel();
        let service = {
            let (seen, sent) = (Arc::clone(&seen), Mutex::new(Some(sent)));
            tower::service_fn(move |request: Request<_>| {
                seen.lock().unwrap().push(request.headers().clone());
                let sent = sent.lock().unwrap().take().unwrap();
                let body = stream::unfold(sent, |mut sent: mpsc::UnboundedReceiver<_>| async {
                    let piece: Result<&str, std::io::Error> = sent.recv().await?;
                    Some((piece.map(Bytes::from), sent))
                });
                let response = Response::builder()
                    .header("content-type", "text/html")
                    .header("set-cookie", "upstream=1")
                    .header("cache-control", "public, max-age=60")
                    .header("access-control-allow-origin", "*")
                    .body(Body::from_stream(body))
                    .unwrap();
                async { Ok::<_, Infallible>(response) }
            })
        };
        let user = Connection::from_service(service).as_user(Token::new("own-token").unwrap());
        let (router, _) = behind(door(user));
        Self { router, seen, pieces }
    }
}

#[tokio::test]
async fn what_carries_no_secrets_is_handed_on_and_everything_else_does_not_exist() {
    let house = house(token::ADMIN);
    for resource in Resource::ALL {
        let plural = resource.api().plural;
        let answer = get(&house.router, &format!("/proxy/{plural}")).await;
        let expected = if REFUSED.contains(resource) { 404 } else { 200 };
        assert_eq!(answer.status, expected, "{plural}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json", "{plural}");
        assert_eq!(answer.header("cache-control"), "no-store", "{plural}");
        if expected == 200 {
            assert!(answer.json()["items"].is_array(), "{plural}");
        }
    }
    let asked = house.sandbox.requests();
    assert_eq!(asked.len(), Resource::ALL.len() - REFUSED.len());
    for plural in ["secrets", "configmaps", "users", "oauthaccesstokens"] {
        assert_eq!(get(&house.router, &format!("/proxy/{plural}")).await.status, 404);
    }
    let by_name = "/proxy/configs/cluster";
    assert_eq!(get(&house.router, by_name).await.status, 404);
    assert_eq!(
        house.sandbox.requests(),
        asked,
        "a refused resource was asked for"
    );
}

#[tokio::test]
async fn an_object_and_a_page_of_a_list_are_what_the_api_server_says() {
    let house = house(token::READER);
    let operator = get(&house.router, "/proxy/clusteroperators/image-registry").await;
    assert_eq!(operator.json()["metadata"]["name"], "image-registry");
    let claims = "/proxy/persistentvolumeclaims?namespace=openshift-image-registry";
    let claims = get(&house.router, claims).await.json();
    let name = claims["items"][0]["metadata"]["name"].as_str().unwrap();
    let claim = format!("/proxy/persistentvolumeclaims/{name}?namespace=openshift-image-registry");
    assert_eq!(get(&house.router, &claim).await.json()["metadata"]["name"], name);
    let page = get(&house.router, "/proxy/clusteroperators?limit=1").await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let missing = get(&house.router, "/proxy/nodes/no-such-node").await;
    assert_eq!(missing.status, 404);
    assert_eq!(
        missing.json(),
        json!({"Cluster": {"Missing": {"resource": "Node", "name": "no-such-node"}}})
    );
}

#[tokio::test]
async fn no_address_reaches_anything_but_its_own_resource() {
    let house = house(token::ADMIN);
    let pieces = [
        "..",
        ".",
        "%2e%2e",
        "a%2fb",
        "%2f",
        "%",
        "%00",
        ";",
        "a;b",
        "nodes;v=1",
        "nodes%3fwatch=1",
        "nodes%20",
        "Nodes",
        "api",
        "@",
        ":",
        "\\",
        "*",
        "-",
        "~",
        "a,b",
        "secrets",
        "configs",
        "",
    ];
    let mut paths: Vec<String> = vec!["/proxy".to_owned()];
    for one in pieces {
        paths.push(format!("/proxy/{one}"));
        paths.push(format!("/proxy/nodes/{one}"));
        paths.push(format!("/proxy/nodes/{one}?limit=1"));
        paths.push(format!("/proxy/nodes/a/{one}"));
        for other in pieces {
            paths.push(format!("/proxy/{one}/{other}"));
            paths.push(format!("/proxy/{one}/{other}/nodes"));
        }
    }
    let mut sent = 0;
    for path in &paths {
        // What is no URI at all is refused before there is a request.
        if path.parse::<http::Uri>().is_err() {
            continue;
        }
        sent += 1;
        let answer = get(&house.router, path).await;
        assert!(
            [400, 404].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.status
        );
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
    }
    assert!(sent > 500, "{sent} of {} were no URIs", paths.len());
    // Nodes may be called so.
    let mut asked: Vec<String> = house.sandbox.requests().into_iter().map(|log| log.path).collect();
    asked.dedup();
    let nodes = ["api", "secrets", "configs"].map(|name| format!("/api/v1/nodes/{name}"));
    assert_eq!(asked, nodes);
}

#[tokio::test]
async fn nobody_gets_a_401_and_the_cluster_is_not_asked() {
    let sandbox = Sandbox::new(Scenario::ReadyClaim);
    let user = person(&sandbox, token::ADMIN);
    let (launch, _) = Launch::new(LIFETIME).unwrap();
    let door = Local::locked(session(Arc::new(user.clone())), launch, 8080).unwrap();
    let (router, _end) = behind(door.with_user(user));
    for cookie in ["", "registry-console-8080=AAAA"] {
        let headers = headers(&[("cookie", cookie)]);
        let answer = send(&router, request(Method::GET, "/proxy/nodes", &headers, "")).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json(), json!({"Cluster": "SignedOut"}));
    }
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn only_our_own_client_on_our_own_page_may_ask_and_only_by_get() {
    let house = house(token::ADMIN);
    for (method, changed, status) in [
        (Method::GET, &[][..], 200),
        (Method::GET, &[("origin", "")], 200),
        (Method::GET, &[("origin", "http://evil.example")], 403),
        (Method::GET, &[("sec-fetch-site", "cross-site")], 403),
        (Method::GET, &[("sec-fetch-site", "same-site")], 403),
        (Method::GET, &[("sec-fetch-dest", "script")], 403),
        (Method::GET, &[("sec-fetch-dest", "document")], 403),
        (Method::GET, &[("origin", ""), ("sec-fetch-site", "none")], 403),
        (Method::GET, &[("x-requested-with", "")], 403),
        (Method::GET, &[("x-requested-with", "XMLHttpRequest")], 403),
        (Method::GET, &[("host", "evil.example:8080")], 421),
        (Method::POST, &[], 405),
        (Method::HEAD, &[], 405),
        (Method::PUT, &[], 405),
        (Method::DELETE, &[], 405),
        (Method::OPTIONS, &[], 405),
    ] {
        let before = house.sandbox.requests().len();
        let headers = headers(changed);
        let answer = house
            .send(request(method.clone(), "/proxy/nodes", &headers, ""))
            .await;
        assert_eq!(answer.status, status, "{method} {changed:?}");
        let asked = house.sandbox.requests().len() - before;
        assert_eq!(asked, usize::from(status == 200), "{method} {changed:?}");
    }
}

#[tokio::test]
async fn what_the_caller_may_not_see_is_a_403_that_names_the_right() {
    let house = house(token::NOBODY);
    let answer = get(&house.router, "/proxy/nodes").await;
    assert_eq!(answer.status, 403, "{}", answer.text);
    let error = &answer.json()["Cluster"]["Forbidden"]["permission"];
    assert_eq!(
        (&error["verb"], &error["resource"]),
        (&json!("List"), &json!("Node"))
    );
    assert!(
        !answer.text.contains("cannot list"),
        "the API server's words: {}",
        answer.text
    );
}

#[tokio::test]
async fn nothing_a_browser_sends_reaches_the_api_server() {
    let upstream = Upstream::new();
    upstream.pieces.send(Ok("{}")).unwrap();
    let smuggled = headers(&[
        ("authorization", "Bearer smuggled"),
        ("impersonate-user", "system:admin"),
        ("impersonate-group", "system:masters"),
        ("x-remote-user", "system:admin"),
        ("x-forwarded-for", "10.0.0.1"),
        ("accept", "application/vnd.kubernetes.protobuf"),
        ("accept-encoding", "gzip"),
        ("cookie", "a=b"),
        ("connection", "authorization"),
        ("upgrade", "SPDY/3.1"),
        ("range", "bytes=0-1"),
        ("if-none-match", "*"),
        ("user-agent", "smuggled"),
    ]);
    let request = request(Method::GET, "/proxy/nodes", &smuggled, "");
    let response = tower::ServiceExt::oneshot(upstream.router.clone(), request)
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let seen = upstream.seen.lock().unwrap();
    let mut names: Vec<&str> = seen[0].keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "authorization", "user-agent"]);
    assert_eq!(seen[0]["authorization"], "Bearer own-token");
    assert_eq!(seen[0]["accept"], "application/json");
    assert!(
        seen[0]["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("registry-console/")
    );
}

#[tokio::test]
async fn bytes_go_through_as_they_are_while_they_arrive_and_the_upstreams_headers_do_not() {
    let upstream = Upstream::new();
    let response = tower::ServiceExt::oneshot(upstream.router.clone(), ask("/proxy/imagestreams")).await;
    let (head, body) = response.unwrap().into_parts();
    assert_eq!(head.headers["content-type"], "application/json");
    assert_eq!(head.headers["cache-control"], "no-store");
    for name in ["set-cookie", "access-control-allow-origin"] {
        assert!(head.headers.get(name).is_none(), "{name}");
    }
    let mut pieces = body.into_data_stream();
    for piece in ["{ \"b\": 1,\n", "\"a\":1, \"a\":", "2 }trailing"] {
        assert!(
            pieces.next().now_or_never().is_none(),
            "nothing more was sent yet"
        );
        upstream.pieces.send(Ok(piece)).unwrap();
        assert_eq!(pieces.next().await.unwrap().unwrap(), piece);
    }
    drop(upstream.pieces);
    assert!(pieces.next().await.is_none());
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_never_a_whole_one() {
    let upstream = Upstream::new();
    upstream.pieces.send(Ok("{\"items\":[")).unwrap();
    upstream
        .pieces
        .send(Err(std::io::Error::other("upstream-canary")))
        .unwrap();
    let response = tower::ServiceExt::oneshot(upstream.router.clone(), ask("/proxy/imagestreams")).await;
    let error = response.unwrap().into_body().collect().await.unwrap_err();
    assert!(!format!("{error:?}").contains("upstream-canary"));
}

#[tokio::test]
async fn a_door_without_its_own_way_to_the_api_server_hands_nothing_on() {
    let house = House::new(Scenario::ReadyClaim, token::ADMIN);
    assert_eq!(get(&house.router, "/proxy/nodes").await.status, 404);
    assert_eq!(house.sandbox.requests(), []);
}
