//! The path map: places, states, and the line of facts under each place.

use super::{cause_short, counted, facts, of};
use registry::overview::{Cause, Detail, Headline, PathNode, PathState, Place};

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
        Detail::Agents(agents) => match (node.place, agents) {
            (Place::Certificates, Some(agents)) => lines.push(of(*agents)),
            (Place::Certificates, None) => {}
            (_, Some(agents)) => lines.push(format!(
                "{}: pods, builds",
                counted(agents.wanted, "node", "nodes")
            )),
            (_, None) => lines.push("pods, builds".into()),
        },
        Detail::Routes { count, worst } => {
            if let Some(count) = count {
                lines.push(counted(
                    i64::try_from(*count).unwrap_or(i64::MAX),
                    "route",
                    "routes",
                ));
            }
            if let (Some(worst), None) = (worst, root) {
                lines.push(worst.clone());
            }
        }
        Detail::Service { host: Some(host) } => lines.push(host.clone()),
        Detail::Service { host: None } => {}
        Detail::Pods { serving, surplus } => {
            if let Some(serving) = serving {
                lines.push(format!("{} ready", of(*serving)));
            }
            if *surplus > 0 {
                lines.push(format!("{surplus} more in the roll-out"));
            }
        }
        Detail::Storage { place: Some(place) } => {
            lines.push(facts::storage_kind(place));
            lines.extend(place.name.clone());
        }
        Detail::Storage { place: None } => {
            if root.is_none() {
                lines.push("not chosen yet".into());
            }
        }
        Detail::Pruning => {}
    }
    lines
}
