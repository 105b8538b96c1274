//! What to know before saving; a warning never keeps anything from being saved.

use super::facts::ParametersFacts;
use super::field::ParamId;
use super::form::Values;
use super::values;
use crate::error::ClusterError;
use crate::objects::{GoDuration, Strategy, Topology};
use serde::{Deserialize, Serialize};

/// Something to know, and the field it stands at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// One replica, although the storage would take more.
    OneReplica,
    /// Several replicas on a cluster with a single node for infrastructure pods.
    OneNode,
    /// Whether the storage may be shared could not be looked up.
    ClaimsUnread(ClusterError),
    /// Each roll-out stops the registry for about a minute.
    NotHighlyAvailable,
    /// A queue or a wait without a number of requests at once: nothing is limited.
    NothingLimited {
        /// The field that would limit.
        at: ParamId,
    },
    /// A queue without an end to the waiting.
    WaitsForEver {
        /// The field that would end it.
        at: ParamId,
    },
    /// Some of the resources are set, and with that the operator's default for this one is gone.
    DefaultGone {
        /// The field without a value.
        at: ParamId,
    },
    /// Without an own value the cluster's proxy applies.
    ClusterProxyApplies {
        /// The field without a value.
        at: ParamId,
    },
    /// A node selector takes the default spread over nodes and zones away.
    SpreadGone,
}

impl Warning {
    /// The field it stands at.
    pub fn field(&self) -> ParamId {
        match self {
            Self::OneReplica | Self::OneNode | Self::ClaimsUnread(_) => ParamId::Replicas,
            Self::NotHighlyAvailable => ParamId::Strategy,
            Self::NothingLimited { at }
            | Self::WaitsForEver { at }
            | Self::DefaultGone { at }
            | Self::ClusterProxyApplies { at } => *at,
            Self::SpreadGone => ParamId::NodeSelector,
        }
    }
}

/// What to know about `shown`, the text of every field. Only what was changed brings a warning.
pub fn warnings(shown: &Values, facts: &ParametersFacts) -> Vec<Warning> {
    use ParamId as P;
    let changed = values::changed(shown, &facts.current);
    let touched = |ids: &[P]| ids.iter().any(|id| changed.contains_key(id));
    let text = |id: P| shown.get(&id).map_or("", |text| text.trim());
    let number = |id: P| text(id).parse::<i64>().unwrap_or_default();
    let mut found = Vec::new();
    if touched(&[P::Replicas]) {
        match (facts.topology, number(P::Replicas), &facts.one_pod) {
            (_, 2.., Err(error)) => found.push(Warning::ClaimsUnread(error.clone())),
            (Topology::SingleReplica, 2.., _) => found.push(Warning::OneNode),
            (Topology::HighlyAvailable, 1, Ok(None)) => found.push(Warning::OneReplica),
            _ => {}
        }
    }
    if touched(&[P::Strategy]) && text(P::Strategy) == Strategy::Recreate.wire() {
        found.push(Warning::NotHighlyAvailable);
    }
    for [running, queue, wait] in [
        [P::ReadRunning, P::ReadQueue, P::ReadWait],
        [P::WriteRunning, P::WriteQueue, P::WriteWait],
    ] {
        if !touched(&[running, queue, wait]) {
            continue;
        }
        let waits = GoDuration::parse(text(wait)).is_some_and(|time| !time.is_zero());
        if number(running) == 0 && (number(queue) > 0 || waits) {
            found.push(Warning::NothingLimited { at: running });
        } else if number(running) > 0 && number(queue) > 0 && !waits {
            found.push(Warning::WaitsForEver { at: wait });
        }
    }
    let resources = [P::CpuRequest, P::MemoryRequest, P::CpuLimit, P::MemoryLimit];
    if touched(&resources) && resources.iter().any(|id| !text(*id).is_empty()) {
        let bare = [P::CpuRequest, P::MemoryRequest].into_iter();
        found.extend(
            bare.filter(|id| text(*id).is_empty())
                .map(|at| Warning::DefaultGone { at }),
        );
    }
    if let Ok(proxy) = &facts.cluster_proxy {
        for (at, of_cluster) in [
            (P::ProxyHttp, &proxy.http),
            (P::ProxyHttps, &proxy.https),
            (P::NoProxy, &proxy.no_proxy),
        ] {
            if touched(&[at]) && text(at).is_empty() && !of_cluster.is_empty() {
                found.push(Warning::ClusterProxyApplies { at });
            }
        }
    }
    if touched(&[P::NodeSelector]) && !text(P::NodeSelector).is_empty() && text(P::TopologySpread).is_empty()
    {
        found.push(Warning::SpreadGone);
    }
    found
}
