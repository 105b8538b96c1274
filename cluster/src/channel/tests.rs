//! What stays open, over real connections with TLS: how many there are, and what becomes of watches when one closes,
//! breaks, falls silent or is not read.

use super::shared::Pace;
use super::{Answer, Channel, Course, Unsent};
use crate::connection::Connection;
use crate::limits::Limits;
use crate::token::Token;
use crate::user::User;
use crate::wire::Wire;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use http::{Request, Response};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};
use kube::Config;
use registry::name::Name;
use registry::plan::Step;
use registry::port::{Cluster as _, Events, Mode, Update};
use registry::resource::Resource;
use registry::snapshot::Query;
use sandbox::{Sandbox, Scenario, token};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testbed::{Secure, Speaks};
use tokio::time::{Instant, sleep, timeout};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, service_fn};

/// Times that a test can wait for.
const PACE: Pace = Pace {
    opened: Duration::from_millis(500),
    ping: Duration::from_millis(200),
    pong: Duration::from_millis(200),
};
/// What has not happened by then never does.
const PATIENCE: Duration = Duration::from_secs(20);

type Body = StreamBody<BoxStream<'static, Result<Frame<Bytes>, Infallible>>>;
type Served = BoxCloneSyncService<Request<Incoming>, Response<Body>, BoxError>;

/// Answers with a word and stays open, `/flood` with more than anybody keeps; notes who asked for what and when.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<(String, String, Instant)>>>);

impl Asked {
    fn service(&self) -> Served {
        let asked = self.clone();
        BoxCloneSyncService::new(service_fn(move |request: Request<Incoming>| {
            let path = request.uri().path().to_owned();
            let who = request.headers().get("authorization").cloned();
            let who = who.map_or(String::new(), |who| who.to_str().unwrap().to_owned());
            let flood = path == "/flood";
            asked.0.lock().unwrap().push((who, path, Instant::now()));
            let piece = |bytes: Vec<u8>| Ok(Frame::data(Bytes::from(bytes)));
            let parts = match flood {
                true => stream::repeat_with(move || piece(vec![b'x'; 16 << 10])).boxed(),
                false => stream::once(async move { piece(b"hello".to_vec()) })
                    .chain(stream::pending())
                    .boxed(),
            };
            async move { Ok(Response::new(StreamBody::new(parts))) }
        }))
    }

    fn all(&self) -> Vec<(String, String, Instant)> {
        self.0.lock().unwrap().clone()
    }
}

fn channel(server: &Secure, pace: Pace) -> Channel {
    let mut config = Config::new(server.url().parse().unwrap());
    let authorities = kube_authorities(server.ca());
    config.root_cert = Some(authorities);
    config.connect_timeout = Some(pace.opened);
    Channel::paced(config, pace).unwrap()
}

fn kube_authorities(pem: &[u8]) -> Vec<Vec<u8>> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    let found = CertificateDer::pem_slice_iter(pem);
    found.map(|found| found.unwrap().to_vec()).collect()
}

fn user(channel: &Channel, token: &str) -> User {
    let limits = Limits {
        backoff: (Duration::from_millis(800), Duration::from_secs(2)),
        ..Limits::default()
    };
    User::new(Wire::new(
        channel.clone(),
        Some(Token::new(token).unwrap()),
        limits,
    ))
}

async fn ask(channel: &Channel, path: &str, who: &str) -> Result<Answer, Unsent> {
    let request = Request::get(path).header("authorization", who);
    let sent = channel.send(request.body(Bytes::new()).unwrap(), Course::Watched);
    let answer = timeout(PATIENCE, sent).await.expect("an answer")?;
    Ok(answer.into_body())
}

/// An answer and its first word.
async fn opened(channel: &Channel, who: &str) -> Answer {
    let Ok(mut body) = ask(channel, "/watch", who).await else {
        panic!("no answer");
    };
    assert_eq!(word(&mut body).await.as_deref(), Some(b"hello".as_slice()));
    body
}

async fn word(body: &mut Answer) -> Option<Bytes> {
    let frame = timeout(PATIENCE, body.frame()).await.expect("a word or an end")?;
    frame.ok()?.into_data().ok()
}

async fn many(channel: &Channel, count: usize) -> Vec<Answer> {
    let answers = stream::iter(0..count).map(|_| opened(channel, "Bearer one"));
    answers.buffer_unordered(count).collect().await
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let held = timeout(PATIENCE, async {
        while !holds() {
            sleep(Duration::from_millis(10)).await;
        }
    });
    held.await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test]
async fn a_hundred_and_twenty_watches_share_three_connections_and_give_them_back() {
    let server = Secure::start(Asked::default().service(), Speaks::Both(250))
        .await
        .unwrap();
    let channel = channel(&server, Pace::default());
    for _ in 0..2 {
        let watches = many(&channel, 120).await;
        assert_eq!(server.open(), 3);
        drop(watches);
        until("one connection is kept", || server.open() == 1).await;
    }
}

#[tokio::test]
async fn a_server_of_http_1_1_alone_gets_a_connection_for_each_watch() {
    let server = Secure::start(Asked::default().service(), Speaks::Old)
        .await
        .unwrap();
    let channel = channel(&server, Pace::default());
    let watches = many(&channel, 20).await;
    until("the connection that only asked is closed", || server.open() == 20).await;
    let more = many(&channel, 5).await;
    assert_eq!(server.open(), 25, "nobody asks again for the protocol");
    drop((watches, more));
}

#[tokio::test]
async fn a_server_that_allows_few_answers_gets_more_connections_and_every_watch_its_answer() {
    let server = Secure::start(Asked::default().service(), Speaks::Both(10))
        .await
        .unwrap();
    let channel = channel(&server, Pace::default());
    let first = opened(&channel, "Bearer one").await;
    let watches = many(&channel, 59).await;
    assert_eq!(server.open(), 6);
    drop((first, watches));
}

#[tokio::test]
async fn people_share_a_connection_and_never_a_credential() {
    let asked = Asked::default();
    let server = Secure::start(asked.service(), Speaks::Both(250)).await.unwrap();
    let channel = channel(&server, Pace::default());
    let mut open = Vec::new();
    for number in 0..30 {
        open.push(opened(&channel, &format!("Bearer {number}")).await);
    }
    assert_eq!(server.open(), 1);
    let who: BTreeSet<String> = asked.all().into_iter().map(|(who, _, _)| who).collect();
    assert_eq!(who.len(), 30);
}

#[tokio::test]
async fn a_watch_that_nobody_reads_does_not_keep_the_others_on_its_connection_waiting() {
    let server = Secure::start(Asked::default().service(), Speaks::Both(250))
        .await
        .unwrap();
    let channel = channel(&server, Pace::default());
    let mut unread = Vec::new();
    for _ in 0..40 {
        let Ok(mut flood) = ask(&channel, "/flood", "Bearer one").await else {
            panic!("no answer");
        };
        assert!(word(&mut flood).await.is_some());
        unread.push(flood);
    }
    let _answer = opened(&channel, "Bearer two").await;
    assert_eq!(server.open(), 1);
}

#[tokio::test]
async fn a_connection_the_server_wants_to_close_keeps_its_watches_and_takes_no_new_one() {
    let server = Secure::start(Asked::default().service(), Speaks::Both(250))
        .await
        .unwrap();
    let channel = channel(&server, Pace::default());
    let mut open = many(&channel, 20).await;
    server.close();
    // The server's word needs a moment to arrive.
    while server.open() < 2 {
        open.push(opened(&channel, "Bearer one").await);
    }
    for watch in &mut open {
        assert!(
            timeout(Duration::from_millis(20), watch.frame()).await.is_err(),
            "it goes on"
        );
    }
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_given_up_for_all_who_wait_for_it_and_tried_anew() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", silent.local_addr().unwrap());
    let channel = Channel::paced(Config::new(url.parse().unwrap()), PACE).unwrap();
    for _ in 0..2 {
        let start = Instant::now();
        let asked = stream::iter(0..30).map(|_| ask(&channel, "/watch", "Bearer one"));
        let asked: Vec<_> = asked.buffer_unordered(30).collect().await;
        assert!(
            asked
                .iter()
                .all(|asked| matches!(asked, Err(Unsent::Unreachable)))
        );
        assert!(start.elapsed() < PACE.opened * 3, "{:?}", start.elapsed());
    }
    drop(silent);
    assert!(matches!(
        ask(&channel, "/watch", "Bearer one").await,
        Err(Unsent::Unreachable)
    ));
}

/// A sandbox behind TLS, and a watch of many queries on it.
struct Bed {
    sandbox: Sandbox,
    server: Secure,
    channel: Channel,
}

impl Bed {
    async fn start() -> Self {
        let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
        let server = Secure::start(sandbox.service(), Speaks::Both(250)).await.unwrap();
        let channel = channel(&server, PACE);
        Self {
            sandbox,
            server,
            channel,
        }
    }

    /// One stream a resource, all over one connection.
    async fn watch(&self) -> Vec<Events<Update>> {
        let admin = user(&self.channel, token::ADMIN);
        let mut streams = Vec::new();
        for _ in 0..40 {
            let mut events = admin.watch(vec![Query::in_registry_namespace(Resource::Claim)]);
            assert!(matches!(next(&mut events).await, Update::Answer(_, Ok(_))));
            streams.push(events);
        }
        until("every watch is open", || self.asked("watch").len() == 40).await;
        streams
    }

    fn asked(&self, verb: &str) -> Vec<String> {
        let requests = self.sandbox.requests().into_iter();
        let claims = requests.filter(|request| request.path.ends_with("persistentvolumeclaims"));
        claims
            .filter(|request| request.verb == verb)
            .map(|request| request.query)
            .collect()
    }

    async fn create(&self, name: &str) {
        let step = Step::create_claim(
            Name::new(name).unwrap(),
            serde_json::json!({"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}}),
        );
        // Not over the connections that fail here.
        let admin =
            Connection::from_service(self.sandbox.service()).as_user(Token::new(token::ADMIN).unwrap());
        admin.run(&step, Mode::Apply).await.unwrap();
    }

    /// Waits until every stream knows a claim.
    async fn all_know(&self, streams: &mut [Events<Update>], name: &str) {
        for events in streams {
            loop {
                if let Update::Answer(_, Ok(objects)) = next(events).await
                    && objects.iter().any(|object| object["metadata"]["name"] == name)
                {
                    break;
                }
            }
        }
    }
}

async fn next(events: &mut Events<Update>) -> Update {
    timeout(PATIENCE, events.next())
        .await
        .expect("an update")
        .expect("no end")
}

#[tokio::test]
async fn a_connection_that_closes_again_and_again_costs_no_watch_an_event_and_no_list() {
    let bed = Bed::start().await;
    let mut streams = bed.watch().await;
    for round in 0..5 {
        bed.server.close();
        let name = format!("claim-{round}");
        bed.create(&name).await;
        // Ends every watch, so that each goes on over another connection.
        bed.sandbox.faults().close_watches();
        bed.all_know(&mut streams, &name).await;
    }
    assert_eq!(bed.asked("list").len(), 40);
}

#[tokio::test]
async fn a_shared_connection_that_breaks_is_resumed_by_its_watches_one_after_the_other_without_a_list() {
    let bed = Bed::start().await;
    let mut streams = bed.watch().await;
    // A watch must have lasted to be taken up where it was.
    sleep(Duration::from_millis(1100)).await;
    let before = Instant::now();
    bed.server.cut();
    bed.create("meanwhile").await;
    let mut resumed = Vec::new();
    until("every watch is open again", || {
        let count = bed.asked("watch").len() - 40;
        resumed.extend((resumed.len()..count).map(|_| before.elapsed()));
        count >= 40
    })
    .await;
    let (first, last) = (resumed[0], resumed[39]);
    assert!(last - first > Duration::from_millis(150), "{first:?} to {last:?}");
    assert!(last < Duration::from_secs(2), "{last:?}");
    bed.all_know(&mut streams, "meanwhile").await;
    assert_eq!(bed.asked("list").len(), 40);
    assert!(bed.server.open() <= 3, "{}", bed.server.open());
}

#[tokio::test]
async fn a_peer_that_died_without_a_word_is_noticed_by_pings_and_every_watch_moves_on() {
    let bed = Bed::start().await;
    let mut streams = bed.watch().await;
    bed.server.freeze();
    sleep(Duration::from_millis(1)).await;
    let start = Instant::now();
    bed.create("meanwhile").await;
    bed.all_know(&mut streams, "meanwhile").await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
