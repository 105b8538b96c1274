//! What needs the registry: build configs that push to image streams and workloads that run images from it, and beside
//! them some that do neither. More than a page would list, and some with names as long as the API takes them.

use serde_json::{Value, json};

/// How the registry is called inside the cluster.
const HOST: &str = "image-registry.openshift-image-registry.svc:5000";
/// As long as a namespace may be.
const LONG_PROJECT: &str = "platform-engineering-shared-continuous-integration-environments";
const LONG_BUILD: &str =
    "customer-recommendations-batch-scoring-pipeline-with-nightly-full-reindex-and-shadow-traffic-replay";
const LONG_WORKLOAD: &str = "customer-recommendations-online-serving-with-precomputed-embeddings-and-a-canary-for-each-storefront-region";
/// Projects with a build config and two workloads for each service in them.
const SERVICES: [(&str, [&str; 11]); 2] = [
    (
        "webshop",
        [
            "basket",
            "catalogue",
            "checkout",
            "delivery",
            "gift-cards",
            "newsletter",
            "orders",
            "reviews",
            "search",
            "storefront",
            "wish-lists",
        ],
    ),
    (
        "payments",
        [
            "cards",
            "clearing",
            "disputes",
            "fraud",
            "invoices",
            "ledger",
            "limits",
            "payouts",
            "refunds",
            "settlement",
            "vouchers",
        ],
    ),
];

pub(super) fn objects() -> Vec<Value> {
    let mut all = Vec::new();
    for (project, services) in SERVICES {
        for service in services {
            all.push(build(
                project,
                service,
                &json!({"kind": "ImageStreamTag", "name": format!("{service}:latest")}),
            ));
            all.push(workload(
                project,
                service,
                &format!("{HOST}/{project}/{service}@sha256:{:064x}", service.len()),
                false,
            ));
        }
        // Its image comes from elsewhere, but which one is decided by an image stream's tag.
        all.push(workload(
            project,
            "imported",
            "quay.example.com/shared/nodejs:22",
            true,
        ));
        // These need no registry.
        all.push(build(
            project,
            "exported",
            &json!({"kind": "DockerImage", "name": "quay.example.com/shared/exported:latest"}),
        ));
        all.push(workload(
            project,
            "mailer",
            "quay.example.com/shared/mailer:3",
            false,
        ));
    }
    all.extend(other_kinds());
    let metadata = json!({"name": LONG_PROJECT, "labels": {"kubernetes.io/metadata.name": LONG_PROJECT}});
    let status = json!({"phase": "Active"});
    all.push(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata, "spec": {"finalizers": ["kubernetes"]}, "status": status}));
    all.push(json!({"apiVersion": "project.openshift.io/v1", "kind": "Project", "metadata": metadata, "spec": {}, "status": status}));
    all.push(build(
        LONG_PROJECT,
        LONG_BUILD,
        &json!({"kind": "ImageStreamTag", "name": "scoring:latest"}),
    ));
    all.push(workload(
        LONG_PROJECT,
        LONG_WORKLOAD,
        &format!("{HOST}/{LONG_PROJECT}/serving:latest"),
        true,
    ));
    all
}

fn build(project: &str, name: &str, to: &Value) -> Value {
    json!({
        "apiVersion": "build.openshift.io/v1", "kind": "BuildConfig", "metadata": {"name": name, "namespace": project},
        "spec": {
            "source": {"type": "Git", "git": {"uri": format!("https://git.corp.example/{project}/{name}.git")}},
            "strategy": {"type": "Docker", "dockerStrategy": {}}, "output": {"to": to},
        },
        "status": {"lastVersion": 1},
    })
}

fn workload(project: &str, name: &str, image: &str, follows_stream: bool) -> Value {
    let labels = json!({"app": &name[..name.len().min(63)]});
    let mut annotations = json!({});
    if follows_stream {
        let from =
            json!({"kind": "ImageStreamTag", "name": format!("{}:latest", &name[..name.len().min(20)])});
        let path = "spec.template.spec.containers[?(@.name==\"main\")].image";
        annotations["image.openshift.io/triggers"] =
            json!(json!([{"from": from, "fieldPath": path}]).to_string());
    }
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": project, "annotations": annotations},
        "spec": {
            "replicas": 1, "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}},
        },
    })
}

/// One of each other kind that runs pods, and one that needs no registry.
fn other_kinds() -> [Value; 5] {
    let ours = |name: &str| format!("{HOST}/webshop/{name}:latest");
    let mut sessions = workload("webshop", "sessions", &ours("sessions"), false);
    sessions["kind"] = "StatefulSet".into();
    let mut warmer = workload("webshop", "image-warmer", &ours("image-warmer"), false);
    warmer["kind"] = "DaemonSet".into();
    let mut logs = workload("webshop", "logs", "quay.example.com/shared/logs:1", false);
    logs["kind"] = "DaemonSet".into();
    let mut legacy = workload("webshop", "legacy", " ", false);
    legacy["apiVersion"] = "apps.openshift.io/v1".into();
    legacy["kind"] = "DeploymentConfig".into();
    // Its image is filled in from the tag.
    legacy["spec"]["triggers"] = json!([{"type": "ConfigChange"}, {"type": "ImageChange", "imageChangeParams": {
        "automatic": true, "containerNames": ["main"], "from": {"kind": "ImageStreamTag", "name": "legacy:latest"}}}]);
    let mut report = workload("webshop", "report", &ours("report"), false);
    report["apiVersion"] = "batch/v1".into();
    report["kind"] = "CronJob".into();
    let template = report["spec"]["template"].take();
    report["spec"] = json!({"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": template}}});
    [sessions, warmer, logs, legacy, report]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_long_as_the_api_takes_them_and_no_longer() {
        assert_eq!(LONG_PROJECT.len(), 63);
        for name in [LONG_BUILD, LONG_WORKLOAD] {
            assert!((90..=253).contains(&name.len()), "{name}");
        }
    }
}
