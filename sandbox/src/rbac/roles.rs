//! The roles and bindings every sandbox starts with, cut down to what a console of the registry can meet.

use serde_json::{Value, json};

use super::role;

/// ClusterRoles, ClusterRoleBindings and RoleBindings for the sandbox's people.
pub(crate) fn seed() -> Vec<Value> {
    let rule = |verbs: &[&str], groups: &[&str], resources: &[&str]| json!({"verbs": verbs, "apiGroups": groups, "resources": resources});
    const READ: &[&str] = &["get", "list", "watch"];
    const WRITE: &[&str] = &[
        "create",
        "update",
        "patch",
        "delete",
        "deletecollection",
        "get",
        "list",
        "watch",
    ];
    const CORE: &[&str] = &[
        "configmaps",
        "events",
        "persistentvolumeclaims",
        "pods",
        "pods/log",
        "services",
        "serviceaccounts",
        "resourcequotas",
        "limitranges",
    ];
    const WORKLOADS: &[&str] = &[
        "deployments",
        "deployments/status",
        "daemonsets",
        "jobs",
        "cronjobs",
        "poddisruptionbudgets",
        "statefulsets",
        "deploymentconfigs",
    ];
    const IMAGES: &[&str] = &[
        "imagestreams",
        "imagestreams/layers",
        "imagestreams/status",
        "imagestreamtags",
        "imagestreamimages",
    ];
    let workload_groups = ["apps", "batch", "policy", "apps.openshift.io"];
    let edit = || {
        vec![
            rule(WRITE, &[""], CORE),
            rule(WRITE, &[""], &["secrets"]),
            rule(WRITE, &workload_groups, WORKLOADS),
            rule(WRITE, &["image.openshift.io"], IMAGES),
            rule(&["create"], &["image.openshift.io"], &["imagestreamimports"]),
            rule(
                WRITE,
                &["route.openshift.io", "build.openshift.io"],
                &["routes", "buildconfigs", "builds"],
            ),
            rule(READ, &["", "project.openshift.io"], &["namespaces", "projects"]),
        ]
    };
    let mut admin_of_project = edit();
    admin_of_project.push(rule(
        WRITE,
        &["rbac.authorization.k8s.io"],
        &["rolebindings", "roles"],
    ));
    vec![
        role(
            "cluster-admin",
            &[
                rule(&["*"], &["*"], &["*"]),
                json!({"verbs": ["*"], "nonResourceURLs": ["*"]}),
            ],
        ),
        role(
            "cluster-reader",
            &[
                rule(READ, &[""], CORE),
                rule(READ, &[""], &["namespaces", "nodes", "persistentvolumes"]),
                rule(READ, &workload_groups, WORKLOADS),
                rule(
                    READ,
                    &["imageregistry.operator.openshift.io", "config.openshift.io"],
                    &["*"],
                ),
                rule(
                    READ,
                    &["storage.k8s.io", "apiextensions.k8s.io"],
                    &["storageclasses", "customresourcedefinitions"],
                ),
                rule(
                    READ,
                    &["rbac.authorization.k8s.io"],
                    &["clusterroles", "clusterrolebindings", "rolebindings", "roles"],
                ),
                rule(READ, &["image.openshift.io"], IMAGES),
                rule(READ, &["image.openshift.io"], &["images", "imagesignatures"]),
                rule(
                    READ,
                    &["route.openshift.io", "build.openshift.io", "project.openshift.io"],
                    &["routes", "buildconfigs", "builds", "projects"],
                ),
            ],
        ),
        role(
            "basic-user",
            &[
                rule(
                    &["create"],
                    &["authorization.k8s.io"],
                    &["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
                ),
                rule(&["create"], &["authentication.k8s.io"], &["selfsubjectreviews"]),
                json!({"verbs": ["get"], "apiGroups": ["user.openshift.io"], "resources": ["users"], "resourceNames": ["~"]}),
                rule(&["list", "watch"], &["project.openshift.io"], &["projects"]),
                rule(
                    &["get", "list"],
                    &["rbac.authorization.k8s.io"],
                    &["clusterroles"],
                ),
                rule(READ, &["storage.k8s.io"], &["storageclasses"]),
                rule(
                    &["delete", "get", "list", "watch"],
                    &["oauth.openshift.io"],
                    &["useroauthaccesstokens"],
                ),
            ],
        ),
        // Bound to nobody: it limits the tokens of the console's client.
        role("registry-console", &console("registry-console")),
        role("registry-console-secrets", &console("registry-console-secrets")),
        role("registry-console-bundles", &console("registry-console-bundles")),
        role(
            "system:discovery",
            &[
                json!({"verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/openapi", "/openapi/*", "/version", "/version/"]}),
            ],
        ),
        role(
            "system:public-info-viewer",
            &[
                json!({"verbs": ["get"], "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"]}),
            ],
        ),
        role("admin", &admin_of_project),
        role("edit", &edit()),
        role(
            "view",
            &[
                rule(READ, &[""], CORE),
                rule(READ, &workload_groups, WORKLOADS),
                rule(READ, &["image.openshift.io"], IMAGES),
            ],
        ),
        role(
            "registry-viewer",
            &[rule(
                READ,
                &["", "image.openshift.io"],
                &[
                    "imagestreams",
                    "imagestreams/layers",
                    "imagestreamtags",
                    "imagestreamimages",
                ],
            )],
        ),
        role(
            "registry-editor",
            &[
                rule(WRITE, &[""], &["secrets", "serviceaccounts"]),
                rule(WRITE, &["", "image.openshift.io"], IMAGES),
            ],
        ),
        role(
            "system:image-puller",
            &[rule(
                &["get"],
                &["", "image.openshift.io"],
                &["imagestreams/layers"],
            )],
        ),
        role(
            "system:image-pusher",
            &[rule(
                &["get", "update"],
                &["", "image.openshift.io"],
                &["imagestreams/layers"],
            )],
        ),
        role(
            "system:image-builder",
            &[
                rule(
                    &["get", "update"],
                    &["", "image.openshift.io"],
                    &["imagestreams/layers"],
                ),
                rule(&["create"], &["", "image.openshift.io"], &["imagestreams"]),
            ],
        ),
        everywhere(
            "cluster-admins",
            "cluster-admin",
            "Group",
            "system:cluster-admins",
        ),
        everywhere("auditors", "cluster-reader", "Group", "registry-auditors"),
        everywhere("basic-users", "basic-user", "Group", "system:authenticated"),
        everywhere(
            "system:discovery",
            "system:discovery",
            "Group",
            "system:authenticated",
        ),
        everywhere(
            "system:public-info-viewer",
            "system:public-info-viewer",
            "Group",
            "system:unauthenticated",
        ),
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
            "metadata": {"name": "admin", "namespace": "webshop"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dana"}],
        }),
    ]
}

/// A ClusterRole of the console, as the console generates it; a test compares them.
fn console(name: &str) -> Vec<Value> {
    let mut all: Value =
        serde_json::from_str(include_str!("../../fixtures/role-registry-console.json")).unwrap_or_default();
    match all[name].take() {
        Value::Array(rules) => rules,
        _ => Vec::new(),
    }
}

fn everywhere(name: &str, role: &str, kind: &str, subject: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
        "metadata": {"name": name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": subject}],
    })
}
