//! The closed list of resources the console reads or changes. Nothing outside it can be named in a request.

use serde::{Deserialize, Serialize};

/// A kind of cluster object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Resource {
    /// The registry operator's configuration, `configs.imageregistry.operator.openshift.io`.
    Config,
    /// The pruner's configuration, `imagepruners.imageregistry.operator.openshift.io`.
    ImagePruner,
    /// `images.config.openshift.io`: host names, trusted CAs, import rules.
    ImageConfig,
    /// `clusteroperators.config.openshift.io`.
    ClusterOperator,
    /// `clusterversions.config.openshift.io`.
    ClusterVersion,
    /// `infrastructures.config.openshift.io`: platform and topology.
    Infrastructure,
    /// `customresourcedefinitions.apiextensions.k8s.io`, to learn which fields this cluster knows.
    CustomResourceDefinition,
    /// `storageclasses.storage.k8s.io`.
    StorageClass,
    /// `persistentvolumeclaims`.
    Claim,
    /// `deployments.apps`.
    Deployment,
    /// `pods`.
    Pod,
    /// `events`.
    Event,
    /// `routes.route.openshift.io`.
    Route,
    /// `buildconfigs.build.openshift.io`.
    BuildConfig,
    /// `imagestreams.image.openshift.io`.
    ImageStream,
    /// `nodes`.
    Node,
    /// `secrets`. Read by name alone, never listed; their values stay on the server.
    Secret,
    /// `configmaps`. Read by name alone, never listed.
    ConfigMap,
    /// `authentications.config.openshift.io`: who vouches for service accounts.
    Authentication,
    /// `proxies.config.openshift.io`: how the whole cluster reaches other hosts.
    Proxy,
    /// `namespaces`.
    Namespace,
    /// `statefulsets.apps`.
    StatefulSet,
    /// `daemonsets.apps`.
    DaemonSet,
    /// `cronjobs.batch`.
    CronJob,
    /// `deploymentconfigs.apps.openshift.io`, which not every cluster serves.
    DeploymentConfig,
}

/// What the API server calls a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Api {
    /// API group, empty for the core group.
    pub group: &'static str,
    /// API version within the group.
    pub version: &'static str,
    /// The plural in paths and permissions.
    pub plural: &'static str,
    /// The kind in objects.
    pub kind: &'static str,
    /// Whether objects live in namespaces.
    pub namespaced: bool,
}

impl Resource {
    /// Every resource, for tests that must not forget one.
    pub const ALL: &[Resource] = &[
        Resource::Config,
        Resource::ImagePruner,
        Resource::ImageConfig,
        Resource::ClusterOperator,
        Resource::ClusterVersion,
        Resource::Infrastructure,
        Resource::CustomResourceDefinition,
        Resource::StorageClass,
        Resource::Claim,
        Resource::Deployment,
        Resource::Pod,
        Resource::Event,
        Resource::Route,
        Resource::BuildConfig,
        Resource::ImageStream,
        Resource::Node,
        Resource::Secret,
        Resource::ConfigMap,
        Resource::Authentication,
        Resource::Proxy,
        Resource::Namespace,
        Resource::StatefulSet,
        Resource::DaemonSet,
        Resource::CronJob,
        Resource::DeploymentConfig,
    ];

    /// Group, version, plural and kind.
    pub const fn api(self) -> Api {
        const fn api(
            group: &'static str,
            version: &'static str,
            plural: &'static str,
            kind: &'static str,
            namespaced: bool,
        ) -> Api {
            Api {
                group,
                version,
                plural,
                kind,
                namespaced,
            }
        }
        const OPERATOR: &str = "imageregistry.operator.openshift.io";
        const CONFIG: &str = "config.openshift.io";
        match self {
            Resource::Config => api(OPERATOR, "v1", "configs", "Config", false),
            Resource::ImagePruner => api(OPERATOR, "v1", "imagepruners", "ImagePruner", false),
            Resource::ImageConfig => api(CONFIG, "v1", "images", "Image", false),
            Resource::ClusterOperator => api(CONFIG, "v1", "clusteroperators", "ClusterOperator", false),
            Resource::ClusterVersion => api(CONFIG, "v1", "clusterversions", "ClusterVersion", false),
            Resource::Infrastructure => api(CONFIG, "v1", "infrastructures", "Infrastructure", false),
            Resource::CustomResourceDefinition => api(
                "apiextensions.k8s.io",
                "v1",
                "customresourcedefinitions",
                "CustomResourceDefinition",
                false,
            ),
            Resource::StorageClass => api("storage.k8s.io", "v1", "storageclasses", "StorageClass", false),
            Resource::Claim => api("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true),
            Resource::Deployment => api("apps", "v1", "deployments", "Deployment", true),
            Resource::Pod => api("", "v1", "pods", "Pod", true),
            Resource::Event => api("", "v1", "events", "Event", true),
            Resource::Route => api("route.openshift.io", "v1", "routes", "Route", true),
            Resource::BuildConfig => api("build.openshift.io", "v1", "buildconfigs", "BuildConfig", true),
            Resource::ImageStream => api("image.openshift.io", "v1", "imagestreams", "ImageStream", true),
            Resource::Node => api("", "v1", "nodes", "Node", false),
            Resource::Secret => api("", "v1", "secrets", "Secret", true),
            Resource::ConfigMap => api("", "v1", "configmaps", "ConfigMap", true),
            Resource::Authentication => api(CONFIG, "v1", "authentications", "Authentication", false),
            Resource::Proxy => api(CONFIG, "v1", "proxies", "Proxy", false),
            Resource::Namespace => api("", "v1", "namespaces", "Namespace", false),
            Resource::StatefulSet => api("apps", "v1", "statefulsets", "StatefulSet", true),
            Resource::DaemonSet => api("apps", "v1", "daemonsets", "DaemonSet", true),
            Resource::CronJob => api("batch", "v1", "cronjobs", "CronJob", true),
            Resource::DeploymentConfig => api(
                "apps.openshift.io",
                "v1",
                "deploymentconfigs",
                "DeploymentConfig",
                true,
            ),
        }
    }

    /// Whether it is asked for by name and nothing else, so that no right to list it is needed: the namespaces it stands in
    /// hold other people's.
    pub const fn is_read_by_name(self) -> bool {
        matches!(self, Resource::Secret | Resource::ConfigMap)
    }

    /// `plural.group` as `oc` and permissions write it; the plural alone for the core group.
    pub fn qualified(self) -> String {
        let api = self.api();
        if api.group.is_empty() {
            api.plural.to_owned()
        } else {
            format!("{}.{}", api.plural, api.group)
        }
    }

    /// `group/version`, or the version alone for the core group.
    pub fn api_version(self) -> String {
        let api = self.api();
        if api.group.is_empty() {
            api.version.to_owned()
        } else {
            format!("{}/{}", api.group, api.version)
        }
    }
}
