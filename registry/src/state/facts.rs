//! What a change of the management state depends on and what it would hit, each part as read or with the reason why
//! not: what could not be counted is said to be uncounted, never shown as zero.

use crate::error::ClusterError;
use crate::name::Name;
use crate::objects::{
    BuildConfig, Claim, ClusterVersion, Config, Deployment, ImageConfig, ImagePruner, Infrastructure,
    ManagementState, Object, Schema, Workload,
};
use crate::overview::facts::deployment;
use crate::overview::{ConfigBrief, Part, Whose, config_brief, place};
use crate::plan::StorageKind;
use crate::resource::Resource;
use crate::snapshot::{Query, Snapshot};
use serde::{Deserialize, Serialize};

fn schema() -> Query {
    Query::named(
        Resource::CustomResourceDefinition,
        Name::literal("configs.imageregistry.operator.openshift.io"),
    )
}

fn version() -> Query {
    Query::named(Resource::ClusterVersion, Name::literal("version"))
}

/// What [`StateFacts::read`] and [`super::plan`] look at.
pub fn queries() -> Vec<Query> {
    vec![
        Query::singleton(Resource::Config),
        Query::singleton(Resource::Infrastructure),
        Query::singleton(Resource::ImagePruner),
        Query::singleton(Resource::ImageConfig),
        version(),
        schema(),
        deployment(),
        Query::in_registry_namespace(Resource::Claim),
        Query::everywhere(Resource::BuildConfig),
        Query::everywhere(Resource::Deployment),
        Query::everywhere(Resource::StatefulSet),
        Query::everywhere(Resource::DaemonSet),
        Query::everywhere(Resource::CronJob),
        Query::everywhere(Resource::DeploymentConfig),
    ]
}

/// What may run images of the registry. Whole objects are asked for, because only the pod template says which images.
const WORKLOADS: [Resource; 5] = [
    Resource::Deployment,
    Resource::StatefulSet,
    Resource::DaemonSet,
    Resource::CronJob,
    Resource::DeploymentConfig,
];

/// How many names are listed; the count goes on.
const NAMES: usize = 20;

/// Host names of the Service, whether or not `image.config` can be read.
const SERVICE_HOSTS: &[&str] = &[
    "image-registry.openshift-image-registry.svc:5000",
    "image-registry.openshift-image-registry.svc.cluster.local:5000",
];

/// Storage in force, and what a removal does to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What holds the images.
    pub kind: StorageKind,
    /// Its name; the member's name as the API spells it where there is none (`emptyDir`).
    pub name: String,
    /// The size of a claim as the API writes it, if it could be read.
    pub size: Option<String>,
    /// Removing the registry deletes it, because the operator manages it or, with emptyDir, because the pods go.
    pub deleted: bool,
    /// It would be deleted although a person made it: the claim does not carry the operator's mark.
    pub foreign: bool,
}

/// What the operator does for storage when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// It uses what is configured.
    Configured,
    /// Nothing is configured; the operator picks the platform's default.
    OperatorPicks,
    /// Nothing is configured and the platform has no default: the operator reports an error until storage is chosen.
    NothingConfigured,
    /// Nothing is configured, and whether the platform has a default cannot be told.
    Unknown,
    /// More than one member is configured: the operator refuses until one is left.
    TwoStorages {
        /// The members as the API spells them.
        members: Vec<String>,
    },
}

/// Objects that need the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users {
    /// How many.
    pub count: usize,
    /// `namespace/name` of the first twenty, sorted; of workloads, with the kind of all but Deployments.
    pub names: Vec<String>,
}

impl Users {
    fn of<'a, T: Object + 'a>(objects: impl Iterator<Item = &'a T>) -> Self {
        Self::named(objects.map(|object| name(object)).collect())
    }

    fn named(mut names: Vec<String>) -> Self {
        names.sort();
        let count = names.len();
        names.truncate(NAMES);
        Self { count, names }
    }
}

/// Everything the page shows beside the choice of a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFacts {
    /// The operator's configuration.
    pub config: Part<ConfigBrief>,
    /// A registry's Deployment exists.
    pub deployed: Part<bool>,
    /// Storage in force.
    pub held: Part<Vec<Held>>,
    /// Whose the storage is.
    pub whose: Part<Whose>,
    /// Storage can be marked as the user's own on this release.
    pub can_mark_storage: Part<bool>,
    /// What the operator does for storage when it starts.
    pub start: Part<Start>,
    /// Pruning is suspended.
    pub pruning_suspended: Part<bool>,
    /// Pruning deletes blobs now (`--prune-registry`): the cluster knows an internal registry.
    pub prunes_blobs: Part<bool>,
    /// Build configs that push to image stream tags.
    pub builds: Part<Users>,
    /// Whatever runs images from the registry or follows an image stream; of the kinds that could be read.
    pub workloads: Part<Users>,
    /// Why the others could not. `workloads` is the first of them when nothing could be read.
    pub uncounted: Vec<ClusterError>,
    /// Managed pull secrets of service accounts are deleted some minutes after a removal (since 4.16).
    pub pull_secrets_go: Part<bool>,
}

impl StateFacts {
    /// Reads the answers to [`queries`].
    pub fn read(snapshot: &Snapshot) -> Self {
        let config: Part<Config> = snapshot.one(&Query::singleton(Resource::Config));
        let images: Part<ImageConfig> = snapshot.one(&Query::singleton(Resource::ImageConfig));
        let infrastructure: Part<Infrastructure> = snapshot.one(&Query::singleton(Resource::Infrastructure));
        let claims: Part<Vec<Claim>> = snapshot.all(&Query::in_registry_namespace(Resource::Claim));
        let pruner: Part<ImagePruner> = snapshot.one(&Query::singleton(Resource::ImagePruner));
        let schema: Part<Schema> = snapshot.one(&schema());
        let builds: Part<Vec<BuildConfig>> = snapshot.all(&Query::everywhere(Resource::BuildConfig));
        let hosts = images.as_ref().map(ImageConfig::hosts).unwrap_or_default();
        let (workloads, uncounted) = workloads(snapshot, &hosts);
        let version: Part<ClusterVersion> = snapshot.one(&version());
        let of_config = |config: &Config| held(config, claims.as_deref().unwrap_or_default());
        Self {
            held: config.as_ref().map(of_config).map_err(Clone::clone),
            whose: config.as_ref().map(whose).map_err(Clone::clone),
            can_mark_storage: match &config {
                // A value that is there proves the field, and spares a right few users have.
                Ok(config) if config.storage_management().is_some() => Ok(true),
                _ => schema.map(|schema| schema.has("spec.storage.managementState")),
            },
            start: config
                .as_ref()
                .map(|config| start(config, infrastructure.as_ref().ok()))
                .map_err(Clone::clone),
            config: config.as_ref().map(config_brief).map_err(Clone::clone),
            deployed: deployed(snapshot),
            pruning_suspended: pruner.map(|pruner| pruner.is_suspended()),
            prunes_blobs: images
                .as_ref()
                .map(|images| !images.internal_host().is_empty())
                .map_err(Clone::clone),
            builds: builds.map(|all| Users::of(all.iter().filter(|b| b.pushes_to_image_stream()))),
            workloads,
            uncounted,
            pull_secrets_go: version.map(|version| is_since(version.version(), (4, 16))),
        }
    }

    /// Whether pruning deletes blobs once the state is `to`. It follows the Service, which `Unmanaged` leaves as it is.
    pub fn prunes_blobs_after(&self, to: ManagementState) -> Option<bool> {
        match to {
            ManagementState::Managed => Some(true),
            ManagementState::Removed => Some(false),
            ManagementState::Unmanaged | ManagementState::Other => self.prunes_blobs.as_ref().ok().copied(),
        }
    }
}

/// What is in force. A removal works on `status.storage`, not on the spec.
fn held(config: &Config, claims: &[Claim]) -> Vec<Held> {
    let owned = config.operator_owns_storage();
    let members = config.storage_in_force();
    members
        .iter()
        .map(|member| {
            let place = place(member);
            let name = place.name.unwrap_or(place.member);
            let claim = (place.kind == StorageKind::Claim)
                .then(|| claims.iter().find(|claim| claim.name() == name))
                .flatten();
            let deleted = owned || place.kind == StorageKind::EmptyDir;
            Held {
                kind: place.kind,
                size: claim
                    .map(|claim| claim.size_text().to_owned())
                    .filter(|size| !size.is_empty()),
                foreign: deleted && claim.is_some_and(|claim| !claim.is_operators()),
                deleted,
                name,
            }
        })
        .collect()
}

fn whose(config: &Config) -> Whose {
    if config.storage_in_force().is_empty() {
        Whose::Unknown
    } else if config.operator_owns_storage() {
        Whose::Operators
    } else {
        Whose::Yours
    }
}

fn start(config: &Config, infrastructure: Option<&Infrastructure>) -> Start {
    let members = config.storage_configured();
    match members.len() {
        0 => match infrastructure.map(Infrastructure::platform) {
            None => Start::Unknown,
            Some(platform) if platform.0.is_empty() => Start::Unknown,
            Some(platform) if platform.starts_removed() => Start::NothingConfigured,
            Some(_) => Start::OperatorPicks,
        },
        1 => Start::Configured,
        _ => Start::TwoStorages {
            members: members.into_iter().map(|member| member.key).collect(),
        },
    }
}

fn deployed(snapshot: &Snapshot) -> Part<bool> {
    match snapshot.one::<Deployment>(&deployment()) {
        Ok(_) => Ok(true),
        Err(ClusterError::Missing { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn name(object: &impl Object) -> String {
    format!("{}/{}", object.namespace(), object.name())
}

fn workloads(snapshot: &Snapshot, hosts: &[&str]) -> (Part<Users>, Vec<ClusterError>) {
    let (mut names, mut uncounted, mut counted) = (Vec::new(), Vec::new(), false);
    for resource in WORKLOADS {
        let all: Part<Vec<Workload>> = snapshot.all(&Query::everywhere(resource));
        match all {
            Ok(all) => {
                counted = true;
                let users = all.iter().filter(|workload| needs_registry(workload, hosts));
                names.extend(users.map(|user| match resource {
                    Resource::Deployment => name(user),
                    _ => format!("{} ({})", name(user), user.kind()),
                }));
            }
            // Of what a cluster does not have, none needs the registry.
            Err(ClusterError::NotServed { .. }) => {}
            Err(error) => uncounted.push(error),
        }
    }
    match uncounted.first() {
        Some(error) if !counted => (Err(error.clone()), uncounted),
        _ => (Ok(Users::named(names)), uncounted),
    }
}

fn needs_registry(workload: &Workload, hosts: &[&str]) -> bool {
    let is_ours = |image: &&str| {
        let host = image.split_once('/').map(|(host, _)| host);
        host.is_some_and(|host| hosts.contains(&host) || SERVICE_HOSTS.contains(&host))
    };
    workload.has_image_triggers() || workload.images().iter().any(is_ours)
}

/// Whether `version` (`4.22.6`) is at least `wanted`. One that cannot be read counts as recent.
fn is_since(version: &str, wanted: (u32, u32)) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= wanted,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_compare_by_number() {
        for (version, recent) in [
            ("4.16.0", true),
            ("4.15.48", false),
            ("4.5.1", false),
            ("4.22.6", true),
            ("5.0.0", true),
            ("", true),
            ("nightly", true),
        ] {
            assert_eq!(is_since(version, (4, 16)), recent, "{version}");
        }
    }

    #[test]
    fn every_query_names_a_name_the_cluster_accepts() {
        for query in queries() {
            if let Some(name) = &query.name {
                assert_eq!(Name::new(name.as_str()).as_ref(), Ok(name));
            }
        }
    }
}
