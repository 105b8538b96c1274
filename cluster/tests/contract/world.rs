//! A cluster to ask: bare metal, the registry Removed, nothing configured.

use super::tap::Tap;
use cluster::{Connection, Limits, Token, User};
use futures_util::StreamExt;
use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::Step;
use registry::port::{Cluster, Events, Mode, Update};
use registry::resource::Resource;
use registry::snapshot::{Answer, Query};
use serde_json::Value;
use std::any::Any;
use std::time::Duration;

/// Tokens of the people every world has.
pub(crate) struct People {
    pub(crate) admin: String,
    pub(crate) reader: String,
    pub(crate) nobody: String,
}

pub(crate) struct World {
    pub(crate) tap: Tap,
    connection: Connection,
    people: People,
    /// A user of a cluster that does not serve this resource.
    absent: (User, Resource),
    /// Forgets old versions, where that has to be asked for.
    forget: Box<dyn Fn() + Send + Sync>,
    /// What has to live as long as the world.
    _held: Box<dyn Any + Send + Sync>,
}

impl World {
    pub(crate) fn new(
        client: kube::Client,
        people: People,
        absent: (Option<kube::Client>, Resource),
        forget: impl Fn() + Send + Sync + 'static,
        held: impl Any + Send + Sync,
    ) -> Self {
        let tap = Tap::default();
        let connection = Connection::from_service(tap.before(client.clone()));
        let elsewhere = Connection::from_service(Tap::default().before(absent.0.unwrap_or(client)));
        Self {
            tap,
            connection,
            absent: (elsewhere.as_user(Token::new(&people.admin).unwrap()), absent.1),
            people,
            forget: Box::new(forget),
            _held: Box::new(held),
        }
    }

    fn user(&self, token: &str) -> User {
        self.connection.as_user(Token::new(token).unwrap())
    }

    pub(crate) fn admin(&self) -> User {
        self.user(&self.people.admin)
    }

    pub(crate) fn admin_under(&self, limits: Limits) -> User {
        let connection = self.connection.clone().with_limits(limits);
        connection.as_user(Token::new(&self.people.admin).unwrap())
    }

    pub(crate) fn reader(&self) -> User {
        self.user(&self.people.reader)
    }

    pub(crate) fn nobody(&self) -> User {
        self.user(&self.people.nobody)
    }

    pub(crate) fn expired(&self) -> User {
        self.user("sandbox-expired")
    }

    pub(crate) fn absent(&self) -> (&User, Resource) {
        (&self.absent.0, self.absent.1)
    }

    /// The next watch resumes from a version nobody remembers.
    pub(crate) fn age(&self) {
        (self.forget)();
        self.tap.age();
    }

    /// The operator's configuration as the console reads it.
    pub(crate) async fn config(&self) -> Value {
        one(&self.admin(), the_config()).await.unwrap().remove(0)
    }

    /// Another administrator changes the configuration.
    pub(crate) async fn meddle(&self, patch: Value) {
        let step = Step::patch_config(&self.config().await, patch).unwrap();
        self.admin().run(&step, Mode::Apply).await.unwrap();
    }

    pub(crate) async fn create_claim(&self, name: &str) -> String {
        let step = Step::create_claim(claim_name(name), claim_spec());
        let outcome = self.admin().run(&step, Mode::Apply).await.unwrap();
        outcome.uid.unwrap()
    }
}

pub(crate) fn the_config() -> Query {
    Query::singleton(Resource::Config)
}

pub(crate) fn claims() -> Query {
    Query::in_registry_namespace(Resource::Claim)
}

pub(crate) fn claim_name(name: &str) -> Name {
    Name::new(name).unwrap()
}

pub(crate) fn claim_spec() -> Value {
    serde_json::json!({
        "accessModes": ["ReadWriteMany"],
        "resources": {"requests": {"storage": "100Gi"}},
        "storageClassName": "",
    })
}

/// The answer to one query.
pub(crate) async fn one(user: &User, query: Query) -> Answer {
    let snapshot = user.read(std::slice::from_ref(&query)).await;
    snapshot.answers().next().unwrap().1.clone()
}

/// The claim of this name, if there is one.
pub(crate) async fn claim(user: &User, name: &str) -> Result<Value, ClusterError> {
    let query = Query::named_in_registry_namespace(Resource::Claim, claim_name(name));
    one(user, query).await.map(|mut objects| objects.remove(0))
}

/// Waits for an update that `wanted` accepts. The time is only there to end a test that would never end.
pub(crate) async fn until<T>(events: &mut Events<Update>, wanted: impl Fn(&Update) -> Option<T>) -> T {
    let seen = async {
        loop {
            let update = events.next().await.expect("the stream ended");
            if let Some(found) = wanted(&update) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen)
        .await
        .expect("the update never came")
}

/// Waits until something outside the stream is so, while the stream is read.
pub(crate) async fn meanwhile(events: &mut Events<Update>, so: impl Fn() -> bool) {
    let waiting = async {
        while !so() {
            let _ = tokio::time::timeout(Duration::from_millis(20), events.next()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting)
        .await
        .expect("it never became so");
}

/// The objects of an answer to this query, if the update is one.
pub(crate) fn objects<'a>(update: &'a Update, query: &Query) -> Option<&'a [Value]> {
    match update {
        Update::Answer(asked, Ok(objects)) if asked == query => Some(objects),
        _ => None,
    }
}
