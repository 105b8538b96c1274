//! What a removal of the registry leaves without images: builds and workloads of every kind, counted and named, or said to
//! be uncounted.

#![expect(clippy::unwrap_used, reason = "a plan that is not there fails the test")]

mod given;

use given::{Given, forbidden, sample};
use registry::error::ClusterError;
use registry::objects::ManagementState::{Removed, Unmanaged};
use registry::plan::{Effect, Plan};
use registry::resource::Resource;
use registry::state::{StateFacts, StateForm, plan, queries};
use serde_json::{Value, json};

fn removal(given: &Given) -> Plan {
    let form = StateForm {
        to: Removed,
        keep_data: false,
    };
    plan(&form, &given.snapshot(queries())).unwrap()
}

/// A registry that works, on the operator's own bucket.
fn on_bucket() -> Given {
    Given::config(sample("config-managed-s3"))
        .on("infrastructure-aws")
        .one(Resource::ImageConfig, sample("image-config"))
        .one(Resource::ImagePruner, sample("imagepruner-ok"))
        .deployment(2, 2, 2, 2)
}

fn workload(name: &str, image: &str, annotations: Value) -> Value {
    json!({"metadata": {"name": name, "namespace": "webshop", "annotations": annotations},
        "spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}}})
}

fn build(name: &str, kind: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "webshop"}, "spec": {"output": {"to": {"kind": kind}}}})
}

#[test]
fn builds_and_workloads_that_need_the_registry_are_counted_and_named() {
    let internal = "image-registry.openshift-image-registry.svc:5000/webshop/a@sha256:1";
    let trigger =
        json!({"image.openshift.io/triggers": "[{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"a:1\"}}]"});
    let mut builds: Vec<Value> = (0..25)
        .map(|n| build(&format!("b{n:02}"), "ImageStreamTag"))
        .collect();
    builds.push(build("outside", "DockerImage"));
    let given = on_bucket().list(Resource::BuildConfig, builds).list(
        Resource::Deployment,
        vec![
            json!({"metadata": {"name": "image-registry", "namespace": "openshift-image-registry"}}),
            workload("internal", internal, json!({})),
            workload("external", "registry.corp.example/webshop/b:1", json!({})),
            workload("triggered", "quay.io/x/y:1", trigger),
            workload(
                "no-trigger",
                "quay.io/x/y:1",
                json!({"image.openshift.io/triggers": "[]"}),
            ),
            workload(
                "elsewhere",
                "quay.io/image-registry.openshift-image-registry.svc:5000/x",
                json!({}),
            ),
        ],
    );
    let facts = StateFacts::read(&given.snapshot(queries()));
    let workloads = facts.workloads.unwrap();
    assert_eq!(workloads.count, 3);
    assert_eq!(
        workloads.names,
        ["webshop/external", "webshop/internal", "webshop/triggered"]
    );
    let builds = facts.builds.unwrap();
    assert_eq!((builds.count, builds.names.len()), (25, 20));
    assert_eq!(builds.names[0], "webshop/b00");
    let effects = removal(&given).effects;
    let told = |wanted: usize| {
        move |effect: &Effect| match effect {
            Effect::BuildsCannotPush { count, .. } | Effect::WorkloadsCannotPull { count, .. } => {
                *count == wanted
            }
            _ => false,
        }
    };
    assert!(effects.iter().any(told(25)) && effects.iter().any(told(3)));
}

/// One object of each kind that needs the registry, and one of the same kind that does not.
fn other_kinds() -> [(Resource, Value, Value); 4] {
    let image = "image-registry.openshift-image-registry.svc:5000/webshop/a:1";
    let of = |name: &str, kind: &str, image: &str| {
        let mut object = workload(name, image, json!({}));
        object["kind"] = kind.into();
        object
    };
    let cron = |name: &str, image: &str| {
        let mut object = of(name, "CronJob", image);
        let template = object["spec"].take();
        object["spec"] = json!({"jobTemplate": {"spec": template}});
        object
    };
    let config = |name: &str, from: &str| {
        let mut object = of(name, "DeploymentConfig", " ");
        object["spec"]["triggers"] = json!([{"type": "ConfigChange"},
            {"type": "ImageChange", "imageChangeParams": {"from": {"kind": from, "name": "a:1"}}}]);
        object
    };
    let elsewhere = "quay.io/x/y:1";
    [
        (
            Resource::StatefulSet,
            of("db", "StatefulSet", image),
            of("x", "StatefulSet", elsewhere),
        ),
        (
            Resource::DaemonSet,
            of("agent", "DaemonSet", image),
            of("x", "DaemonSet", elsewhere),
        ),
        (Resource::CronJob, cron("nightly", image), cron("x", elsewhere)),
        (
            Resource::DeploymentConfig,
            config("legacy", "ImageStreamTag"),
            config("x", "DockerImage"),
        ),
    ]
}

#[test]
fn every_kind_that_runs_pods_is_counted_and_named_with_its_kind() {
    let all = [
        "webshop/agent (DaemonSet)",
        "webshop/db (StatefulSet)",
        "webshop/legacy (DeploymentConfig)",
        "webshop/nightly (CronJob)",
    ];
    let mut given = on_bucket();
    for (resource, needs, does_not) in other_kinds() {
        given = given.list(resource, vec![needs, does_not]);
    }
    let facts = StateFacts::read(&given.snapshot(queries()));
    assert_eq!(facts.workloads.unwrap().names, all);
    assert_eq!(facts.uncounted, []);
    for (resource, needs, _) in other_kinds() {
        let refused = given.clone().refused(resource, forbidden(resource));
        let facts = StateFacts::read(&refused.snapshot(queries()));
        assert_eq!(facts.uncounted, [forbidden(resource)]);
        let names = facts.workloads.unwrap().names;
        assert_eq!(names.len(), 3);
        assert!(
            !names
                .iter()
                .any(|name| name.contains(needs["metadata"]["name"].as_str().unwrap()))
        );
    }
}

#[test]
fn kinds_the_cluster_does_not_have_need_nothing() {
    let absent = ClusterError::NotServed {
        resource: Resource::DeploymentConfig,
    };
    let given = on_bucket().refused(Resource::DeploymentConfig, absent);
    let facts = StateFacts::read(&given.snapshot(queries()));
    assert_eq!((facts.workloads.unwrap().count, facts.uncounted.len()), (0, 0));
}

#[test]
fn what_may_not_be_counted_is_said_and_stops_nothing() {
    let mut given = on_bucket();
    let refused = [
        Resource::BuildConfig,
        Resource::Deployment,
        Resource::StatefulSet,
        Resource::DaemonSet,
        Resource::CronJob,
        Resource::DeploymentConfig,
        Resource::ImageConfig,
        Resource::ImagePruner,
        Resource::ClusterVersion,
    ];
    for resource in refused {
        given = given.refused(resource, forbidden(resource));
    }
    let facts = StateFacts::read(&given.snapshot(queries()));
    assert_eq!(facts.builds, Err(forbidden(Resource::BuildConfig)));
    assert_eq!(facts.workloads, Err(forbidden(Resource::Deployment)));
    assert_eq!(facts.uncounted.len(), 5);
    assert_eq!(facts.prunes_blobs_after(Unmanaged), None);
    let plan = removal(&given);
    assert!(
        !plan
            .effects
            .iter()
            .any(|e| matches!(e, Effect::BuildsCannotPush { .. }))
    );
    assert!(plan.effects.contains(&Effect::RegistryStops));
    assert!(
        plan.effects.contains(&Effect::PullSecretsRemoved),
        "an unknown release counts as recent"
    );
}
