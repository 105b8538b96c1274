//! What a headline is decided from, and the small questions asked of it.

use super::brief;
use super::cause::Cause;
use super::facts::Facts;
use super::headline::Serving;
use super::meaning::{Explained, Meaning, Relevance};
use super::parts::{Replicas, RouteBrief, StorageView};
use super::{text, trouble};
use crate::objects::{Condition, Config};

/// What the decision looks at.
pub(super) struct Case<'a> {
    pub(super) facts: &'a Facts,
    pub(super) config: &'a Config,
    pub(super) storage: Option<&'a StorageView>,
    pub(super) routes: &'a [RouteBrief],
    pub(super) conditions: &'a [Explained],
    /// The conditions describe an older configuration than `config`.
    pub(super) stale: bool,
}

impl Case<'_> {
    pub(super) fn find(&self, kind: &str) -> Option<&Condition> {
        let found = self
            .conditions
            .iter()
            .find(|c| c.condition.kind == kind && c.about != Relevance::Pruner);
        found.map(|c| &c.condition)
    }

    /// The first of what is picked from the meanings that still hold.
    pub(super) fn means<T>(&self, pick: impl Fn(&Meaning) -> Option<T>) -> Option<T> {
        self.conditions
            .iter()
            .filter(|c| c.about == Relevance::Current)
            .find_map(|c| pick(&c.meaning))
    }

    /// More than one storage that counts. Today's operators have no driver for `oss` and see nothing in it; older ones say
    /// themselves when it is one too many.
    pub(super) fn two_storages(&self) -> Option<Vec<String>> {
        let mut members = self.config.storage_configured();
        members.retain(|member| member.key != "oss");
        (members.len() > 1 && !self.stale).then(|| members.into_iter().map(|m| m.key).collect())
    }

    pub(super) fn replicas(&self) -> Option<Replicas> {
        self.facts.deployment.as_ref().ok().map(brief::replicas)
    }

    /// Whether any pod takes traffic. The Deployment is read live, so it is believed before the condition.
    pub(super) fn serves(&self, serving: Serving) -> bool {
        serving.ready > 0
    }

    pub(super) fn serving_if_read(&self) -> Option<Serving> {
        let read = self.facts.deployment.is_ok() || self.facts.pods.is_ok();
        read.then(|| trouble::serving(self.facts, self.config))
    }

    pub(super) fn refused_route(&self) -> Option<Cause> {
        let told = self.means(|meaning| match meaning {
            Meaning::RoutesRefused(causes) => Some(causes.first().cloned()),
            _ => None,
        });
        told.flatten().or_else(|| self.routes.iter().find_map(refusal))
    }

    /// Whether a pruning pod says that it could not reach the registry.
    pub(super) fn registry_unreachable(&self) -> bool {
        registry_unreachable(self.facts)
    }
}

/// Whether a pruning pod says that it could not reach the registry.
pub(super) fn registry_unreachable(facts: &Facts) -> bool {
    facts
        .pods
        .iter()
        .flatten()
        .any(|pod| pod.trouble().contains("failed to ping registry"))
}

/// The first router's refusal of a route.
pub(super) fn refusal(route: &RouteBrief) -> Option<Cause> {
    let router = route.routers.iter().find(|r| !r.admitted)?;
    Some(Cause::RouteRefused {
        route: route.name.clone(),
        host: route.host.clone(),
        router: router.router.clone(),
        host_taken: text::is_host_taken(&router.message),
        message: router.message.clone(),
    })
}
