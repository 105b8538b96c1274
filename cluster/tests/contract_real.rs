//! The contract suite against a real kube-apiserver, and what only a real one can show.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod contract;

use cluster::{Connection, Token};
use contract::every_case;
use contract::world::{People, World, one, the_config};
use registry::port::Cluster;
use registry::resource::Resource;
use sandbox::Scenario;
use std::sync::Arc;
use testbed::{ApiServer, Person};
use tokio::sync::{Mutex, OnceCell, OwnedMutexGuard};

/// One server for the whole binary; it ends with the process.
static SERVER: OnceCell<ApiServer> = OnceCell::const_new();

async fn server() -> &'static ApiServer {
    SERVER
        .get_or_init(|| async {
            ApiServer::start_going_away(Scenario::BareMetalRemoved)
                .await
                .unwrap_or_else(|error| panic!("{error}"))
        })
        .await
}

/// The cases share one server, so they take turns.
async fn turn() -> OwnedMutexGuard<()> {
    static TURN: OnceCell<Arc<Mutex<()>>> = OnceCell::const_new();
    let turn = TURN.get_or_init(|| async { Arc::default() }).await;
    turn.clone().lock_owned().await
}

async fn world() -> World {
    let server = server().await;
    let turn = turn().await;
    server.restore().await.unwrap();
    let people = People {
        admin: server.token(Person::Admin).to_owned(),
        reader: server.token(Person::Reader).to_owned(),
        nobody: server.token(Person::Nobody).to_owned(),
    };
    let client = server.anonymous_client().await.unwrap();
    // Image streams are served by OpenShift's own API server, which is not here.
    World::new(client, people, (None, Resource::ImageStream), || (), turn)
}

every_case!(crate::world);

#[tokio::test]
async fn a_kubeconfig_leads_to_its_server_as_the_user_of_its_context() {
    let server = server().await;
    let _turn = turn().await;
    for (context, person) in [
        (None, Person::Admin),
        (Some("reader"), Person::Reader),
        (Some("nobody"), Person::Nobody),
    ] {
        let path = Some(server.kubeconfig().to_owned());
        let connection = Connection::from_kubeconfig(path, context.map(str::to_owned))
            .await
            .unwrap();
        assert_eq!(connection.describe().server.as_deref(), Some(server.url()));
        assert_eq!(connection.describe().context.as_deref(), Some(person.name()));
        let own = connection.own_user().unwrap().whoami().await.unwrap();
        assert_eq!(own.user, person.name());
        // The pool for tokens never falls back to the file's own user.
        let reader = connection.as_user(Token::new(server.token(Person::Reader)).unwrap());
        assert_eq!(reader.whoami().await.unwrap().user, "reader");
        let stranger = connection.as_user(Token::new("stranger").unwrap());
        assert!(stranger.whoami().await.is_err());
    }
}

#[tokio::test]
async fn whoever_may_not_watch_still_gets_answers() {
    use futures_util::StreamExt;
    let server = server().await;
    let _turn = turn().await;
    let path = Some(server.kubeconfig().to_owned());
    let connection = Connection::from_kubeconfig(path, None).await.unwrap();
    let poller = connection.as_user(Token::new(server.token(Person::Poller)).unwrap());
    assert!(one(&poller, the_config()).await.is_ok());
    let mut events = poller.watch(vec![the_config()]);
    let first = events.next().await;
    assert!(
        matches!(first, Some(registry::port::Update::Answer(_, Ok(_)))),
        "{first:?}"
    );
}

#[tokio::test]
async fn three_hundred_watches_share_connections_that_the_api_server_closes_now_and_then() {
    use contract::world::{claim_name, claim_spec, claims};
    use futures_util::StreamExt;
    use registry::plan::Step;
    use registry::port::{Mode, Update};
    let world = world().await;
    let path = Some(server().await.kubeconfig().to_owned());
    let user = Connection::from_kubeconfig(path, None)
        .await
        .unwrap()
        .own_user()
        .unwrap();
    let mut watches: Vec<_> = (0..300).map(|_| user.watch(vec![claims()])).collect();
    for watch in &mut watches {
        let first = watch.next().await;
        assert!(matches!(first, Some(Update::Answer(_, Ok(_)))), "{first:?}");
    }
    let step = Step::create_claim(claim_name("seen-by-all"), claim_spec());
    user.run(&step, Mode::Apply).await.unwrap();
    for watch in &mut watches {
        let seen = async {
            while let Some(update) = watch.next().await {
                if let Update::Answer(_, Ok(objects)) = update
                    && objects
                        .iter()
                        .any(|claim| claim["metadata"]["name"] == "seen-by-all")
                {
                    return;
                }
            }
            panic!("the watch ended");
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), seen)
            .await
            .unwrap();
    }
    drop(world);
}
