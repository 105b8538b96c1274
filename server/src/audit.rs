//! The audit trail: one line for each login, each logout, each denial, each write and each read of a Secret, with who, what
//! and how it ended.
//! Never a value, a token or an address's query. The lines have the target `audit`, so that they can be kept apart.

use cluster::User;
use registry::error::ClusterError;
use registry::plan::{Permission, Step};
use registry::port::{Cluster, Events, Identity, Mode, Outcome, Reply, Update, Verdict};
use registry::resource::Resource;
use registry::snapshot::{Query, Snapshot};

/// Notes that somebody did something that is no write.
pub(crate) fn said(event: &'static str, user: Option<&str>, result: &str, request: &str) {
    tracing::info!(target: "audit", event, user, result, request, "audit");
}

/// A user whose writes are noted.
#[derive(Debug)]
pub(crate) struct Audited {
    user: User,
    /// `None` where the door does not know it; then the API server is asked, for writes only.
    name: Option<String>,
    request: String,
}

impl Audited {
    /// Notes what this user writes on behalf of the request with this number.
    pub(crate) fn new(user: User, name: Option<String>, request: String) -> Self {
        Self { user, name, request }
    }

    async fn who(&self) -> Option<String> {
        match &self.name {
            Some(name) => Some(name.clone()),
            None => self.user.whoami().await.ok().map(|who| who.user),
        }
    }

    /// Notes that a Secret was asked for. The API server is not asked who it is for that: a page reads often.
    fn looked(&self, query: &Query, result: &'static str) {
        if query.resource != Resource::Secret {
            return;
        }
        tracing::info!(
            target: "audit",
            event = "read",
            user = self.name,
            verb = "get",
            resource = "secrets",
            namespace = query.namespace.as_ref().map(ToString::to_string),
            name = query.name.as_ref().map(ToString::to_string),
            result,
            request = self.request,
            "audit"
        );
    }

    async fn noted(&self, step: &Step, mode: Mode) -> Result<Outcome, ClusterError> {
        let done = self.user.run(step, mode).await;
        if mode == Mode::Apply {
            let user = self.who().await;
            let target = step.target();
            let result = ended(done.as_ref().err());
            tracing::info!(
                target: "audit",
                event = "write",
                user,
                verb = step.permission().verb.wire(),
                resource = %target.resource.qualified(),
                namespace = target.namespace.as_ref().map(ToString::to_string),
                name = %target.name,
                result,
                request = self.request,
                "audit"
            );
        }
        done
    }
}

/// How it ended, in one word.
fn ended(error: Option<&ClusterError>) -> &'static str {
    match error {
        None => "done",
        Some(ClusterError::Forbidden { .. } | ClusterError::Denied { .. }) => "denied",
        Some(ClusterError::SignedOut) => "signed out",
        Some(ClusterError::Missing { .. }) => "missing",
        Some(_) => "failed",
    }
}

impl Cluster for Audited {
    fn read<'a>(&'a self, batch: &'a [Query]) -> Reply<'a, Snapshot> {
        Box::pin(async move {
            let snapshot = self.user.read(batch).await;
            for (query, answer) in snapshot.answers() {
                self.looked(query, ended(answer.as_ref().err()));
            }
            snapshot
        })
    }

    fn watch(&self, set: Vec<Query>) -> Events<Update> {
        // Followed from now on: the one line says so.
        set.iter().for_each(|query| self.looked(query, "followed"));
        self.user.watch(set)
    }

    fn run<'a>(&'a self, step: &'a Step, mode: Mode) -> Reply<'a, Result<Outcome, ClusterError>> {
        Box::pin(self.noted(step, mode))
    }

    fn allowed<'a>(&'a self, questions: &'a [Permission]) -> Reply<'a, Result<Vec<Verdict>, ClusterError>> {
        self.user.allowed(questions)
    }

    fn whoami<'a>(&'a self) -> Reply<'a, Result<Identity, ClusterError>> {
        self.user.whoami()
    }
}
