//! The fields: names, help, what stands in the cluster and what a save does.

use registry::parameters::{Control, Param, ParamId, ParametersFacts, Rolls};

/// A field's name.
pub fn field(id: ParamId) -> String {
    match id {
        ParamId::Replicas => "Replicas",
        ParamId::Strategy => "Roll-out strategy",
        ParamId::CpuRequest => "CPU request",
        ParamId::MemoryRequest => "Memory request",
        ParamId::CpuLimit => "CPU limit",
        ParamId::MemoryLimit => "Memory limit",
        ParamId::ReadOnly => "Read-only",
        ParamId::DisableRedirect => "Send image bytes through the registry",
        ParamId::ReadRunning => "Reads at once",
        ParamId::ReadQueue => "Reads in queue",
        ParamId::ReadWait => "Longest wait of a read",
        ParamId::WriteRunning => "Writes at once",
        ParamId::WriteQueue => "Writes in queue",
        ParamId::WriteWait => "Longest wait of a write",
        ParamId::LogLevel => "Registry log level",
        ParamId::OperatorLogLevel => "Operator log level",
        ParamId::Logging => "Registry log level",
        ParamId::NodeSelector => "Node selector",
        ParamId::Tolerations => "Tolerations",
        ParamId::Affinity => "Affinity",
        ParamId::TopologySpread => "Topology spread constraints",
        ParamId::ProxyHttp => "Proxy for HTTP",
        ParamId::ProxyHttps => "Proxy for HTTPS",
        ParamId::NoProxy => "No proxy for",
        ParamId::HttpSecret => "Make a new shared secret",
    }
    .into()
}

/// What a field is for.
pub fn help(id: ParamId) -> String {
    match id {
        ParamId::Replicas => "Registry pods. To run none, set the management state to Removed.",
        ParamId::Strategy => {
            "RollingUpdate starts new pods before old ones go. Recreate stops the registry for about a minute; volumes \
             of one node (RWO) need it."
        }
        ParamId::CpuRequest => "Processor time set aside for each pod: 100m is a tenth of a core.",
        ParamId::MemoryRequest => "Memory set aside for each pod.",
        ParamId::CpuLimit => "The most processor time of a pod. Empty: no limit.",
        ParamId::MemoryLimit => "The most memory of a pod; above it the pod is killed. Empty: no limit.",
        ParamId::ReadOnly => "Refuses pushes and deletions with 405.",
        ParamId::DisableRedirect => {
            "Off, clients fetch layers from the bucket and must reach and trust it. On, all bytes go through the pods."
        }
        ParamId::ReadRunning => "Pulls served at the same time by each pod. 0: no limit.",
        ParamId::ReadQueue => "Pulls that wait when that many are served; more are refused with 429.",
        ParamId::ReadWait => "A Go duration such as 30s or 1m30s, after which a waiting pull is refused. 0s: for ever.",
        ParamId::WriteRunning => "Pushes served at the same time by each pod. 0: no limit.",
        ParamId::WriteQueue => "Pushes that wait when that many are served; more are refused with 429.",
        ParamId::WriteWait => "A Go duration such as 30s or 1m30s, after which a waiting push is refused. 0s: for ever.",
        ParamId::LogLevel => "Debug, Trace and TraceAll are the same to the registry: everything.",
        ParamId::OperatorLogLevel => "What the operator itself logs. Registry pods are left alone.",
        ParamId::Logging => "This release knows numbers only.",
        ParamId::NodeSelector => "Labels that a node must have, as YAML: one key: value a line. kubernetes.io/os: linux is always added.",
        ParamId::Tolerations => "Taints that the pods put up with, as a YAML list.",
        ParamId::Affinity => "Rules for nodes and neighbours, as YAML. With exactly 2 replicas and none here, the operator keeps them on different nodes.",
        ParamId::TopologySpread => {
            "How pods are spread, as a YAML list. Empty: over hosts, workers and zones. An empty list [] does not last; \
             give a constraint of your own instead."
        }
        ParamId::ProxyHttp => "http://host:port, for plain connections. Empty: the cluster's.",
        ParamId::ProxyHttps => "http://host:port, for encrypted connections, to buckets above all. Empty: the cluster's.",
        ParamId::NoProxy => "Hosts, domains and networks that are reached directly, with commas between. Empty: the cluster's.",
        ParamId::HttpSecret => {
            "The operator writes another value, which nobody sees. Uploads under way fail and begin again. The former \
             value cannot be brought back."
        }
    }
    .into()
}

/// An option of a choice.
pub fn option(id: ParamId, value: &str) -> String {
    match (id, value) {
        (ParamId::Logging, "1") => "1: warnings".into(),
        (ParamId::Logging, "2") => "2: information".into(),
        (ParamId::Logging, "4") => "4: everything".into(),
        (ParamId::Logging, "0" | "3") => format!("{value}: information"),
        (ParamId::Logging, other) => format!("{other}: everything"),
        (_, other) => other.into(),
    }
}

/// What stands in the cluster, what the default is, and what a save does.
pub fn standing(param: &Param, now: &str, facts: &ParametersFacts) -> String {
    let mut parts = Vec::new();
    let on = |text: &str| if text == "true" { "on" } else { "off" }.to_owned();
    match param.control {
        Control::Rotate => {}
        Control::Switch => parts.push(format!("Now {}, default {}.", on(now), on(param.default))),
        Control::Yaml if now.is_empty() => parts.push("Now not set.".into()),
        Control::Yaml => parts.push("Now set.".into()),
        _ => {
            let now = if now.is_empty() { "not set" } else { now };
            parts.push(match param.default {
                "" => format!("Now {now}."),
                default => format!("Now {now}, default {default}."),
            });
        }
    }
    let of_cluster = facts
        .cluster_proxy
        .as_ref()
        .ok()
        .map_or("", |proxy| match param.id {
            ParamId::ProxyHttp => &proxy.http,
            ParamId::ProxyHttps => &proxy.https,
            ParamId::NoProxy => &proxy.no_proxy,
            _ => "",
        });
    if !of_cluster.is_empty() {
        parts.push(format!("The cluster's: {of_cluster}."));
    }
    parts.push(
        match param.rolls {
            Rolls::Pods => "Saving replaces the registry pods.",
            Rolls::Number => "Saving adds or removes pods; to or from exactly 2 it replaces them.",
            Rolls::NextTime => "Saving replaces no pod; the next roll-out follows it.",
            Rolls::Operator => "Saving leaves the registry pods alone.",
        }
        .into(),
    );
    parts.join(" ")
}
