//! Failures on demand: sentinel names anyone can type, and a handle for tests.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::failure::Failure;
use crate::json::text;
use crate::request::Target;
use crate::resources::Resource;
use crate::shared::Shared;

/// Claims and classes of these names fail: everywhere in a request where a claim or class is named.
pub const SENTINELS: [&str; 4] = [
    "sandbox-forbidden",
    "sandbox-conflict",
    "sandbox-slow",
    "sandbox-error",
];

/// How long `sandbox-slow` takes to answer.
pub(crate) const SLOW: Duration = Duration::from_secs(5);

/// How the connection fails while the server is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Away {
    #[default]
    No,
    /// As if nothing listened.
    Refused,
}

/// The faults in force.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) away: Away,
    pub(crate) delay: Duration,
    pub(crate) expired: bool,
    /// Every n-th request finds that the operator has just written its status.
    pub(crate) restless: Option<u32>,
    pub(crate) counted: u32,
    next: Vec<(String, String, u16)>,
    forbidden: HashSet<(String, String)>,
    unavailable: HashSet<String>,
    conflicted: HashSet<String>,
}

impl State {
    /// The failure to answer with instead of doing what was asked.
    pub(crate) fn take(&mut self, verb: &str, resource: &Resource) -> Option<Failure> {
        if self.unavailable.contains(resource.group) || self.unavailable.contains("*") {
            return Some(Failure::injected(503, verb, resource));
        }
        let index = self
            .next
            .iter()
            .position(|(v, r, _)| (v == verb || v == "*") && (r == resource.plural || r == "*"))?;
        let (_, _, code) = self.next.remove(index);
        Some(Failure::injected(code, verb, resource))
    }

    /// Whether a right was taken from everyone.
    pub(crate) fn forbids(&self, verb: &str, resource: &str) -> bool {
        self.forbidden
            .iter()
            .any(|(v, r)| (v == verb || v == "*") && (r == resource || r == "*"))
    }

    /// What a sentinel makes of a request; `sandbox-conflict` fails once for each place it is named at.
    pub(crate) fn sentinel(
        &mut self,
        name: &str,
        verb: &str,
        resource: &Resource,
        target: &Target,
    ) -> Option<Failure> {
        match name {
            "sandbox-forbidden" => Some(
                Failure::new(
                    403,
                    "Forbidden",
                    format!(
                        "{} \"{name}\" is forbidden: the sandbox refuses this name",
                        resource.qualified()
                    ),
                )
                .about(resource.group, resource.plural, &target.name),
            ),
            "sandbox-conflict" => {
                let place = format!("{}/{}/{verb}", target.resource, target.name);
                self.conflicted.insert(place).then(|| {
                    let named = if target.name.is_empty() {
                        name
                    } else {
                        &target.name
                    };
                    Failure::stale(resource, named)
                })
            }
            "sandbox-error" => Some(Failure::injected(500, verb, resource)),
            _ => None,
        }
    }
}

/// The sentinel a request names as a claim or a class, in its path or its body.
pub(crate) fn named_sentinel(target: &Target, body: Option<&Value>) -> Option<&'static str> {
    let in_path = matches!(
        target.resource.as_str(),
        "persistentvolumeclaims" | "storageclasses"
    )
    .then_some(target.name.as_str());
    let own_name = body.filter(|_| {
        matches!(
            target.resource.as_str(),
            "persistentvolumeclaims" | "storageclasses"
        )
    });
    let named = [
        in_path,
        own_name.map(|body| text(body, "/metadata/name")),
        body.map(|body| text(body, "/spec/storageClassName")),
        body.map(|body| text(body, "/spec/storage/pvc/claim")),
    ];
    SENTINELS
        .into_iter()
        .find(|sentinel| named.contains(&Some(sentinel)))
}

/// A handle to make the API server fail.
#[derive(Clone)]
pub struct Faults(pub(crate) Arc<Shared>);

impl Faults {
    /// The next request of this verb on this resource (plural; `*` for any) is answered with this HTTP status.
    pub fn fail_next(&self, verb: &str, resource: &str, status: u16) {
        self.change(|state| state.next.push((verb.to_owned(), resource.to_owned(), status)));
    }

    /// Every answer takes this much longer.
    pub fn delay(&self, delay: Duration) {
        self.change(|state| state.delay = delay);
    }

    /// Requests fail as if nothing listened, and running watches break off.
    pub fn down(&self, down: bool) {
        self.change(|state| state.away = if down { Away::Refused } else { Away::No });
        if down {
            self.0.close_watches();
        }
    }

    /// Every request to an API group (`*` for all of them) answers 503, as while the server behind it rolls.
    pub fn unavailable(&self, group: &str, unavailable: bool) {
        self.change(|state| {
            if unavailable {
                state.unavailable.insert(group.to_owned());
            } else {
                state.unavailable.remove(group);
            }
        });
    }

    /// Every token is answered 401 from now on, and running watches end.
    pub fn expire_tokens(&self) {
        self.change(|state| state.expired = true);
        self.0.close_watches();
    }

    /// Tokens are what they were before [`Faults::expire_tokens`], as after a new login.
    pub fn renew_tokens(&self) {
        self.change(|state| state.expired = false);
    }

    /// An operator that does not run comes up now.
    pub fn start_operator(&self) {
        self.0
            .locked(|world, now| world.start_operator(jiff::SignedDuration::ZERO, now));
    }

    /// Takes a right (`*` for any verb or resource) from everyone, in requests and in access reviews.
    pub fn forbid(&self, verb: &str, resource: &str) {
        self.change(|state| {
            state.forbidden.insert((verb.to_owned(), resource.to_owned()));
        });
    }

    /// Forgets all history: resuming a watch or a page from before this moment is answered 410.
    pub fn compact(&self) {
        self.0.locked(|world, _| world.store.compact());
    }

    /// Ends all running watches without an error, as API servers do every few minutes.
    pub fn close_watches(&self) {
        self.0.close_watches();
    }

    /// Before every `every`-th request the operator touches the Config's status, so that versions move under readers.
    /// `None` ends it.
    pub fn write_status_constantly(&self, every: Option<u32>) {
        self.change(|state| {
            state.restless = every.filter(|n| *n > 0);
            state.counted = 0;
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        self.0.locked(|world, _| change(&mut world.faults));
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faults")
    }
}
