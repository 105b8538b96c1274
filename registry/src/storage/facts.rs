//! What the wizard knows of the cluster: a digest small and harmless enough to be sent to the browser, so that the
//! rules which plan on the server also judge what is being typed. It holds no secret and draws no conclusions.

use super::claim::{MINIMUM, OPERATORS_CLAIM};
use crate::credentials::{CredentialsFacts, secret_queries};
use crate::error::ClusterError;
use crate::name::Name;
use crate::objects::{
    AccessMode, BindingMode, Claim, Condition, Config, Event, Infrastructure, ManagementState, Member,
    Object, Platform, Pod, Quantity, Schema, StorageClass, Strategy, Topology,
};
use crate::plan::StorageKind;
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

pub(crate) fn schema_query() -> Query {
    Query::named(
        Resource::CustomResourceDefinition,
        Name::literal("configs.imageregistry.operator.openshift.io"),
    )
}

/// What [`Facts::read`] looks at.
pub fn queries() -> Vec<Query> {
    vec![
        Query::singleton(Resource::Config),
        Query::singleton(Resource::Infrastructure),
        Query::in_registry_namespace(Resource::Claim),
        Query::in_registry_namespace(Resource::Event),
        Query::in_registry_namespace(Resource::Pod),
        Query::everywhere(Resource::StorageClass),
        schema_query(),
    ]
    .into_iter()
    .chain(secret_queries())
    .collect()
}

/// What is known. Each part stands alone, so that one forbidden list hides nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The operator's configuration.
    pub config: Result<ConfigFacts, ClusterError>,
    /// Platform and topology.
    pub platform: Result<PlatformFacts, ClusterError>,
    /// The claims of the registry's namespace, by name.
    pub claims: Result<Vec<ClaimFacts>, ClusterError>,
    /// The storage classes, the default first, then by name.
    pub classes: Result<Vec<ClassFacts>, ClusterError>,
    /// What this release's schema takes. While it cannot be read, today's fields are assumed.
    pub schema: Result<SchemaFacts, ClusterError>,
    /// How many registry pods there are, in whatever state.
    pub pods: Result<usize, ClusterError>,
    /// The Secrets that may hold storage credentials, without their values.
    pub credentials: CredentialsFacts,
}

/// The configuration's essentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigFacts {
    /// `spec.managementState`.
    pub state: ManagementState,
    /// `spec.replicas`.
    pub replicas: Option<i64>,
    /// `spec.rolloutStrategy` in effect.
    pub strategy: Strategy,
    /// The members of `spec.storage`.
    pub configured: Vec<MemberFacts>,
    /// The members of `status.storage`.
    pub in_force: Vec<MemberFacts>,
    /// `spec.storage.managementState`.
    pub management: Option<ManagementState>,
    /// Whether the operator would delete the storage in force when the registry is removed.
    pub operator_owns_storage: bool,
    /// The claim `spec.storage.pvc` names; empty when it names none, `None` without the member.
    pub claim: Option<String>,
    /// `spec.readOnly`.
    pub read_only: bool,
    /// Every text, number and switch below the members of `spec.storage`, by its path: `s3.cloudFront.baseURL`. No
    /// secret can stand there.
    pub settings: BTreeMap<String, String>,
    /// The operator's conditions about storage, while they describe the configuration as it is.
    pub conditions: Vec<Condition>,
}

/// A storage member and what it points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFacts {
    /// The key, as the API spells it.
    pub key: String,
    /// What kind of thing it is.
    pub kind: StorageKind,
    /// The name of the claim, bucket or container, if it has one yet.
    pub name: Option<String>,
    /// Where that name is, when that is not its member's usual place: a store's address, an account.
    pub place: String,
}

impl MemberFacts {
    /// Whether this is where `wanted` points. A name the operator has yet to fill in may be any, but for a claim: it
    /// always takes the same one.
    pub fn is_where(&self, wanted: &Self) -> bool {
        let filled = |member: &Self| match (member.kind, &member.name) {
            (StorageKind::Claim, None) => Some(OPERATORS_CLAIM.to_owned()),
            (_, name) => name.clone(),
        };
        let name = filled(wanted);
        self.key == wanted.key && (name.is_none() || name == filled(self))
    }

    /// Reads a member; the name stands under a key of its own for each kind.
    pub fn read(member: &Member) -> Self {
        let (kind, key) = match member.key.as_str() {
            "pvc" => (StorageKind::Claim, "claim"),
            "s3" | "gcs" | "ibmcos" | "oss" => (StorageKind::Bucket, "bucket"),
            "azure" | "swift" => (StorageKind::Container, "container"),
            "emptyDir" => (StorageKind::EmptyDir, ""),
            _ => (StorageKind::Other, ""),
        };
        let text = |key| {
            member
                .content
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let name = text(key);
        let place = match member.key.as_str() {
            "s3" => text("regionEndpoint"),
            "azure" => text("accountName"),
            "ibmcos" => text("serviceInstanceCRN"),
            _ => "",
        };
        Self {
            key: member.key.clone(),
            kind,
            name: (!name.is_empty()).then(|| name.to_owned()),
            place: place.to_owned(),
        }
    }
}

/// Platform and topology, and what the platform's own part of `infrastructures/cluster` says; empty where it says
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformFacts {
    /// The platform; empty when the cluster does not say.
    pub platform: Platform,
    /// How many nodes run infrastructure pods.
    pub topology: Topology,
    /// The cluster's generated name, part of the names the operator makes up.
    pub infrastructure_name: String,
    /// AWS, GCP, PowerVS: the region. IBM Cloud: the location. Azure does not say.
    pub region: String,
    /// AWS: the address that takes the place of S3's own.
    pub s3_endpoint: String,
    /// GCP: the project.
    pub project: String,
    /// Azure, IBM Cloud: the resource group.
    pub resource_group: String,
    /// Azure: the resource group of the network.
    pub network_resource_group: String,
    /// Azure, OpenStack: the cloud's name.
    pub cloud_name: String,
}

impl PlatformFacts {
    fn read(infrastructure: &Infrastructure) -> Self {
        let said = |key: &str| infrastructure.platform_says(key).to_owned();
        let either = |one: &str, other: &str| {
            let first = said(one);
            if first.is_empty() { said(other) } else { first }
        };
        Self {
            platform: infrastructure.platform(),
            topology: infrastructure.topology(),
            infrastructure_name: infrastructure.cluster_name().to_owned(),
            region: either("region", "location"),
            s3_endpoint: infrastructure.service_endpoint("s3").to_owned(),
            project: said("projectID"),
            resource_group: either("resourceGroupName", "resourceGroup"),
            network_resource_group: said("networkResourceGroupName"),
            cloud_name: said("cloudName"),
        }
    }
}

/// A claim in the registry's namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimFacts {
    /// Its name.
    pub name: String,
    /// Its size, bound before requested, as the API writes it; empty when it says none.
    pub size: String,
    /// The size asked for, as written.
    pub requested: String,
    /// Its access modes.
    pub modes: Vec<AccessMode>,
    /// Its class; `None` when absent, empty when classes are switched off for it.
    pub class: Option<String>,
    /// Its phase.
    pub phase: ClaimPhase,
    /// Whether it is a raw block device.
    pub block: bool,
    /// Whether the operator made it.
    pub operators: bool,
    /// Whether its deletion was asked for.
    pub being_deleted: bool,
    /// Whether the registry's configuration or status names it.
    pub in_use: bool,
    /// The newest event about it, in the cluster's words, while it is Pending.
    pub event: Option<String>,
}

impl ClaimFacts {
    /// Whether it is smaller than the documentation asks for; an unreadable size is not.
    pub fn is_below_minimum(&self) -> bool {
        Quantity::parse(&self.size).is_ok_and(|size| size < MINIMUM)
    }
}

/// A claim's `status.phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimPhase {
    /// It waits for a volume; also what a claim nobody has looked at yet is.
    Pending,
    /// It has a volume.
    Bound,
    /// Its volume is gone.
    Lost,
    /// A phase Kubernetes does not define today.
    Other,
}

/// A storage class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassFacts {
    /// Its name.
    pub name: String,
    /// Its provisioner.
    pub provisioner: String,
    /// Whether claims without a class get it.
    pub default: bool,
    /// When it makes its volumes.
    pub binding: BindingMode,
}

/// What the schema of `spec.storage` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaFacts {
    /// The storage members.
    pub members: Vec<String>,
    /// Whether `spec.storage.managementState` is there; 4.5 lacks it.
    pub management: bool,
    /// Every field below a member, dots between names: `s3.cloudFront.baseURL`.
    pub fields: Vec<String>,
}

/// The members of today's releases, assumed while the schema cannot be read.
const TODAYS_MEMBERS: &[&str] = &["azure", "emptyDir", "gcs", "ibmcos", "oss", "pvc", "s3", "swift"];

impl Facts {
    /// Reads the answers to [`queries`].
    pub fn read(snapshot: &Snapshot) -> Self {
        let config = snapshot
            .one(&Query::singleton(Resource::Config))
            .map(|config: Config| ConfigFacts::read(&config));
        Self {
            claims: read_claims(snapshot, config.as_ref().ok()),
            config,
            platform: snapshot
                .one::<Infrastructure>(&Query::singleton(Resource::Infrastructure))
                .map(|infrastructure| PlatformFacts::read(&infrastructure)),
            classes: read_classes(snapshot),
            schema: snapshot.one(&schema_query()).and_then(read_schema),
            pods: snapshot
                .all::<Pod>(&Query::in_registry_namespace(Resource::Pod))
                .map(|pods| {
                    pods.iter()
                        .filter(|pod| pod.label("docker-registry") == Some("default"))
                        .count()
                }),
            credentials: CredentialsFacts::read(snapshot),
        }
    }

    /// Whether this release's schema takes a storage member.
    pub fn takes_member(&self, key: &str) -> bool {
        match &self.schema {
            Ok(schema) => schema.members.iter().any(|m| m == key),
            Err(_) => TODAYS_MEMBERS.contains(&key),
        }
    }

    /// Whether this release's schema takes a field below a member, dots between names: `s3.chunkSizeMiB`.
    pub fn takes_field(&self, path: &str) -> bool {
        match &self.schema {
            Ok(schema) => schema.fields.iter().any(|field| field == path),
            Err(_) => true,
        }
    }

    /// What stands in the configured storage at a path below its member: `s3.bucket`. Empty when nothing does.
    pub fn now(&self, path: &str) -> &str {
        let config = self.config.as_ref().ok();
        config
            .and_then(|config| config.settings.get(path))
            .map_or("", String::as_str)
    }

    /// Whether the configured storage of this member is the operator's own, to be deleted with the registry.
    pub fn operator_owns(&self, member: &str) -> bool {
        self.config.as_ref().is_ok_and(|config| {
            config.operator_owns_storage && config.configured.iter().any(|known| known.key == member)
        })
    }

    /// The operator's word about the storage in force, if it is of this member: a condition of this type.
    pub fn storage_condition(&self, member: &str, kind: &str) -> Option<&Condition> {
        let config = self.config.as_ref().ok()?;
        // Conditions of another member are never taken away, so they say nothing about this one.
        config
            .configured
            .iter()
            .any(|known| known.key == member)
            .then(|| config.conditions.iter().find(|condition| condition.kind == kind))?
    }

    /// Whether the cluster runs on this platform.
    pub fn is_on(&self, platform: &str) -> bool {
        self.platform.as_ref().is_ok_and(|p| p.platform.0 == platform)
    }

    /// Whether this release's schema takes `spec.storage.managementState`.
    pub fn takes_management(&self) -> bool {
        self.schema.as_ref().map_or(true, |schema| schema.management)
    }

    /// The claim of this name, if the claims could be read and it is there.
    pub fn claim(&self, name: &str) -> Option<&ClaimFacts> {
        self.claims.as_ref().ok()?.iter().find(|c| c.name == name)
    }

    /// The class of this name, if the classes could be read and it is there.
    pub fn class(&self, name: &str) -> Option<&ClassFacts> {
        self.classes.as_ref().ok()?.iter().find(|c| c.name == name)
    }

    /// The class that claims without one get.
    pub fn default_class(&self) -> Option<&ClassFacts> {
        self.classes.as_ref().ok()?.iter().find(|c| c.default)
    }

    /// The topology, [`Topology::Unknown`] when it could not be read.
    pub fn topology(&self) -> Topology {
        self.platform.as_ref().map_or(Topology::Unknown, |p| p.topology)
    }
}

impl ConfigFacts {
    /// Reads the configuration.
    pub fn read(config: &Config) -> Self {
        let members = |members: Vec<Member>| members.iter().map(MemberFacts::read).collect();
        Self {
            state: config.management_state(),
            replicas: config.replicas(),
            strategy: config.strategy(),
            configured: members(config.storage_configured()),
            in_force: members(config.storage_in_force()),
            management: config.storage_management(),
            operator_owns_storage: config.operator_owns_storage(),
            claim: config.claim().map(ToOwned::to_owned),
            read_only: config.read_only(),
            settings: settings(&config.storage_configured()),
            conditions: if config.is_observed() {
                let all = config.conditions().into_iter();
                all.filter(|condition| condition.kind.starts_with("Storage"))
                    .collect()
            } else {
                Vec::new()
            },
        }
    }
}

fn settings(members: &[Member]) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    for member in members {
        flatten(&member.key, &member.content, &mut settings);
    }
    settings
}

fn flatten(path: &str, value: &Value, settings: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Object(map) => {
            for (key, value) in map {
                flatten(&format!("{path}.{key}"), value, settings);
            }
            return;
        }
        Value::String(text) if text.is_empty() => return,
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Array(_) => return,
    };
    settings.insert(path.to_owned(), text);
}

fn read_claims(snapshot: &Snapshot, config: Option<&ConfigFacts>) -> Result<Vec<ClaimFacts>, ClusterError> {
    let claims: Vec<Claim> = snapshot.all(&Query::in_registry_namespace(Resource::Claim))?;
    // Without the right to read events, Pending claims are shown without their cause.
    let events: Vec<Event> = snapshot
        .all(&Query::in_registry_namespace(Resource::Event))
        .unwrap_or_default();
    let in_use = |name: &str| {
        config.is_some_and(|config| {
            let mut members = config.configured.iter().chain(&config.in_force);
            members.any(|m| m.kind == StorageKind::Claim && m.name.as_deref() == Some(name))
        })
    };
    let mut list: Vec<_> = claims
        .iter()
        .map(|claim| {
            let phase = match claim.phase() {
                "" | "Pending" => ClaimPhase::Pending,
                "Bound" => ClaimPhase::Bound,
                "Lost" => ClaimPhase::Lost,
                _ => ClaimPhase::Other,
            };
            ClaimFacts {
                name: claim.name().to_owned(),
                size: claim.size_text().to_owned(),
                requested: claim.requested().to_owned(),
                modes: claim.access_modes(),
                class: claim.class().map(ToOwned::to_owned),
                phase,
                block: claim.is_block(),
                operators: claim.is_operators(),
                being_deleted: claim.is_being_deleted(),
                in_use: in_use(claim.name()),
                event: (phase == ClaimPhase::Pending)
                    .then(|| newest_event(&events, claim.name()))
                    .flatten(),
            }
        })
        .collect();
    list.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(list)
}

fn newest_event(events: &[Event], claim: &str) -> Option<String> {
    events
        .iter()
        .filter(|event| event.is_about(Resource::Claim.api().kind, claim) && !event.message().is_empty())
        .max_by_key(|event| event.last_seen())
        .map(|event| event.message().to_owned())
}

fn read_classes(snapshot: &Snapshot) -> Result<Vec<ClassFacts>, ClusterError> {
    let classes: Vec<StorageClass> = snapshot.all(&Query::everywhere(Resource::StorageClass))?;
    let mut list: Vec<_> = classes
        .iter()
        .map(|class| ClassFacts {
            name: class.name().to_owned(),
            provisioner: class.provisioner().to_owned(),
            default: class.is_default(),
            binding: class.binding(),
        })
        .collect();
    list.sort_by(|a, b| b.default.cmp(&a.default).then_with(|| a.name.cmp(&b.name)));
    Ok(list)
}

/// A definition without a field tree tells nothing, which is not the same as a cluster that takes no storage.
fn read_schema(schema: Schema) -> Result<SchemaFacts, ClusterError> {
    let mut members: Vec<String> = schema
        .fields("spec.storage")
        .into_iter()
        .map(ToOwned::to_owned)
        .collect();
    if members.is_empty() {
        return Err(ClusterError::Unexpected { status: 0 });
    }
    let all = members.len();
    members.retain(|name| name != "managementState");
    members.sort();
    let below = |member: &String| schema.tree(&format!("spec.storage.{member}"));
    let fields = members
        .iter()
        .flat_map(|member| {
            below(member)
                .into_iter()
                .map(move |path| format!("{member}.{path}"))
        })
        .collect();
    Ok(SchemaFacts {
        management: members.len() < all,
        members,
        fields,
    })
}
