//! Derives the path map from the other parts of the overview: one root cause is failing, trouble elsewhere asks for
//! attention, and what lies in front of a broken place waits for it.

use super::Overview;
use super::headline::{Headline, Serving};
use super::meaning::{Meaning, OperatorPart, Relevance};
use super::parts::{PodRole, RouteBrief, RouteState, StorageView, Whose};
use super::path::{Detail, PathNode, PathState, Place};
use super::todo::Warning;
use super::tone::Tone;
use super::trouble;

/// How the registry as a whole is, as far as it decides what the places show.
#[derive(Clone, Copy, PartialEq)]
enum Whole {
    /// Pods serve or should.
    Running,
    /// No registry is meant to run.
    Off,
    /// It is being removed.
    Going,
    /// Cannot be told.
    Unknown,
}

/// The map of an overview whose other parts are filled in.
pub(super) fn path(overview: &Overview, internal_host: Option<String>) -> Vec<PathNode> {
    let map = Map {
        overview,
        whole: whole(&overview.headline),
        root: root(&overview.headline),
        serving: serving(overview),
    };
    let node = |place, state, detail| PathNode { place, state, detail };
    vec![
        node(
            Place::Outside,
            map.outside(),
            Detail::Outside {
                exposed: overview.exposed(),
            },
        ),
        node(
            Place::Nodes,
            map.flow(PathState::Ok),
            Detail::Agents(map.agents()),
        ),
        node(Place::Routes, map.routes(), map.routes_detail()),
        node(
            Place::Service,
            map.flow(PathState::Ok),
            Detail::Service { host: internal_host },
        ),
        node(Place::Pods, map.pods(), map.pods_detail()),
        node(
            Place::Storage,
            map.storage(),
            Detail::Storage {
                place: overview.storage.as_ref().ok().and_then(|s| s.place().cloned()),
            },
        ),
        node(
            Place::Certificates,
            map.certificates(),
            Detail::Agents(map.agents()),
        ),
        node(Place::Pruning, map.pruning(), Detail::Pruning),
    ]
}

fn whole(headline: &Headline) -> Whole {
    match headline {
        Headline::Removed { .. } | Headline::NoOperator { .. } | Headline::NotBootstrapped => Whole::Off,
        Headline::BeingRemoved { .. } | Headline::RemovalFailed(_) => Whole::Going,
        Headline::Unreachable(_)
        | Headline::SignedOut
        | Headline::Unreadable(_)
        | Headline::NoSuchState { .. } => Whole::Unknown,
        Headline::WaitingForOperator { before, .. } => whole(before),
        _ => Whole::Running,
    }
}

/// Where the headline's cause lies: the only place that may show as failing.
fn root(headline: &Headline) -> Option<Place> {
    match headline {
        Headline::WaitingForOperator { before, .. } => root(before),
        Headline::ConfigurationRefused { cause, .. }
        | Headline::NotWorking(cause)
        | Headline::NotApplied(cause)
        | Headline::StorageIncomplete(cause)
            if cause.is_about_storage() =>
        {
            Some(Place::Storage)
        }
        Headline::StorageIncomplete(_) => Some(Place::Storage),
        Headline::ConfigurationRefused { cause, .. }
        | Headline::NotWorking(cause)
        | Headline::NotApplied(cause)
            if cause.is_about_routes() =>
        {
            Some(Place::Routes)
        }
        Headline::NotWorking(_) | Headline::ConfigurationRefused { serving: false, .. } => Some(Place::Pods),
        Headline::RollOutStuck { cause, .. } | Headline::NotAvailable { cause } => {
            let storage = cause.as_ref().is_some_and(super::Cause::is_about_storage);
            Some(if storage { Place::Storage } else { Place::Pods })
        }
        Headline::RouteRefused(_) | Headline::RouteNotPickedUp { .. } => Some(Place::Routes),
        Headline::TrustBroken(_) => Some(Place::Certificates),
        Headline::PruningFailed(_) => Some(Place::Pruning),
        _ => None,
    }
}

fn serving(overview: &Overview) -> Option<Serving> {
    if let Ok(replicas) = &overview.replicas {
        return Some(replicas.serving());
    }
    match &overview.headline {
        Headline::Ready { serving }
        | Headline::ReplicaMissing { serving, .. }
        | Headline::RollOutStuck { serving, .. } => Some(*serving),
        Headline::Unmanaged { serving } => *serving,
        _ => {
            let pods = overview.pods.as_ref().ok()?;
            let of_registry = pods
                .iter()
                .filter(|pod| pod.role == PodRole::Registry && pod.ready);
            let ready = i64::try_from(of_registry.count()).ok()?;
            let wanted = overview.config.as_ref().ok()?.replicas?;
            Some(Serving { ready, wanted })
        }
    }
}

struct Map<'a> {
    overview: &'a Overview,
    whole: Whole,
    root: Option<Place>,
    serving: Option<Serving>,
}

impl Map<'_> {
    /// What a place shows that has trouble: failing if the headline's cause lies there.
    fn trouble(&self, place: Place) -> PathState {
        if self.root == Some(place) {
            PathState::Failing
        } else {
            PathState::Attention
        }
    }

    /// The state of a place that only passes traffic on: it waits for the broken place behind it when nothing serves.
    fn flow(&self, otherwise: PathState) -> PathState {
        match self.whole {
            Whole::Off => PathState::Off,
            Whole::Going => PathState::Changing,
            Whole::Unknown => PathState::Unknown,
            Whole::Running => match (self.serving, self.root) {
                (Some(serving), _) if serving.ready > 0 => otherwise,
                (Some(_), Some(root @ (Place::Pods | Place::Storage | Place::Routes))) => {
                    PathState::WaitsFor(root)
                }
                (Some(_), _) => PathState::WaitsFor(Place::Pods),
                (None, _) => PathState::Unknown,
            },
        }
    }

    fn routes(&self) -> PathState {
        let routes = match &self.overview.routes {
            Ok(routes) => routes,
            Err(_) if self.whole == Whole::Off => return PathState::Off,
            Err(_) => return PathState::Unknown,
        };
        if self.root == Some(Place::Routes) {
            return match &self.overview.headline {
                Headline::RouteNotPickedUp { .. } => PathState::Attention,
                _ => PathState::Failing,
            };
        }
        if routes.is_empty() {
            return PathState::Off;
        }
        if worst(routes).is_some() {
            return PathState::Attention;
        }
        self.flow(PathState::Ok)
    }

    fn routes_detail(&self) -> Detail {
        let routes = self.overview.routes.as_ref().ok();
        Detail::Routes {
            count: routes.map(Vec::len),
            worst: routes.and_then(|r| worst(r)).map(|r| r.name.clone()),
        }
    }

    fn outside(&self) -> PathState {
        match self.routes() {
            PathState::Off => PathState::Off,
            PathState::Ok | PathState::Attention if self.overview.exposed() => self.flow(PathState::Ok),
            PathState::Failing if self.overview.exposed() => self.flow(PathState::Ok),
            PathState::Ok | PathState::Attention | PathState::Failing => PathState::WaitsFor(Place::Routes),
            other => other,
        }
    }

    fn pods(&self) -> PathState {
        match self.whole {
            Whole::Off => return PathState::Off,
            Whole::Going => return PathState::Changing,
            Whole::Unknown => return PathState::Unknown,
            Whole::Running => {}
        }
        let changing = matches!(
            self.overview.headline,
            Headline::RollingOut { .. } | Headline::StoragePreparing { .. }
        );
        match (self.serving, self.root) {
            (_, Some(Place::Pods)) => PathState::Failing,
            _ if changing => PathState::Changing,
            (Some(serving), Some(Place::Storage)) if serving.ready == 0 => {
                PathState::WaitsFor(Place::Storage)
            }
            (Some(serving), Some(Place::Routes)) if serving.ready == 0 => PathState::WaitsFor(Place::Routes),
            (Some(serving), _) if serving.ready < serving.wanted => PathState::Attention,
            (Some(_), _) if self.overview.has_bad_registry_pod() => PathState::Attention,
            // They serve, but with settings that are no longer what was asked for.
            (Some(_), None) if self.overview.tone() == Tone::Failing => PathState::Attention,
            (Some(_), _) => PathState::Ok,
            (None, _) => PathState::Unknown,
        }
    }

    fn pods_detail(&self) -> Detail {
        Detail::Pods {
            serving: self.serving.filter(|_| self.whole == Whole::Running),
            surplus: self
                .overview
                .replicas
                .as_ref()
                .map_or(0, |r| (r.total - r.wanted).max(0)),
        }
    }

    fn storage(&self) -> PathState {
        // Removal leaves storage alone that is not the operator's.
        let goes = |storage: &StorageView| storage.whose == Whose::Operators;
        match self.whole {
            Whole::Off => return PathState::Off,
            Whole::Going if self.overview.storage.as_ref().is_ok_and(goes) => return PathState::Changing,
            Whole::Going => return PathState::Off,
            Whole::Unknown => return PathState::Unknown,
            Whole::Running => {}
        }
        if self.root == Some(Place::Storage) {
            return PathState::Failing;
        }
        let warned = self
            .overview
            .warnings
            .iter()
            .any(|warning| !matches!(warning, Warning::Unmanaged | Warning::ReadWriteOnceRolling { .. }));
        let mut told = self
            .overview
            .conditions
            .iter()
            .filter(|c| c.condition.kind == "StorageExists" && c.about == Relevance::Current);
        match told.next().map(|c| &c.meaning) {
            _ if matches!(self.overview.headline, Headline::StoragePreparing { .. }) => PathState::Changing,
            Some(Meaning::StorageUncertain(_) | Meaning::StorageMissing(_)) => PathState::Attention,
            _ if warned => PathState::Attention,
            Some(Meaning::StorageThere | Meaning::StorageMade) => PathState::Ok,
            Some(Meaning::StorageChanged | Meaning::StorageStep) => PathState::Changing,
            // Adopted storage need not have a condition; pods that serve prove it.
            _ if self.serving.is_some_and(|s| s.ready > 0) => PathState::Ok,
            _ => PathState::Unknown,
        }
    }

    fn agents(&self) -> Option<Serving> {
        let pods = self.overview.pods.as_ref().ok()?;
        let agents = || pods.iter().filter(|pod| pod.role == PodRole::NodeCa);
        let ready = agents().filter(|pod| pod.ready).count();
        Some(Serving {
            ready: i64::try_from(ready).ok()?,
            wanted: i64::try_from(agents().count()).ok()?,
        })
    }

    fn certificates(&self) -> PathState {
        let mut told = self
            .overview
            .conditions
            .iter()
            .filter(|c| c.about == Relevance::Current)
            .filter_map(|c| match &c.meaning {
                Meaning::PartTrouble { part, .. } => Some((part, PathState::Attention)),
                Meaning::PartChanging(part) => Some((part, PathState::Changing)),
                Meaning::PartFine(part) => Some((part, PathState::Ok)),
                _ => None,
            })
            .filter(|(part, _)| matches!(part, OperatorPart::NodeCa | OperatorPart::Certificates))
            .map(|(_, state)| state);
        let worst = told.by_ref().max_by_key(|state| match state {
            PathState::Attention => 2,
            PathState::Changing => 1,
            _ => 0,
        });
        match worst {
            Some(PathState::Attention) => self.trouble(Place::Certificates),
            Some(state) => state,
            None if self.whole == Whole::Off && self.overview.config.is_err() => PathState::Off,
            None => PathState::Unknown,
        }
    }

    fn pruning(&self) -> PathState {
        match &self.overview.pruner {
            _ if self.root == Some(Place::Pruning) => PathState::Failing,
            Ok(pruner) if pruner.failed => PathState::Attention,
            Ok(pruner) if pruner.suspended => PathState::Off,
            Ok(_) => PathState::Ok,
            Err(_) if self.whole == Whole::Off && self.overview.config.is_err() => PathState::Off,
            Err(_) => PathState::Unknown,
        }
    }
}

/// The route that most needs someone to look: refused before partly refused before waiting.
fn worst(routes: &[RouteBrief]) -> Option<&RouteBrief> {
    let rank = |route: &&RouteBrief| match route.state() {
        RouteState::Refused => 0,
        RouteState::Partly => 1,
        RouteState::Waiting => 2,
        RouteState::Admitted => 3,
    };
    routes
        .iter()
        .min_by_key(rank)
        .filter(|route| route.state() != RouteState::Admitted)
}

impl Overview {
    /// Whether some router lets clients in.
    pub fn exposed(&self) -> bool {
        let routes = self.routes.iter().flatten();
        routes
            .flat_map(|route| &route.routers)
            .any(|router| router.admitted)
    }

    fn has_bad_registry_pod(&self) -> bool {
        let pods = self.pods.iter().flatten();
        pods.filter(|pod| pod.role == PodRole::Registry)
            .any(trouble::is_bad)
    }
}
