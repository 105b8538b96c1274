//! The simulated operator against recordings of the real one: every step of every recorded scenario, replayed over
//! the service. What the recording had not set up (pods, garbage collection) the sandbox leaves alone here, too.

use std::collections::BTreeSet;

use crate::common::{CLAIMS, CONFIG, DEPLOYMENT, OPERATOR, Someone, admin};
use sandbox::{NodeCa, Reporting, Sandbox, Scenario, Workloads};
use serde_json::{Value, json};

/// Scenarios the sandbox must play exactly.
const TESTED: &[usize] = &[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34,
];

/// Scenarios that wait for a feature, which is named.
const LATER: &[(usize, &str)] = &[];

const NAMESPACE: &str = "openshift-image-registry";

fn recordings() -> Vec<Value> {
    serde_json::from_str(include_str!("../../fixtures/recorded/operator.json")).expect("the recordings")
}

#[test]
fn every_recording_is_either_played_or_waits_for_a_named_feature() {
    let recorded: BTreeSet<usize> = (0..recordings().len()).collect();
    let tested: BTreeSet<usize> = TESTED.iter().copied().collect();
    let later: BTreeSet<usize> = LATER.iter().map(|(index, _)| *index).collect();
    assert_eq!(
        tested.intersection(&later).count(),
        0,
        "a recording is in both lists"
    );
    assert_eq!(tested.union(&later).copied().collect::<BTreeSet<_>>(), recorded);
    assert!(LATER.iter().all(|(_, feature)| !feature.is_empty()));
}

#[tokio::test]
async fn the_simulated_operator_says_what_the_real_one_said() {
    let recordings = recordings();
    let mut differences = Vec::new();
    for &index in TESTED {
        let recording = &recordings[index];
        let sandbox = Sandbox::builder(Scenario::BareMetalRemoved)
            .workloads(Workloads::Manual)
            .reporting(reporting(&recording["steps"][0]["then"]))
            .build();
        let admin = admin(&sandbox);
        for (number, step) in recording["steps"].as_array().expect("steps").iter().enumerate() {
            sandbox.set_reporting(reporting(&step["then"]));
            act(&admin, step).await;
            let (ours, theirs) = (seen(&admin).await, recorded(&step["then"]));
            for field in theirs.as_object().expect("an object").keys() {
                if ours[field] != theirs[field] {
                    differences.push(format!(
                        "{index} {}, step {number}, {field}:\n    ours   {}\n    theirs {}",
                        recording["scenario"], ours[field], theirs[field]
                    ));
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// The smaller controllers start at their own pace; the recording shows which had reported.
fn reporting(then: &Value) -> Reporting {
    let conditions = then["status"]["conditions"].as_array().expect("conditions");
    let has = |kind: &str| conditions.iter().any(|condition| condition["type"] == kind);
    Reporting {
        node_ca: has("NodeCADaemonAvailable").then_some(NodeCa::Refused),
        certificates: has("ImageRegistryCertificatesControllerDegraded"),
        image_config: has("ImageConfigControllerDegraded"),
        azure_stack: has("AzureStackCloudControllerDegraded"),
    }
}

async fn act(admin: &Someone, step: &Value) {
    match step["do"].as_str().expect("a verb") {
        "patch" => {
            let answer = admin.patch(CONFIG, json!({"spec": step["with"]})).await;
            assert_eq!(answer.code, 200, "{}", answer.text);
        }
        "ready" => ready(admin, step).await,
        "kubectl" => kubectl(admin, step).await,
        other => panic!("unknown step {other}"),
    }
}

/// All replicas available, and a generation observed that later ones do not reach: nobody watched the Deployment.
async fn ready(admin: &Someone, step: &Value) {
    let deployment = admin.get(DEPLOYMENT).await;
    if step["answer"] == "no deployment" {
        assert_eq!(deployment.code, 404);
        return;
    }
    let replicas = &deployment.body["spec"]["replicas"];
    let status = json!({
        "observedGeneration": 1000, "replicas": replicas, "updatedReplicas": replicas,
        "readyReplicas": replicas, "availableReplicas": replicas,
    });
    let answer = admin
        .patch(&format!("{DEPLOYMENT}/status"), json!({"status": status}))
        .await;
    assert_eq!(answer.code, 200, "{}", answer.text);
}

/// The few commands of the recordings, as the requests they are.
async fn kubectl(admin: &Someone, step: &Value) {
    let command = step["with"].as_str().expect("a command");
    let words: Vec<&str> = command.split(' ').collect();
    let literals = || {
        let mut data = serde_json::Map::new();
        for literal in command.split("--from-literal=").skip(1) {
            let (key, value) = literal.trim_end_matches(' ').split_once('=').expect("key=value");
            data.insert(key.to_owned(), json!(value));
        }
        Value::Object(data)
    };
    let answer = match words.as_slice() {
        ["apply", ..] => {
            let object = serde_json::from_str(step["input"].as_str().expect("input")).expect("an object");
            admin.post(CLAIMS, object).await
        }
        ["create", "secret", "generic", name, ..] => {
            let secret = json!({"metadata": {"name": name}, "stringData": literals()});
            admin
                .post(&format!("/api/v1/namespaces/{NAMESPACE}/secrets"), secret)
                .await
        }
        ["create", "secret", "tls", name, ..] => {
            let pem = json!({"tls.crt": "-----BEGIN CERTIFICATE-----\n", "tls.key": "-----BEGIN PRIVATE KEY-----\n"});
            let secret = json!({"metadata": {"name": name}, "type": "kubernetes.io/tls", "stringData": pem});
            admin
                .post(&format!("/api/v1/namespaces/{NAMESPACE}/secrets"), secret)
                .await
        }
        ["create", "configmap", name, ..] => {
            let map = json!({"metadata": {"name": name}, "data": literals()});
            admin
                .post("/api/v1/namespaces/openshift-config/configmaps", map)
                .await
        }
        [
            "patch",
            "images.config.openshift.io",
            "cluster",
            "--type",
            "merge",
            "-p",
            patch,
        ] => {
            let patch = serde_json::from_str(patch).expect("a patch");
            admin
                .patch("/apis/config.openshift.io/v1/images/cluster", patch)
                .await
        }
        other => panic!("unknown command {other:?}"),
    };
    assert!(matches!(answer.code, 200 | 201), "{command}: {}", answer.text);
}

/// What the sandbox shows, in the form both sides are compared in.
async fn seen(admin: &Someone) -> Value {
    let config = admin.config().await;
    let operator = admin.get(OPERATOR).await.body;
    let images = admin
        .get("/apis/config.openshift.io/v1/images/cluster")
        .await
        .body;
    let deployment = admin.get(DEPLOYMENT).await;
    let mut objects = serde_json::Map::new();
    for (plural, base) in [
        ("deployments", "/apis/apps/v1"),
        ("services", "/api/v1"),
        ("routes", "/apis/route.openshift.io/v1"),
        ("persistentvolumeclaims", "/api/v1"),
        ("poddisruptionbudgets", "/apis/policy/v1"),
    ] {
        let list = admin
            .get(&format!("{base}/namespaces/{NAMESPACE}/{plural}"))
            .await
            .body;
        // The recorded operator ran outside the cluster.
        let names: Vec<Value> = list["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["metadata"]["name"].clone())
            .filter(|name| name != "cluster-image-registry-operator")
            .collect();
        objects.insert(plural.into(), json!(names));
    }
    let status = &config["status"];
    let mut seen = json!({
        "spec": spec(&config["spec"]),
        "conditions": conditions(&status["conditions"]),
        "storage": status["storage"], "storageManaged": status["storageManaged"], "readyReplicas": status["readyReplicas"],
        "clusterOperator": folded(&operator["status"]["conditions"]),
        "objects": objects,
        "images": images["status"],
    });
    if deployment.code == 200 {
        let pod = &deployment.body["spec"]["template"]["spec"];
        seen["deployment"] = workload(&json!({
            "replicas": deployment.body["spec"]["replicas"], "strategy": deployment.body["spec"]["strategy"],
            "env": pod["containers"][0]["env"], "volumes": pod["volumes"],
        }));
    }
    seen
}

/// What the recording shows, in the same form.
fn recorded(then: &Value) -> Value {
    let mut objects = then["objectsInNamespace"].clone();
    for unplayed in ["secrets", "configmaps", "cronjobs"] {
        objects.as_object_mut().expect("objects").remove(unplayed);
    }
    let status = &then["status"];
    let mut recorded = json!({
        "spec": spec(&then["spec"]),
        "conditions": conditions(&status["conditions"]),
        "storage": status["storage"], "storageManaged": status["storageManaged"], "readyReplicas": status["readyReplicas"],
        "clusterOperator": folded(&then["clusterOperatorConditions"]),
        "objects": objects,
        "images": then["imageConfigStatus"],
    });
    if then["deployment"].is_object() {
        recorded["deployment"] = workload(&then["deployment"]);
    }
    recorded
}

/// The spec without what the recording left out; of the secret only that it is there, and how long it is.
fn spec(spec: &Value) -> Value {
    let mut spec = spec.clone();
    let map = spec.as_object_mut().expect("a spec");
    map.remove("observedConfig");
    if let Some(secret) = map.get_mut("httpSecret") {
        *secret = json!(secret.as_str().map(str::len));
    }
    spec
}

/// Conditions by type: the smaller controllers report in any order.
fn conditions(list: &Value) -> Value {
    let mut by_type = serde_json::Map::new();
    for condition in list.as_array().expect("conditions") {
        let mut rest = condition.clone();
        rest.as_object_mut()
            .expect("a condition")
            .remove("lastTransitionTime");
        by_type.insert(condition["type"].as_str().expect("a type").to_owned(), rest);
    }
    Value::Object(by_type)
}

/// The same for the ClusterOperator, whose messages follow that order.
fn folded(list: &Value) -> Value {
    let mut by_type = conditions(list);
    for condition in by_type.as_object_mut().expect("an object").values_mut() {
        let mut lines: Vec<String> = condition["message"]
            .as_str()
            .unwrap_or("")
            .lines()
            .map(str::to_owned)
            .collect();
        lines.sort();
        condition["message"] = json!(lines);
    }
    by_type
}

/// Replicas, strategy, variables (the secret's value left out) and volumes.
fn workload(deployment: &Value) -> Value {
    let mut variables = serde_json::Map::new();
    for variable in deployment["env"].as_array().expect("env") {
        let name = variable["name"].as_str().expect("a name");
        let value = if name == "REGISTRY_HTTP_SECRET" {
            json!("hidden")
        } else if variable["from"] == "secret" || variable["valueFrom"].is_object() {
            json!("from a secret")
        } else {
            variable["value"].clone()
        };
        variables.insert(name.to_owned(), value);
    }
    json!({
        "replicas": deployment["replicas"], "strategy": deployment["strategy"], "env": variables,
        "volumes": deployment["volumes"],
    })
}
