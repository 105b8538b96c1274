//! What every cluster has: nodes, namespaces, cluster-wide configuration, roles, and the operator itself.

use serde_json::{Value, json};

use crate::operator::cluster_operator;
use crate::rbac::roles;
use crate::resources::configs::NAMESPACE;
use crate::schema;
use crate::settings::Release;

/// Where the cluster runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    BareMetal,
    VSphere,
    Aws,
    Unknown,
    Gcp,
    Azure,
    OpenStack,
    IbmCloud,
}

impl Platform {
    /// The region of its nodes and the names of its zones, where nodes are labelled with some.
    fn zones(self) -> Option<(&'static str, [&'static str; 3])> {
        Some(match self {
            Self::Aws => ("eu-west-1", ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
            Self::Gcp => (
                "europe-west4",
                ["europe-west4-a", "europe-west4-b", "europe-west4-c"],
            ),
            Self::Azure => (
                "swedencentral",
                ["swedencentral-1", "swedencentral-2", "swedencentral-3"],
            ),
            Self::IbmCloud => ("eu-de", ["eu-de-1", "eu-de-2", "eu-de-3"]),
            Self::BareMetal | Self::VSphere | Self::OpenStack | Self::Unknown => return None,
        })
    }
}

/// A fixture of the package.
pub(super) fn fixture(text: &str) -> Value {
    // A fixture that cannot be read is caught by the test that starts every scenario.
    serde_json::from_str(text).unwrap_or_default()
}

pub(super) fn objects(platform: Platform, release: Release) -> Vec<Value> {
    let version = if release == Release::Legacy {
        "4.5.41"
    } else {
        "4.22.6"
    };
    let mut all = roles::seed();
    all.extend(namespaces());
    all.extend(nodes(platform));
    all.extend(cluster_config(platform, version));
    all.extend(definitions(release));
    all.push(with_type(
        "config.openshift.io/v1",
        "ClusterOperator",
        cluster_operator::blank(version),
    ));
    all.extend(operator_workloads());
    all
}

pub(super) fn with_type(api_version: &str, kind: &str, mut object: Value) -> Value {
    object["apiVersion"] = json!(api_version);
    object["kind"] = json!(kind);
    object
}

fn namespaces() -> Vec<Value> {
    let names = [
        "default",
        "kube-system",
        "openshift",
        "openshift-config",
        "openshift-config-managed",
        NAMESPACE,
        "webshop",
        "payments",
    ];
    let mut all = Vec::new();
    for name in names {
        let annotations = json!({
            "openshift.io/display-name": if name == "webshop" { "Web shop" } else { "" },
            "openshift.io/sa.scc.supplemental-groups": "1000680000/10000",
        });
        let metadata = json!({"name": name, "annotations": annotations, "labels": {"kubernetes.io/metadata.name": name}});
        let status = json!({"phase": "Active"});
        all.push(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata, "spec": {"finalizers": ["kubernetes"]}, "status": status}));
        all.push(json!({"apiVersion": "project.openshift.io/v1", "kind": "Project", "metadata": metadata, "spec": {}, "status": status}));
    }
    all
}

fn nodes(platform: Platform) -> Vec<Value> {
    let mut all = Vec::new();
    for (role, count) in [("master", 3), ("worker", 3)] {
        for index in 0..count {
            let name = format!("{role}-{index}");
            let mut labels = json!({
                "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                format!("node-role.kubernetes.io/{role}"): "",
            });
            if let Some((region, zones)) = platform.zones() {
                labels["topology.kubernetes.io/region"] = json!(region);
                labels["topology.kubernetes.io/zone"] = json!(zones[index]);
            }
            all.push(json!({
                "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": {},
                "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}], "nodeInfo": {"architecture": "amd64", "operatingSystem": "linux"}},
            }));
        }
    }
    all
}

fn cluster_config(platform: Platform, version: &str) -> Vec<Value> {
    let mut infrastructure = fixture(match platform {
        Platform::BareMetal | Platform::Unknown => {
            include_str!("../../fixtures/infrastructure-baremetal.json")
        }
        Platform::VSphere => include_str!("../../fixtures/infrastructure-vsphere.json"),
        Platform::Aws => include_str!("../../fixtures/infrastructure-aws.json"),
        Platform::Gcp => include_str!("../../fixtures/infrastructure-gcp.json"),
        Platform::Azure => include_str!("../../fixtures/infrastructure-azure.json"),
        Platform::OpenStack => include_str!("../../fixtures/infrastructure-openstack.json"),
        Platform::IbmCloud => include_str!("../../fixtures/infrastructure-ibmcloud.json"),
    });
    if platform == Platform::Unknown {
        infrastructure["spec"]["platformSpec"] = json!({"type": "Moonbase"});
        infrastructure["status"]["platform"] = json!("Moonbase");
        infrastructure["status"]["platformStatus"] =
            json!({"type": "Moonbase", "moonbase": {"crater": "Tycho"}});
    }
    let domain = match platform {
        Platform::VSphere => "apps.attic.corp.example",
        Platform::Aws => "apps.harbour.example.com",
        Platform::Gcp => "apps.quarry.example.net",
        Platform::Azure => "apps.lagoon.example.org",
        Platform::OpenStack => "apps.reef.cloud.example",
        Platform::IbmCloud => "apps.glade.example.com",
        Platform::BareMetal | Platform::Unknown => "apps.foundry.corp.example",
    };
    let capabilities = [
        "Build",
        "CSISnapshot",
        "CloudControllerManager",
        "Console",
        "DeploymentConfig",
        "ImageRegistry",
        "Ingress",
        "MachineAPI",
        "NodeTuning",
        "OperatorLifecycleManager",
        "Storage",
        "baremetal",
        "marketplace",
        "openshift-samples",
    ];
    let config = |kind: &str, name: &str, spec: Value, status: Value| json!({"apiVersion": "config.openshift.io/v1", "kind": kind, "metadata": {"name": name}, "spec": spec, "status": status});
    vec![
        infrastructure,
        config("Image", "cluster", json!({}), json!({})),
        config("OAuth", "cluster", json!({"identityProviders": []}), json!({})),
        config(
            "Authentication",
            "cluster",
            json!({"serviceAccountIssuer": "", "type": ""}),
            json!({}),
        ),
        config("Proxy", "cluster", json!({"trustedCA": {"name": ""}}), json!({})),
        config(
            "Ingress",
            "cluster",
            json!({"domain": domain}),
            json!({"componentRoutes": []}),
        ),
        config(
            "ClusterVersion",
            "version",
            json!({"channel": "stable-4.22", "clusterID": "0e2b7a3c-8d5f-4a6e-9b1c-2f3d4e5a6b7c"}),
            json!({
                "desired": {"version": version, "image": ""},
                "history": [{"state": "Completed", "version": version, "startedTime": "2026-08-03T07:12:44Z", "completionTime": "2026-08-03T08:01:10Z", "verified": true, "image": ""}],
                "capabilities": {"enabledCapabilities": capabilities, "knownCapabilities": capabilities},
                "observedGeneration": 1, "versionHash": "",
            }),
        ),
    ]
}

/// The custom resource definitions of the operator: names of fields, bounds, no descriptions.
fn definitions(release: Release) -> Vec<Value> {
    [
        ("configs", "config", "Config", schema::config::schema(release)),
        ("imagepruners", "imagepruner", "ImagePruner", schema::pruner::schema(release)),
    ]
    .into_iter()
    .map(|(plural, singular, kind, tree)| {
        let group = "imageregistry.operator.openshift.io";
        json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": format!("{plural}.{group}")},
            "spec": {
                "group": group, "scope": "Cluster", "conversion": {"strategy": "None"},
                "names": {"plural": plural, "singular": singular, "kind": kind, "listKind": format!("{kind}List")},
                "versions": [{
                    "name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
                    "schema": {"openAPIV3Schema": schema::render(tree)},
                }],
            },
            "status": {
                "acceptedNames": {"plural": plural, "singular": singular, "kind": kind, "listKind": format!("{kind}List")},
                "storedVersions": ["v1"],
                "conditions": [{"type": "Established", "status": "True", "reason": "InitialNamesAccepted", "message": "the initial names have been accepted"}],
            },
        })
    })
    .collect()
}

/// The operator's own Deployment, and the DaemonSet that puts CAs on the nodes.
fn operator_workloads() -> Vec<Value> {
    let name = "cluster-image-registry-operator";
    let container = json!({"name": name, "image": "quay.example.com/release/cluster-image-registry-operator", "resources": {"requests": {"cpu": "10m", "memory": "50Mi"}}});
    let labels = json!({"name": name});
    let settings = |name: &str, data: Value| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": NAMESPACE}, "data": data});
    vec![
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": NAMESPACE, "labels": labels},
            "spec": {
                "replicas": 1, "selector": {"matchLabels": labels}, "strategy": {"type": "Recreate"},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": [container], "priorityClassName": "system-cluster-critical"}},
            },
        }),
        json!({
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "node-ca", "namespace": NAMESPACE},
            "spec": {"selector": {"matchLabels": {"name": "node-ca"}}, "template": {"metadata": {"labels": {"name": "node-ca"}}, "spec": {"containers": [{"name": "node-ca", "image": "quay.example.com/release/cli"}]}}},
            "status": {"currentNumberScheduled": 6, "desiredNumberScheduled": 6, "numberAvailable": 6, "numberReady": 6, "numberMisscheduled": 0, "observedGeneration": 1, "updatedNumberScheduled": 6},
        }),
        settings("image-registry-certificates", json!({})),
        settings("serviceca", json!({})),
        json!({
            "apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "image-pruner", "namespace": NAMESPACE},
            "spec": {
                "schedule": "0 0 * * *", "concurrencyPolicy": "Forbid", "startingDeadlineSeconds": 3600, "suspend": false,
                "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 3,
                "jobTemplate": {"metadata": {"labels": {"created-by": "image-pruner"}}, "spec": {"backoffLimit": 0, "template": {"metadata": {"labels": {"app": "image-pruner"}}, "spec": {"restartPolicy": "OnFailure", "serviceAccountName": "pruner", "containers": [{"name": "image-pruner", "image": "quay.example.com/release/cli"}]}}}},
            },
        }),
    ]
}
