//! Who may log in to the API server, and what they may do there.

use serde_json::{Value, json};
use std::hash::{BuildHasher, Hasher, RandomState};

/// The group of an outside issuer's administrators.
const ADMINISTRATORS: &str = "registry-admins";

/// Somebody with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// `admin`, who may do everything.
    Admin,
    /// `reader`, who may see what `cluster-reader` may see, and change nothing.
    Reader,
    /// `poller`, who may get and list what the reader may, and watch nothing.
    Poller,
    /// `nobody`, who may log in.
    Nobody,
}

impl Person {
    pub(crate) const ALL: [Person; 4] = [Self::Admin, Self::Reader, Self::Poller, Self::Nobody];

    /// The user name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Reader => "reader",
            Self::Poller => "poller",
            Self::Nobody => "nobody",
        }
    }

    fn group(self) -> &'static str {
        match self {
            Self::Admin => "system:masters",
            Self::Reader => "registry-auditors",
            Self::Poller => "registry-pollers",
            Self::Nobody => "",
        }
    }
}

/// The tokens of one API server, new with each start.
#[derive(Clone)]
pub struct Tokens([String; 4]);

impl Tokens {
    pub(crate) fn random() -> Self {
        let word = || RandomState::new().build_hasher().finish();
        Self(Person::ALL.map(|person| format!("{}-{:016x}{:016x}", person.name(), word(), word())))
    }

    /// The token of a person.
    #[must_use]
    pub fn of(&self, person: Person) -> &str {
        &self.0[person as usize]
    }

    /// The lines of kube-apiserver's token file.
    pub(crate) fn file(&self) -> String {
        Person::ALL
            .map(|person| {
                let (name, group) = (person.name(), person.group());
                format!("{},{name},{name},\"{group}\"\n", self.of(person))
            })
            .concat()
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

/// The roles of those who are no administrators, with their bindings: each with its collection's path.
pub(crate) fn rights() -> Vec<(&'static str, Value)> {
    const ROLES: &str = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    const BINDINGS: &str = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
    let groups = [
        "",
        "apps",
        "storage.k8s.io",
        "apiextensions.k8s.io",
        "config.openshift.io",
        "imageregistry.operator.openshift.io",
        "route.openshift.io",
        "image.openshift.io",
        "build.openshift.io",
        "batch",
        "apps.openshift.io",
    ];
    let resources = [
        "authentications",
        "configmaps",
        "clusteroperators",
        "clusterversions",
        "configs",
        "customresourcedefinitions",
        "deployments",
        "events",
        "imagepruners",
        "images",
        "imagestreams",
        "buildconfigs",
        "infrastructures",
        "nodes",
        "persistentvolumeclaims",
        "pods",
        "routes",
        "storageclasses",
        "namespaces",
        "statefulsets",
        "daemonsets",
        "cronjobs",
        "deploymentconfigs",
    ];
    let granted = [
        (Person::Reader, vec!["get", "list", "watch"]),
        (Person::Poller, vec!["get", "list"]),
    ];
    // Bound by a role of their own: no outside issuer should be able to name `system:masters`.
    let administrators = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": ADMINISTRATORS},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": ADMINISTRATORS}],
    });
    granted
        .into_iter()
        .flat_map(|(person, verbs)| {
            let group = person.group();
            let role = json!({
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": group},
                "rules": [{"verbs": verbs, "apiGroups": groups, "resources": resources}],
            });
            let binding = json!({
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": group},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": group},
                "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": group}],
            });
            [(ROLES, role), (BINDINGS, binding)]
        })
        .chain([(BINDINGS, administrators)])
        .collect()
}
