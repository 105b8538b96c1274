//! Every parameter, described once: where it stands, how it is entered, what it is when nobody sets it, and what a save of it
//! does to the pods. Pages, rules and plans are written over these descriptions.

use serde::{Deserialize, Serialize};

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParamId {
    /// `replicas`
    Replicas,
    /// `rolloutStrategy`
    Strategy,
    /// `resources.requests.cpu`
    CpuRequest,
    /// `resources.requests.memory`
    MemoryRequest,
    /// `resources.limits.cpu`
    CpuLimit,
    /// `resources.limits.memory`
    MemoryLimit,
    /// `readOnly`
    ReadOnly,
    /// `disableRedirect`
    DisableRedirect,
    /// `requests.read.maxRunning`
    ReadRunning,
    /// `requests.read.maxInQueue`
    ReadQueue,
    /// `requests.read.maxWaitInQueue`
    ReadWait,
    /// `requests.write.maxRunning`
    WriteRunning,
    /// `requests.write.maxInQueue`
    WriteQueue,
    /// `requests.write.maxWaitInQueue`
    WriteWait,
    /// `logLevel`
    LogLevel,
    /// `operatorLogLevel`
    OperatorLogLevel,
    /// `logging`, where there is no `logLevel`
    Logging,
    /// `nodeSelector`
    NodeSelector,
    /// `tolerations`
    Tolerations,
    /// `affinity`
    Affinity,
    /// `topologySpreadConstraints`
    TopologySpread,
    /// `proxy.http`
    ProxyHttp,
    /// `proxy.https`
    ProxyHttps,
    /// `proxy.noProxy`
    NoProxy,
    /// `httpSecret`, which can be made anew and never seen
    HttpSecret,
}

/// Parameters that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    /// How many pods, and how large.
    Capacity,
    /// What clients may do, and how much of it at once.
    Traffic,
    /// What is logged.
    Logging,
    /// On which nodes pods run.
    Placement,
    /// How the pods reach other hosts.
    Proxy,
    /// The secret the pods share.
    Security,
}

/// How a parameter is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// On or off.
    Switch,
    /// One of these, the default first.
    Choice(&'static [&'static str]),
    /// A whole number.
    Number {
        /// The least that is taken.
        min: i64,
        /// The most that is taken.
        max: i64,
    },
    /// A Go duration.
    Duration,
    /// An amount as Kubernetes writes it: `500m` of a processor, `256Mi` of memory.
    Amount,
    /// The address of a proxy.
    Address,
    /// Free text.
    Text,
    /// A piece of YAML.
    Yaml,
    /// Nothing to enter: made anew or not.
    Rotate,
}

/// What a save does to the registry's pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rolls {
    /// They are replaced.
    Pods,
    /// Some are added or go; none is replaced, but from and to exactly two.
    Number,
    /// Nothing now; the next roll-out follows it.
    NextTime,
    /// Nothing: it is the operator's own.
    Operator,
}

/// A parameter's description.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Which.
    pub id: ParamId,
    /// Where it is shown.
    pub group: Group,
    /// Its path below `spec`.
    pub path: &'static str,
    /// How it is entered.
    pub control: Control,
    /// What it is where nobody sets it; empty where that is nothing, or follows from something else.
    pub default: &'static str,
    /// What a save does to the pods.
    pub rolls: Rolls,
}

/// Log levels as the API spells them.
const LEVELS: &[&str] = &["Normal", "Debug", "Trace", "TraceAll"];
/// 4.5's numbers: information, warnings only, everything.
const OLD_LEVELS: &[&str] = &["2", "1", "4"];

const COUNT: Control = Control::Number {
    min: 0,
    max: i64::MAX,
};

const fn row(
    id: ParamId,
    group: Group,
    path: &'static str,
    control: Control,
    default: &'static str,
    rolls: Rolls,
) -> Param {
    Param {
        id,
        group,
        path,
        control,
        default,
        rolls,
    }
}

use self::ParamId as P;

/// Every parameter, in the order they are shown.
#[rustfmt::skip]
const ALL: [Param; 25] = [
    row(P::Replicas, Group::Capacity, "replicas", Control::Number { min: 1, max: i32::MAX as i64 }, "", Rolls::Number),
    row(P::Strategy, Group::Capacity, "rolloutStrategy", Control::Choice(&["RollingUpdate", "Recreate"]), "RollingUpdate", Rolls::NextTime),
    row(P::CpuRequest, Group::Capacity, "resources.requests.cpu", Control::Amount, "100m", Rolls::Pods),
    row(P::MemoryRequest, Group::Capacity, "resources.requests.memory", Control::Amount, "256Mi", Rolls::Pods),
    row(P::CpuLimit, Group::Capacity, "resources.limits.cpu", Control::Amount, "", Rolls::Pods),
    row(P::MemoryLimit, Group::Capacity, "resources.limits.memory", Control::Amount, "", Rolls::Pods),
    row(P::ReadOnly, Group::Traffic, "readOnly", Control::Switch, "false", Rolls::Pods),
    row(P::DisableRedirect, Group::Traffic, "disableRedirect", Control::Switch, "false", Rolls::Pods),
    row(P::ReadRunning, Group::Traffic, "requests.read.maxRunning", COUNT, "0", Rolls::Pods),
    row(P::ReadQueue, Group::Traffic, "requests.read.maxInQueue", COUNT, "0", Rolls::Pods),
    row(P::ReadWait, Group::Traffic, "requests.read.maxWaitInQueue", Control::Duration, "0s", Rolls::Pods),
    row(P::WriteRunning, Group::Traffic, "requests.write.maxRunning", COUNT, "0", Rolls::Pods),
    row(P::WriteQueue, Group::Traffic, "requests.write.maxInQueue", COUNT, "0", Rolls::Pods),
    row(P::WriteWait, Group::Traffic, "requests.write.maxWaitInQueue", Control::Duration, "0s", Rolls::Pods),
    row(P::LogLevel, Group::Logging, "logLevel", Control::Choice(LEVELS), "Normal", Rolls::Pods),
    row(P::OperatorLogLevel, Group::Logging, "operatorLogLevel", Control::Choice(LEVELS), "Normal", Rolls::Operator),
    row(P::Logging, Group::Logging, "logging", Control::Choice(OLD_LEVELS), "2", Rolls::Pods),
    row(P::NodeSelector, Group::Placement, "nodeSelector", Control::Yaml, "", Rolls::Pods),
    row(P::Tolerations, Group::Placement, "tolerations", Control::Yaml, "", Rolls::Pods),
    row(P::Affinity, Group::Placement, "affinity", Control::Yaml, "", Rolls::Pods),
    row(P::TopologySpread, Group::Placement, "topologySpreadConstraints", Control::Yaml, "", Rolls::Pods),
    row(P::ProxyHttp, Group::Proxy, "proxy.http", Control::Address, "", Rolls::Pods),
    row(P::ProxyHttps, Group::Proxy, "proxy.https", Control::Address, "", Rolls::Pods),
    row(P::NoProxy, Group::Proxy, "proxy.noProxy", Control::Text, "", Rolls::Pods),
    row(P::HttpSecret, Group::Security, "httpSecret", Control::Rotate, "", Rolls::Pods),
];

/// The description of a parameter.
pub fn param(id: ParamId) -> &'static Param {
    // Each has its row, in the order of the enum; a test holds them together.
    &ALL[id as usize]
}

impl ParamId {
    /// Every parameter, in the order they are shown.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|param| param.id)
    }

    /// The kebab-case spelling, as in forms.
    pub fn wire(self) -> String {
        let debug = format!("{self:?}");
        let mut wire = String::new();
        for (at, c) in debug.char_indices() {
            if c.is_ascii_uppercase() && at > 0 {
                wire.push('-');
            }
            wire.push(c.to_ascii_lowercase());
        }
        wire
    }

    /// The parameter whose value stands at this path or inside it: `spec.proxy.http`, `spec.tolerations[0].key`.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.strip_prefix("spec.")?;
        Self::all().find(|id| {
            path.strip_prefix(param(*id).path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }
}

impl Group {
    /// Every group, in the order they are shown.
    pub const ALL: [Self; 6] = [
        Self::Capacity,
        Self::Traffic,
        Self::Logging,
        Self::Placement,
        Self::Proxy,
        Self::Security,
    ];

    /// The word in addresses.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Traffic => "traffic",
            Self::Logging => "logging",
            Self::Placement => "placement",
            Self::Proxy => "proxy",
            Self::Security => "security",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_its_row_and_its_spelling() {
        for (number, param_) in ALL.iter().enumerate() {
            assert_eq!(param_.id as usize, number);
            assert_eq!(param(param_.id).path, param_.path);
            assert_eq!(serde_json::to_value(param_.id).unwrap(), param_.id.wire());
        }
    }

    #[test]
    fn a_path_leads_to_the_parameter_it_is_inside_of() {
        for (path, id) in [
            ("spec.replicas", Some(ParamId::Replicas)),
            ("spec.proxy.http", Some(ParamId::ProxyHttp)),
            ("spec.proxy.https", Some(ParamId::ProxyHttps)),
            ("spec.tolerations[1].effect", Some(ParamId::Tolerations)),
            ("spec.affinity.nodeAffinity", Some(ParamId::Affinity)),
            ("spec.replicasX", None),
            ("spec.storage.s3", None),
            ("replicas", None),
        ] {
            assert_eq!(ParamId::at(path), id, "{path}");
        }
    }
}
