//! What the overview says about every state the real operator was recorded in. The expected text is reviewed by
//! people: `UPDATE_GOLDEN=1` writes it anew.

#![expect(
    clippy::unwrap_used,
    reason = "a recording that cannot be read fails the test"
)]

mod given;

use given::Given;
use registry::overview::{Overview, queries};
use registry::resource::Resource;
use serde_json::{Value, json};
use std::fmt::Write;

const RECORDED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../sandbox/fixtures/recorded/operator.json"
);
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/overview_recorded.txt");

/// The recorder's cluster forbade the node agent's privileged pods, which no OpenShift cluster does; that trouble would
/// hide every `Ready`, so the agent's conditions are set to what a cluster with it says.
fn with_node_agent(status: &Value) -> Value {
    let mut status = status.clone();
    for condition in status["conditions"].as_array_mut().unwrap() {
        let good = match condition["type"].as_str().unwrap() {
            "NodeCADaemonAvailable" => "True",
            "NodeCADaemonProgressing" | "NodeCADaemonControllerDegraded" => "False",
            _ => continue,
        };
        *condition = json!({"type": condition["type"], "status": good, "reason": "AsExpected"});
    }
    status
}

fn snapshot_of(then: &Value) -> registry::snapshot::Snapshot {
    let status = with_node_agent(&then["status"]);
    let config = json!({"metadata": {"name": "cluster"}, "spec": then["spec"], "status": status});
    let mut given = Given::config(config)
        .on("infrastructure-baremetal")
        .one(
            Resource::ClusterOperator,
            json!({"metadata": {"name": "image-registry"},
                "status": {"conditions": then["clusterOperatorConditions"]}}),
        )
        .one(
            Resource::ImageConfig,
            json!({"metadata": {"name": "cluster"}, "status": then["imageConfigStatus"]}),
        );
    // Recorded are the Deployment's own replicas; no pods ran but those the recorder marked as ready.
    if let Some(wanted) = then["deployment"]["replicas"].as_i64() {
        let ready = then["status"]["readyReplicas"].as_i64().unwrap_or_default();
        given = given.deployment(wanted, wanted, ready, wanted);
    }
    let objects = |list: &Value, spec: &str| -> Vec<Value> {
        let list = list.as_array().cloned().unwrap_or_default();
        list.into_iter()
            .map(|item| json!({"metadata": {"name": item["name"], "annotations": item["annotations"]}, "spec": item[spec]}))
            .collect()
    };
    given = given.list(Resource::Claim, objects(&then["pvcs"], "spec"));
    given
        .list(Resource::Route, objects(&then["routes"], "spec"))
        .snapshot(queries())
}

#[test]
fn every_recorded_state_has_its_reviewed_headline() {
    let recorded: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(RECORDED).unwrap()).unwrap();
    assert_eq!(recorded.len(), 35);
    let mut text = String::new();
    for scenario in &recorded {
        writeln!(text, "## {}", scenario["scenario"].as_str().unwrap()).unwrap();
        for step in scenario["steps"].as_array().unwrap() {
            let overview = Overview::read(&snapshot_of(&step["then"]));
            let what = step["do"].as_str().unwrap();
            let with = step["with"].to_string();
            let with: String = with.chars().take(110).collect();
            writeln!(text, "{what} {with}").unwrap();
            writeln!(text, "    {:?} {:?}", overview.tone(), overview.headline).unwrap();
            writeln!(text, "    cause {:?}", overview.cause()).unwrap();
            writeln!(text, "    ways out {:?}", overview.ways_out).unwrap();
            writeln!(text, "    warnings {:?}", overview.warnings).unwrap();
            let path: Vec<String> = overview
                .path
                .iter()
                .map(|node| format!("{:?} {:?}", node.place, node.state))
                .collect();
            writeln!(text, "    path {}", path.join(", ")).unwrap();
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &text).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    for (number, (is, was)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(is, was, "line {}", number + 1);
    }
    assert_eq!(text.lines().count(), golden.lines().count());
}
