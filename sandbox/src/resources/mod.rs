//! The table of everything the sandbox serves: one file a resource, one line here.
//!
//! A resource is a description; storing, listing and watching are the same for all of them.

use serde_json::Value;

use crate::failure::Cause;
use crate::schema::Schema;
use crate::settings::Release;
use crate::store::Store;

macro_rules! resources {
    ($($module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*
        /// Every resource served, in no particular order.
        pub(crate) static ALL: &[&Resource] = &[$(&$module::RESOURCE),*];
    };
}

resources![
    configs,
    imagepruners,
    images_config,
    clusteroperators,
    clusterversions,
    infrastructures,
    oauths,
    proxies,
    ingresses,
    namespaces,
    nodes,
    events,
    pods,
    secrets,
    configmaps,
    serviceaccounts,
    persistentvolumeclaims,
    persistentvolumes,
    services,
    resourcequotas,
    limitranges,
    storageclasses,
    deployments,
    daemonsets,
    cronjobs,
    jobs,
    routes,
    imagestreams,
    buildconfigs,
    customresourcedefinitions,
    poddisruptionbudgets,
    projects,
    rolebindings,
    clusterroles,
    clusterrolebindings,
    users,
    oauthclients,
    oauthclientauthorizations,
    oauthaccesstokens,
    oauthauthorizetokens,
    useroauthaccesstokens,
    authentications,
    statefulsets,
    deploymentconfigs,
];

/// What the API server needs to know to serve one resource.
pub(crate) struct Resource {
    pub(crate) group: &'static str,
    pub(crate) version: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) singular: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) short_names: &'static [&'static str],
    pub(crate) namespaced: bool,
    /// Served from a custom resource definition: list items then carry `apiVersion` and `kind`.
    pub(crate) custom: bool,
    /// Has a `/status` subresource, and so ignores `status` in ordinary writes.
    pub(crate) status: bool,
    /// Members of the object, for strict decoding, pruning, defaults and bounds.
    pub(crate) schema: Option<fn(Release) -> &'static Schema>,
    /// Why the object cannot be decoded at all, beyond the schema.
    pub(crate) readable: fn(&Value) -> Result<(), String>,
    /// What decoding does to every object sent, new or changed.
    pub(crate) normalise: fn(&mut Value),
    /// What admission fills in on creation.
    pub(crate) admit: fn(&mut Value, &Store),
    /// Rules beyond the schema: the new object and, on an update, the old one.
    pub(crate) validate: fn(&Value, Option<&Value>) -> Vec<Cause>,
    /// Whether a list or watch shows an object to everyone or only to those who may `get` it (projects).
    pub(crate) filtered: bool,
    /// Whether an object says who changed it last and when. Every object of a real cluster does; here those whose times
    /// somebody reads.
    pub(crate) tracked: bool,
}

impl Resource {
    /// A namespaced built-in resource without rules of its own.
    pub(crate) const fn namespaced(
        group: &'static str,
        version: &'static str,
        plural: &'static str,
        singular: &'static str,
        kind: &'static str,
    ) -> Self {
        Self {
            group,
            version,
            plural,
            singular,
            kind,
            short_names: &[],
            namespaced: true,
            custom: false,
            status: false,
            schema: None,
            readable: |_| Ok(()),
            normalise: |_| {},
            admit: |_, _| {},
            validate: |_, _| Vec::new(),
            filtered: false,
            tracked: false,
        }
    }

    /// A cluster-scoped built-in resource without rules of its own.
    pub(crate) const fn cluster(
        group: &'static str,
        version: &'static str,
        plural: &'static str,
        singular: &'static str,
        kind: &'static str,
    ) -> Self {
        Self {
            namespaced: false,
            ..Self::namespaced(group, version, plural, singular, kind)
        }
    }

    /// `configs.imageregistry.operator.openshift.io`, or just `pods` in the core group.
    pub(crate) fn qualified(&self) -> String {
        if self.group.is_empty() {
            self.plural.to_owned()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }

    /// `Config.imageregistry.operator.openshift.io`, or just `Pod` in the core group.
    pub(crate) fn qualified_kind(&self) -> String {
        if self.group.is_empty() {
            self.kind.to_owned()
        } else {
            format!("{}.{}", self.kind, self.group)
        }
    }

    /// `apps/v1`, or just `v1` in the core group.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }
}

/// The resource behind a group, version and plural name.
pub(crate) fn find(group: &str, version: &str, plural: &str) -> Option<&'static Resource> {
    ALL.iter()
        .copied()
        .find(|r| r.group == group && r.version == version && r.plural == plural)
}

/// The resource an object says it is, from its `apiVersion` and `kind`.
pub(crate) fn of_object(object: &Value) -> Option<&'static Resource> {
    let (api_version, kind) = (object["apiVersion"].as_str()?, object["kind"].as_str()?);
    ALL.iter()
        .copied()
        .find(|r| r.kind == kind && r.api_version() == api_version)
}
