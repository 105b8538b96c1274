//! The operator's Config, its pruner and what belongs to them, per scenario.

use serde_json::{Value, json};

use super::Scenario;
use super::base::fixture;
use crate::operator::bootstrap;
use crate::resources::configs::{NAME, NAMESPACE};
use crate::resources::{
    clusterversions, configs, customresourcedefinitions, imagepruners, namespaces, projects,
};
use crate::world::World;

pub(super) fn objects(scenario: Scenario) -> Vec<Value> {
    let mut all = vec![config(scenario)];
    let failed = scenario == Scenario::PrunerFailed;
    all.push(fixture(if failed {
        include_str!("../../fixtures/imagepruner-failed.json")
    } else {
        include_str!("../../fixtures/imagepruner-ok.json")
    }));
    if failed {
        let jobs = fixture(include_str!("../../fixtures/pruner-jobs.json"));
        for job in jobs["items"].as_array().into_iter().flatten() {
            all.push(super::base::with_type("batch/v1", "Job", job.clone()));
        }
    }
    let minted = !matches!(scenario, Scenario::AwsRemoved | Scenario::NoCredentials);
    if scenario.platform() == super::base::Platform::Aws && minted {
        all.push(json!({
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": {"name": "installer-cloud-credentials", "namespace": NAMESPACE},
            "data": {"aws_access_key_id": "c2FuZGJveA==", "aws_secret_access_key": "c2FuZGJveA=="},
        }));
    }
    all
}

fn config(scenario: Scenario) -> Value {
    let mut config = match scenario {
        Scenario::ManagedS3
        | Scenario::PrunerFailed
        | Scenario::Unmanaged
        | Scenario::TwoStorages
        | Scenario::Stale => fixture(include_str!("../../fixtures/config-managed-s3.json")),
        Scenario::Legacy45 => fixture(include_str!("../../fixtures/config-4.5-managed-s3.json")),
        other => super::clouds::config(other)
            .or_else(|| super::credentials::config(other))
            .unwrap_or_else(|| bootstrap::config(json!({}))),
    };
    let spec = &mut config["spec"];
    match scenario {
        Scenario::ReadyEmptydir => {
            spec["managementState"] = json!("Managed");
            spec["storage"] = json!({"emptyDir": {}, "managementState": "Managed"});
        }
        Scenario::ReadyClaim | Scenario::ImageStreamsInUse => {
            spec["managementState"] = json!("Managed");
            spec["replicas"] = json!(2);
            spec["storage"] = json!({"pvc": {"claim": "registry-rwx"}, "managementState": "Unmanaged"});
        }
        Scenario::UnknownParts => {
            spec["managementState"] = json!("Managed");
            spec["storage"] = json!({"tape": {}, "managementState": "Unmanaged"});
            let fancy = json!({"type": "FancyNewDegraded", "status": "True", "reason": "Why", "message": "The fancy new thing is not fancy enough", "lastTransitionTime": "2026-08-14T09:21:07Z"});
            config["status"] =
                json!({"conditions": [fancy], "storage": {"tape": {}, "managementState": "Unmanaged"}});
        }
        _ => {}
    }
    config
}

/// What somebody did to the Config once everything was up.
pub(super) fn afterwards(scenario: Scenario) -> Option<Value> {
    Some(match scenario {
        Scenario::Unmanaged => json!({"spec": {"managementState": "Unmanaged"}}),
        Scenario::TwoStorages => json!({"spec": {"storage": {"emptyDir": {}}}}),
        Scenario::Stale => json!({"spec": {"replicas": 3}}),
        _ => return None,
    })
}

/// Takes away what a scenario must not have.
pub(super) fn subtract(scenario: Scenario, world: &mut World) {
    let store = &mut world.store;
    match scenario {
        Scenario::CapabilityDisabled => {
            store.remove(&configs::RESOURCE, "", NAME);
            store.remove(&imagepruners::RESOURCE, "", "cluster");
            for definition in ["configs", "imagepruners"] {
                let name = format!("{definition}.imageregistry.operator.openshift.io");
                store.remove(&customresourcedefinitions::RESOURCE, "", &name);
            }
            for &resource in crate::resources::ALL
                .iter()
                .filter(|resource| resource.namespaced)
            {
                let names: Vec<String> = store
                    .list(resource, Some(NAMESPACE))
                    .map(|object| crate::json::text(object, "/metadata/name").to_owned())
                    .collect();
                for name in names {
                    store.remove(resource, NAMESPACE, &name);
                }
            }
            store.remove(&namespaces::RESOURCE, "", NAMESPACE);
            store.remove(&projects::RESOURCE, "", NAMESPACE);
            store.remove(
                &crate::resources::clusteroperators::RESOURCE,
                "",
                "image-registry",
            );
            if let Some(version) = store.get(&clusterversions::RESOURCE, "", "version") {
                let mut version = (**version).clone();
                if let Some(list) = version["status"]["capabilities"]["enabledCapabilities"].as_array_mut() {
                    list.retain(|capability| capability != "ImageRegistry");
                }
                store.put(&clusterversions::RESOURCE, version, jiff::Timestamp::UNIX_EPOCH);
            }
        }
        Scenario::NotBootstrapped | Scenario::Bootstrapping => {
            store.remove(&configs::RESOURCE, "", NAME);
            store.remove(&imagepruners::RESOURCE, "", "cluster");
        }
        _ => {}
    }
}
