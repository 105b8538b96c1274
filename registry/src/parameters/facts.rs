//! What the page knows of the cluster: small and harmless enough for the browser. It holds no secret: whether the pods'
//! shared secret is set is all that is known of it.

use super::field::{Control, ParamId, param};
use super::form::Values;
use super::values;
use super::{KEPT_OUT, takes};
use crate::error::ClusterError;
use crate::objects::{ClusterProxyConfig, Config, ManagementState, Object, Schema, Status, Topology};
use crate::plan::yaml_text;
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use crate::storage::{ConfigFacts, FixedBecause, MemberFacts, one_pod_only};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What [`ParametersFacts::read`] and [`super::plan`] look at.
pub fn queries() -> Vec<Query> {
    let mut all = crate::storage::queries();
    all.push(Query::singleton(Resource::Proxy));
    all
}

/// The proxy of the whole cluster, as in force; empty where there is none. Passwords in addresses are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterProxy {
    /// For plain connections.
    pub http: String,
    /// For encrypted ones.
    pub https: String,
    /// Where neither is used.
    pub no_proxy: String,
}

/// What is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParametersFacts {
    /// The text of every field this cluster's release has.
    pub current: Values,
    /// `metadata.generation`.
    pub generation: i64,
    /// `spec.managementState`.
    pub state: ManagementState,
    /// The members of `spec.storage`.
    pub storage: Vec<MemberFacts>,
    /// The operator cannot apply the storage, and so nothing else.
    pub storage_fails: bool,
    /// Why the storage serves one pod only, if it does.
    pub one_pod: Result<Option<FixedBecause>, ClusterError>,
    /// How many nodes run infrastructure pods.
    pub topology: Topology,
    /// The proxy of the whole cluster.
    pub cluster_proxy: Result<ClusterProxy, ClusterError>,
    /// The pods' shared secret is set.
    pub secret_set: bool,
    /// What the operator observed, as YAML; empty when nothing.
    pub observed: String,
    /// Overrides nobody supports, as YAML; empty when none is set.
    pub overrides: String,
    /// Which fields this release has; while that cannot be read, today's are assumed.
    pub schema: Result<(), ClusterError>,
}

impl ParametersFacts {
    /// Reads the answers to [`queries`].
    ///
    /// # Errors
    /// When there is no configuration to show.
    pub fn read(snapshot: &Snapshot) -> Result<Self, ClusterError> {
        let config: Config = snapshot.one(&Query::singleton(Resource::Config))?;
        Ok(Self::of(
            &config,
            snapshot,
            &crate::storage::Facts::read(snapshot),
        ))
    }

    pub(super) fn of(config: &Config, snapshot: &Snapshot, storage: &crate::storage::Facts) -> Self {
        let schema: Result<Schema, ClusterError> = snapshot.one(&schema_query());
        let config_facts = ConfigFacts::read(config);
        let spec = config.value().get("spec").unwrap_or(&Value::Null);
        let set = |key: &str| spec.get(key).filter(|value| !is_nothing(value));
        let text = |key: &str| {
            set(key)
                .map(|value| yaml_text(value).trim_end().to_owned())
                .unwrap_or_default()
        };
        Self {
            current: values::read_all(spec, taken(schema.as_ref().ok())),
            generation: config.generation(),
            state: config.management_state(),
            storage_fails: storage_fails(config),
            one_pod: one_pod_only(&config_facts, storage),
            storage: config_facts.configured,
            topology: storage.topology(),
            cluster_proxy: snapshot.one(&Query::singleton(Resource::Proxy)).map(
                |proxy: ClusterProxyConfig| ClusterProxy {
                    http: without_password(proxy.http()),
                    https: without_password(proxy.https()),
                    no_proxy: proxy.no_proxy().to_owned(),
                },
            ),
            secret_set: set(KEPT_OUT[0]).is_some(),
            observed: text(KEPT_OUT[1]),
            overrides: text(KEPT_OUT[2]),
            schema: schema.map(|_| ()),
        }
    }

    /// Whether this cluster's release has the field.
    pub fn has(&self, id: ParamId) -> bool {
        self.current.contains_key(&id)
    }

    /// Whether the registry takes no pushes.
    pub fn read_only(&self) -> bool {
        self.current
            .get(&ParamId::ReadOnly)
            .is_some_and(|text| text == "true")
    }
}

pub(super) fn schema_query() -> Query {
    crate::storage::schema_query()
}

/// The fields this release has. The old log level is shown only where the new one is not.
pub(super) fn taken(schema: Option<&Schema>) -> impl Iterator<Item = ParamId> {
    ParamId::all().filter(move |id| {
        let param = param(*id);
        // A release may leave the form of a member open; what lies in it is then taken.
        let here = |path: &str| takes(schema, path);
        let top = param.path.split('.').next().unwrap_or_default();
        let inner = param.control == Control::Amount || here(param.path);
        match id {
            ParamId::Logging => here("logging") && !here("logLevel"),
            _ => here(top) && inner,
        }
    })
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The operator syncs storage first, and while that fails applies nothing else.
pub(super) fn storage_fails(config: &Config) -> bool {
    let several = config.storage_configured().len() > 1;
    let managed = config.management_state() == ManagementState::Managed;
    let says = config.conditions().iter().any(|condition| {
        condition.kind == "Progressing"
            && condition.reason == "Error"
            && condition.status != Status::Unknown
            && condition.message.contains("storage")
            && !condition.message.contains("unable to apply objects")
    });
    managed && (several || says)
}

/// `http://user:password@host` with both left out.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    match host.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://(hidden)@{host}{path}"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_a_proxy_are_left_out() {
        for (address, shown) in [
            ("http://user:canary@proxy:3128/x", "http://(hidden)@proxy:3128/x"),
            ("http://proxy:3128", "http://proxy:3128"),
            ("proxy", "proxy"),
            ("", ""),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
