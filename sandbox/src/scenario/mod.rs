//! The states a sandbox can start in. Each is the base cluster with a few objects added, changed or left out.

mod base;
mod claims;
mod clouds;
mod credentials;
mod registry;
mod users;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::json;
use crate::resources::{self, configs};
use crate::sandbox::token;
use crate::settings::{Pace, Release, Reporting, Workloads};
use crate::world::World;

macro_rules! scenarios {
    ($($(#[$default:meta])? $variant:ident $name:literal $about:literal,)*) => {
        /// A state of a cluster to start in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub enum Scenario {
            $(#[doc = $about] $(#[$default])? $variant,)*
        }

        impl Scenario {
            /// Every scenario, the default one first.
            pub const ALL: &[Scenario] = &[$(Scenario::$variant),*];

            /// The name a flag takes.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Scenario::$variant => $name),* }
            }

            /// What it shows, in one line.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Scenario::$variant => $about),* }
            }
        }
    };
}

scenarios! {
    #[default] BareMetalRemoved "bare-metal-removed" "A fresh bare-metal cluster: the registry is Removed and has no storage.",
    VsphereRemoved "vsphere-removed" "A fresh vSphere cluster: Removed, and only block volumes for one node.",
    BareMetalClaims "bare-metal-claims" "Removed, with claims and storage classes of every kind to choose from.",
    ReadyEmptydir "ready-emptydir" "A ready registry on emptyDir: not for production.",
    ReadyClaim "ready-claim" "A ready registry with two replicas on a shared claim.",
    ImageStreamsInUse "image-streams-in-use" "A ready registry that many builds push to, and many workloads run images from.",
    ManagedS3 "managed-s3" "A healthy registry on AWS, in a bucket the operator made, with its default route.",
    Unmanaged "unmanaged" "The operator was told to keep its hands off; the registry runs.",
    TwoStorages "two-storages" "A patch forgot to remove the old storage: the operator applies nothing any more.",
    Stale "stale" "The operator has not picked up the newest change, and will not.",
    UnknownParts "unknown-parts" "A platform, a storage kind and a condition nobody here has heard of.",
    CapabilityDisabled "capability-disabled" "The ImageRegistry capability is disabled: no such API.",
    NotBootstrapped "not-bootstrapped" "The operator has not created its Config yet.",
    Bootstrapping "bootstrapping" "The operator is starting: it creates its Config after half a minute.",
    PrunerFailed "pruner-failed" "The registry works; the image pruner's last job failed.",
    Forbidden "forbidden" "You are somebody who may log in and little else.",
    ReadOnly "read-only" "You may see everything and change nothing.",
    Legacy45 "legacy-4-5" "A 4.5 cluster: fewer fields, no strict validation, Degraded only for permanent errors.",
    Slow "slow" "Every answer takes five seconds.",
    Gcp "gcp" "A healthy registry on Google Cloud, in a bucket the operator made.",
    GcpRemoved "gcp-removed" "A user-provisioned cluster on Google Cloud: Removed, and the cloud gave no credentials.",
    Azure "azure" "A healthy registry on Azure, in an account and container the operator made.",
    AzureRemoved "azure-removed" "A user-provisioned cluster on Azure: Removed, and the cloud gave no credentials.",
    AzureIncomplete "azure-incomplete" "Azure with an account key and no container: all reads ready, and pods cannot work.",
    OpenStack "openstack" "A healthy registry on OpenStack, in a Swift container the operator made.",
    AwsRemoved "aws-removed" "A user-provisioned cluster on AWS: Removed, and the cloud gave no credentials.",
    OpenStackRemoved "openstack-removed" "A user-provisioned cluster on OpenStack: Removed, and the cloud gave no credentials.",
    IbmCloud "ibmcloud" "A healthy registry on IBM Cloud, in a bucket the operator made.",
    IbmCloudRemoved "ibmcloud-removed" "A user-provisioned cluster on IBM Cloud: Removed, and the cloud gave no credentials.",
    IbmCloudPreparing "ibmcloud-preparing" "IBM Cloud is still making the operator's service instance.",
    NoCredentials "no-credentials" "A user-provisioned cluster on AWS with a bucket and no keys to open it.",
    HalfSecret "half-a-secret" "Your secret has one of its two keys, and hides the cluster's own.",
    OwnKeys "own-keys" "A healthy registry in a bucket of your own, with keys of your own.",
}

/// How long the operator takes to start where a scenario waits for it.
const BOOTSTRAP: SignedDuration = SignedDuration::from_secs(30);

/// A name that is no scenario's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario {0:?}; the scenarios are: {names}", names = Scenario::ALL.iter().map(|s| s.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownScenario(String);

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|s| s.name() == text)
            .ok_or_else(|| UnknownScenario(text.to_owned()))
    }
}

impl Scenario {
    /// The token of the person this scenario is seen through.
    #[must_use]
    pub fn default_token(self) -> &'static str {
        match self {
            Self::Forbidden => token::NOBODY,
            Self::ReadOnly => token::READER,
            _ => token::ADMIN,
        }
    }

    fn release(self) -> Release {
        match self {
            Self::Legacy45 => Release::Legacy,
            Self::UnknownParts => Release::Future,
            _ => Release::Current,
        }
    }

    /// Builds the world. What a scenario shows has already happened, whatever the pace.
    pub(crate) fn world(
        self,
        now: Timestamp,
        pace: Pace,
        workloads: Workloads,
        reporting: Reporting,
    ) -> World {
        let release = self.release();
        let mut world = World::new(release);
        world.workloads = workloads;
        world.reporting = reporting;
        let mut objects = base::objects(self.platform(), release);
        objects.extend(claims::objects(self));
        objects.extend(registry::objects(self));
        objects.extend(clouds::objects(self));
        objects.extend(credentials::objects(self));
        if self == Self::ImageStreamsInUse {
            objects.extend(users::objects());
        }
        for object in objects {
            add(&mut world, object, now);
        }
        registry::subtract(self, &mut world);
        // Nothing bootstraps again what these left out.
        world.operator_runs = !matches!(
            self,
            Self::CapabilityDisabled | Self::NotBootstrapped | Self::Bootstrapping
        );
        world.settle(now);
        if self == Self::Bootstrapping {
            world.start_operator(BOOTSTRAP, now);
        }
        if let Some(patch) = registry::afterwards(self)
            && let Some(config) = world.store.get(&configs::RESOURCE, "", configs::NAME)
        {
            let mut config = (**config).clone();
            json::merge(&mut config, &patch);
            // This one shows a moment for ever: an operator at work would end it.
            world.operator_runs = self != Self::Stale;
            world.store.put(&configs::RESOURCE, config, now);
            world.settle(now);
        }
        world.pace = pace;
        if self == Self::Slow {
            world.faults.delay = Duration::from_secs(5);
        }
        world
    }

    fn platform(self) -> base::Platform {
        match self {
            Self::VsphereRemoved => base::Platform::VSphere,
            Self::ManagedS3
            | Self::TwoStorages
            | Self::Unmanaged
            | Self::Stale
            | Self::PrunerFailed
            | Self::Legacy45
            | Self::AwsRemoved
            | Self::NoCredentials
            | Self::HalfSecret
            | Self::OwnKeys => base::Platform::Aws,
            Self::UnknownParts => base::Platform::Unknown,
            Self::Gcp | Self::GcpRemoved => base::Platform::Gcp,
            Self::Azure | Self::AzureRemoved | Self::AzureIncomplete => base::Platform::Azure,
            Self::OpenStack | Self::OpenStackRemoved => base::Platform::OpenStack,
            Self::IbmCloud | Self::IbmCloudRemoved | Self::IbmCloudPreparing => base::Platform::IbmCloud,
            _ => base::Platform::BareMetal,
        }
    }
}

/// Stores an object under the resource it names. Fixtures are checked by a test, so a stranger is only logged.
fn add(world: &mut World, mut object: Value, now: Timestamp) {
    let Some(resource) = resources::of_object(&object) else {
        tracing::error!(kind = %object["kind"], "a scenario holds an object of a kind the sandbox does not serve");
        return;
    };
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.remove("uid");
        metadata.remove("resourceVersion");
    }
    world.store.put(resource, object, now);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_a_scenario_holds_is_of_a_kind_the_sandbox_serves() {
        for &scenario in Scenario::ALL {
            let mut objects = base::objects(scenario.platform(), scenario.release());
            objects.extend(claims::objects(scenario));
            objects.extend(registry::objects(scenario));
            objects.extend(clouds::objects(scenario));
            objects.extend(credentials::objects(scenario));
            objects.extend(users::objects());
            assert!(objects.len() > 30);
            for object in objects {
                assert!(resources::of_object(&object).is_some(), "{scenario}: {object}");
                assert!(object["metadata"]["name"].is_string(), "{scenario}: {object}");
            }
        }
    }
}
