//! The path map: places, states, and the line of facts under each place.

use super::{cause_short, counted, facts, of};
use registry::overview::{Cause, Detail, Headline, PathNode, PathState, Place, PodBrief, Serving, Whose};

/// The card's heading.
pub(crate) fn path_title(headline: &Headline) -> String {
    match headline {
        Headline::Removed { .. } => "How images would travel".into(),
        _ => "How images travel".into(),
    }
}

/// The list's name for assistive technology.
pub(crate) fn path_name() -> String {
    "The way of an image, from outside to storage".into()
}

/// A place's name.
pub(crate) fn place(place: Place) -> String {
    match place {
        Place::Outside => "Outside",
        Place::Nodes => "Nodes",
        Place::Routes => "Routes",
        Place::Service => "Service",
        Place::Pods => "Pods",
        Place::Storage => "Storage",
        Place::Certificates => "Certificates on nodes",
        Place::Pruning => "Pruning",
    }
    .into()
}

/// A state's word.
pub(crate) fn path_state(state: PathState) -> String {
    match state {
        PathState::Ok => "ok".into(),
        PathState::Changing => "changing".into(),
        PathState::Attention => "needs attention".into(),
        PathState::Failing => "failing".into(),
        PathState::Off => "off".into(),
        PathState::Unknown => "not known".into(),
        PathState::WaitsFor(for_place) => format!("waits for {}", place(for_place).to_lowercase()),
    }
}

/// What a place shows beside its state: the cause where it is broken, else its figures. Each entry is one line.
pub(crate) fn place_fact(node: &PathNode, root: Option<&Cause>) -> Vec<String> {
    let mut lines = Vec::new();
    if let (PathState::Failing | PathState::Attention, Some(cause)) = (node.state, root) {
        lines.push(cause_short(cause));
    }
    match &node.detail {
        Detail::Outside { exposed: true } => lines.push("podman, CI".into()),
        Detail::Outside { exposed: false } => lines.push("not exposed".into()),
        Detail::Agents(agents) => lines.extend(agents_fact(node.place, *agents)),
        Detail::Routes { count, worst } => {
            let count = count.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
            lines.extend(count.map(|count| counted(count, "route", "routes")));
            lines.extend(worst.clone().filter(|_| root.is_none()));
        }
        Detail::Service { host } => lines.extend(host.clone()),
        Detail::Pods { serving, surplus } => {
            lines.extend(serving.map(|serving| format!("{} ready", of(serving))));
            if *surplus > 0 {
                lines.push(format!("{surplus} more in the roll-out"));
            }
        }
        Detail::Storage { place: Some(place) } => {
            lines.push(facts::storage_kind(place));
            lines.extend(place.name.clone());
        }
        Detail::Storage { place: None } if root.is_none() => lines.push("not chosen yet".into()),
        Detail::Storage { place: None } | Detail::Pruning => {}
    }
    lines
}

fn agents_fact(place: Place, agents: Option<Serving>) -> Option<String> {
    let agents = agents.filter(|agents| agents.wanted > 0);
    match (place, agents) {
        (Place::Certificates, agents) => agents.map(of),
        (_, Some(agents)) => Some(format!(
            "{}: pods, builds",
            counted(agents.wanted, "node", "nodes")
        )),
        (_, None) => Some("pods, builds".into()),
    }
}

/// A pod at its place on the map: where it runs and how.
pub(crate) fn pod_fact(pod: &PodBrief) -> String {
    let at = if pod.node.is_empty() { &pod.name } else { &pod.node };
    if pod.ready {
        format!("{at}: ready")
    } else {
        format!("{at}: {}", pod.state)
    }
}

/// Pods that the map has no room for.
pub(crate) fn more_pods(count: usize) -> String {
    format!("+{count}")
}

/// Whose the storage is, at its place on the map.
pub(crate) fn whose_fact(whose: Whose) -> Option<String> {
    match whose {
        Whose::Yours => Some("yours".into()),
        Whose::Operators => Some("the operator's".into()),
        Whose::Unknown => None,
    }
}
