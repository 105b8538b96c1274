//! Puts the overview together, in the order in which its parts depend on one another.

use super::brief;
use super::case::{self, Case};
use super::cause::Cause;
use super::decide;
use super::explain;
use super::facts::Facts;
use super::meaning::{Evidence, Explained, Meaning, Relevance};
use super::parts::{Part, PodBrief, PodRole, StorageView};
use super::text::Around;
use super::{Overview, map, todo, way_out};
use crate::objects::{Condition, Config};
use crate::snapshot::Snapshot;

impl Overview {
    /// Reads the answers to [`super::queries`]. Questions that were never asked read as missing objects.
    pub fn read(snapshot: &Snapshot) -> Self {
        let facts = Facts::read(snapshot);
        let pods: Part<Vec<PodBrief>> = facts.pods.as_ref().map(|p| brief::pods(p)).map_err(Clone::clone);
        let routes = facts
            .routes
            .as_ref()
            .map(|r| brief::routes(r))
            .map_err(Clone::clone);
        let storage = facts
            .config
            .as_ref()
            .map(|config| brief::storage(config, &facts))
            .map_err(Clone::clone);
        let conditions = explained(&facts, storage.as_ref().ok(), pods.iter().flatten());
        let headline = match &facts.config {
            Err(error) => decide::unread(error, &facts),
            Ok(config) => decide::headline(&Case {
                facts: &facts,
                config,
                storage: storage.as_ref().ok(),
                routes: routes.as_deref().unwrap_or_default(),
                conditions: &conditions,
                stale: !config.is_observed(),
            }),
        };
        let config = facts.config.as_ref();
        let warnings = config.map_or_else(
            |_| Vec::new(),
            |c| todo::warnings(c, storage.as_ref().ok(), &conditions),
        );
        let configured = config.is_ok_and(|c| !c.storage_configured().is_empty());
        let mut overview = Self {
            ways_out: way_out::ways_out(&headline, configured),
            headline,
            todo: Vec::new(),
            warnings,
            path: Vec::new(),
            conditions,
            config: config.map(brief::config).map_err(Clone::clone),
            storage,
            replicas: facts
                .deployment
                .as_ref()
                .map(brief::replicas)
                .map_err(Clone::clone),
            pods,
            routes,
            operator: brief::operator(&facts),
            pruner: brief::pruner(&facts),
            cluster: brief::cluster(&facts),
        };
        if let Ok(config) = config {
            overview.todo = todo::todo(config, &overview.headline, overview.exposed());
        }
        let host = facts.images.as_ref().ok().map(|i| i.internal_host().to_owned());
        overview.path = map::path(&overview, host.filter(|host| !host.is_empty()));
        overview
    }
}

fn explained<'a>(
    facts: &Facts,
    storage: Option<&StorageView>,
    pods: impl Iterator<Item = &'a PodBrief>,
) -> Vec<Explained> {
    let troubled: Vec<&PodBrief> = pods
        .filter(|pod| pod.role == PodRole::Registry && !pod.ready && pod.state != "Terminating")
        .collect();
    let mut all = Vec::new();
    if let Ok(config) = &facts.config {
        let around = Around {
            config,
            stale: !config.is_observed(),
        };
        let conditions = config.conditions();
        all.extend(conditions.into_iter().map(|condition| {
            let about = relevance(config, &condition);
            let meaning = explain::meaning(&condition, &around);
            Explained {
                tone: explain::tone(&meaning, &condition),
                evidence: evidence(about, &meaning, storage, &troubled),
                about,
                meaning,
                condition,
            }
        }));
    }
    let unreachable = case::registry_unreachable(facts);
    let of_pruner = facts.pruner.iter().flat_map(|pruner| pruner.conditions());
    all.extend(of_pruner.map(|condition| {
        let meaning = explain::pruner_meaning(&condition, unreachable);
        Explained {
            tone: explain::tone(&meaning, &condition),
            about: Relevance::Pruner,
            evidence: Vec::new(),
            meaning,
            condition,
        }
    }));
    all
}

fn relevance(config: &Config, condition: &Condition) -> Relevance {
    // While the newest storage setting has not been looked at, the conditions are about the one in force.
    let members = if config.is_observed() {
        config.storage_configured()
    } else {
        config.storage_in_force()
    };
    let members: Vec<String> = members.into_iter().map(|member| member.key).collect();
    explain::relevance(condition, &members)
}

fn evidence(
    about: Relevance,
    meaning: &Meaning,
    storage: Option<&StorageView>,
    troubled: &[&PodBrief],
) -> Vec<Evidence> {
    if about != Relevance::Current {
        return Vec::new();
    }
    let mut list = Vec::new();
    let about_pods = matches!(
        meaning,
        Meaning::NoReplica
            | Meaning::SomeReplicaMissing
            | Meaning::RollingOut
            | Meaning::UnavailableTooLong
            | Meaning::RollOutTimedOut
    );
    let cause = match meaning {
        Meaning::NotApplied { cause, .. } | Meaning::StorageMissing(cause) => Some(cause),
        _ => None,
    };
    let about_claim = matches!(
        cause,
        Some(
            Cause::ClaimMissing { .. }
                | Cause::ClaimNeedsRecreate { .. }
                | Cause::ClaimNeedsOneReplica { .. }
                | Cause::ClaimModeUnusable { .. }
                | Cause::ClaimTaken { .. }
        )
    );
    if about_pods || about_claim {
        match storage.and_then(|s| s.claim.as_ref()) {
            Some(Ok(Some(claim))) if about_claim || claim.phase != "Bound" => {
                list.push(Evidence::Claim(claim.clone()));
            }
            Some(Ok(None)) => {
                if let Some(Cause::ClaimMissing { claim }) = cause {
                    list.push(Evidence::NoSuchClaim { claim: claim.clone() });
                }
            }
            _ => {}
        }
    }
    if about_pods {
        list.extend(troubled.iter().map(|pod| Evidence::Pod((*pod).clone())));
    }
    list
}
