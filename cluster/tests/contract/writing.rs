//! Steps: tried without a trace, refused in words, and never over what somebody else changed.

use super::world::{World, claim, claim_name, claim_spec};
use registry::error::ClusterError;
use registry::plan::{Step, Verb};
use registry::port::{Cluster, Mode};
use registry::resource::Resource;
use serde_json::{Value, json};

async fn patch(world: &World, patch: Value) -> Step {
    Step::patch_config(&world.config().await, patch).unwrap()
}

fn generation(config: &Value) -> i64 {
    config["metadata"]["generation"].as_i64().unwrap()
}

pub(crate) async fn a_dry_run_writes_nothing(world: &World) {
    let before = world.config().await;
    let step = patch(world, json!({"spec": {"replicas": 2, "logLevel": "Debug"}})).await;
    world.admin().run(&step, Mode::DryRun).await.unwrap();
    let after = world.config().await;
    assert_eq!(after["spec"], before["spec"]);
    assert_eq!(generation(&after), generation(&before));
}

pub(crate) async fn a_patch_raises_the_generation(world: &World) {
    let before = world.config().await;
    let step = patch(world, json!({"spec": {"logLevel": "Debug"}})).await;
    let outcome = world.admin().run(&step, Mode::Apply).await.unwrap();
    assert_eq!(outcome.generation, Some(generation(&before) + 1));
    assert_eq!(outcome.uid.as_deref(), before["metadata"]["uid"].as_str());
    assert_eq!(world.config().await["spec"]["logLevel"], "Debug");
}

pub(crate) async fn a_patch_may_only_be_made_by_those_who_may(world: &World) {
    let step = patch(world, json!({"spec": {"logLevel": "Debug"}})).await;
    for mode in [Mode::DryRun, Mode::Apply] {
        let refused = world.reader().run(&step, mode).await;
        let Err(ClusterError::Forbidden { permission, said }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(permission, step.permission());
        assert!(
            said.contains("User \"reader\" cannot patch resource \"configs\""),
            "{said}"
        );
    }
    assert_eq!(step.permission().verb, Verb::Patch);
}

pub(crate) async fn an_unknown_field_is_refused_by_name_and_without_the_object(world: &World) {
    world
        .meddle(json!({"spec": {"httpSecret": "canary-of-the-cluster"}}))
        .await;
    let unknown = json!({"spec": {"httpSecret": "canary-of-the-plan",
        "storage": {"persistentVolumeClaim": {"claim": "canary-of-the-form"}}}});
    let step = patch(world, unknown).await;
    for mode in [Mode::DryRun, Mode::Apply] {
        let error = world.admin().run(&step, mode).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        let ClusterError::Refused { causes } = error else {
            panic!("{error:?}")
        };
        let fields: Vec<_> = causes.iter().map(|cause| cause.field.as_str()).collect();
        assert_eq!(fields, ["spec.storage.persistentVolumeClaim"]);
    }
    let step = Step::create_claim(claim_name("odd"), json!({"accessMode": "canary"}));
    let error = world.admin().run(&step, Mode::Apply).await.unwrap_err();
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    let ClusterError::Refused { causes } = error else {
        panic!("{error:?}")
    };
    assert_eq!(causes[0].field, "spec.accessMode");
}

pub(crate) async fn a_value_outside_the_schema_is_refused_with_its_field(world: &World) {
    for (spec, field, words) in [
        (
            json!({"storage": {"s3": {"bucket": "b", "chunkSizeMiB": 1}}}),
            "spec.storage.s3.chunkSizeMiB",
            "greater than or equal to 5",
        ),
        (
            json!({"replicas": "canary"}),
            "spec.replicas",
            "must be of type integer",
        ),
        (
            json!({"managementState": "canary"}),
            "spec.managementState",
            "should match",
        ),
    ] {
        let step = patch(world, json!({"spec": spec})).await;
        let error = world.admin().run(&step, Mode::DryRun).await.unwrap_err();
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        let ClusterError::Refused { causes } = error else {
            panic!("{error:?}")
        };
        let cause = causes.iter().find(|cause| cause.field == field);
        let cause = cause.unwrap_or_else(|| panic!("{causes:?} without {field}"));
        assert!(cause.message.contains(words), "{cause:?}");
    }
}

pub(crate) async fn a_conflict_on_a_touched_field_changes_nothing(world: &World) {
    let step = patch(world, json!({"spec": {"logLevel": "Debug"}})).await;
    world.meddle(json!({"spec": {"logLevel": "Trace"}})).await;
    assert_eq!(
        world.admin().run(&step, Mode::Apply).await,
        Err(ClusterError::Conflict {
            resource: Resource::Config,
            name: "cluster".into()
        })
    );
    assert_eq!(world.config().await["spec"]["logLevel"], "Trace");
}

pub(crate) async fn a_conflict_elsewhere_does_not_stop_the_step(world: &World) {
    let step = patch(world, json!({"spec": {"logLevel": "Debug"}})).await;
    world.meddle(json!({"spec": {"replicas": 2}})).await;
    let before = world.tap.writes();
    world.admin().run(&step, Mode::Apply).await.unwrap();
    assert!(
        world.tap.writes() - before >= 2,
        "the first try was against the old version"
    );
    let config = world.config().await;
    assert_eq!(config["spec"]["logLevel"], "Debug");
    assert_eq!(config["spec"]["replicas"], 2);
}

pub(crate) async fn a_patch_that_is_already_so_is_a_success(world: &World) {
    let step = patch(world, json!({"spec": {"logLevel": "Debug"}})).await;
    world.meddle(json!({"spec": {"logLevel": "Debug"}})).await;
    let so = generation(&world.config().await);
    let outcome = world.admin().run(&step, Mode::Apply).await.unwrap();
    assert_eq!(outcome.generation, Some(so));
    assert_eq!(generation(&world.config().await), so);
}

pub(crate) async fn a_claim_is_created_once(world: &World) {
    let step = Step::create_claim(claim_name("registry-data"), claim_spec());
    let outcome = world.admin().run(&step, Mode::Apply).await.unwrap();
    let made = claim(&world.admin(), "registry-data").await.unwrap();
    assert_eq!(outcome.uid.as_deref(), made["metadata"]["uid"].as_str());
    assert_eq!(made["spec"]["resources"]["requests"]["storage"], "100Gi");
    for mode in [Mode::DryRun, Mode::Apply] {
        assert_eq!(
            world.admin().run(&step, mode).await,
            Err(ClusterError::Exists {
                resource: Resource::Claim,
                name: "registry-data".into()
            })
        );
    }
}

pub(crate) async fn a_dry_run_creates_no_claim(world: &World) {
    let step = Step::create_claim(claim_name("registry-data"), claim_spec());
    world.admin().run(&step, Mode::DryRun).await.unwrap();
    let found = claim(&world.admin(), "registry-data").await;
    assert!(matches!(found, Err(ClusterError::Missing { .. })), "{found:?}");
}

pub(crate) async fn a_claim_is_deleted_only_if_it_is_the_very_one(world: &World) {
    let uid = world.create_claim("registry-data").await;
    let name = || claim_name("registry-data");
    let other = Step::delete_claim(name(), "00000000-0000-0000-0000-000000000000".into());
    assert_eq!(
        world.admin().run(&other, Mode::Apply).await,
        Err(ClusterError::Conflict {
            resource: Resource::Claim,
            name: "registry-data".into()
        })
    );
    assert!(claim(&world.admin(), "registry-data").await.is_ok());

    let very = Step::delete_claim(name(), uid);
    world.admin().run(&very, Mode::Apply).await.unwrap();
    let found = claim(&world.admin(), "registry-data").await;
    assert!(matches!(found, Err(ClusterError::Missing { .. })), "{found:?}");
    // What is gone already is deleted.
    world.admin().run(&very, Mode::Apply).await.unwrap();
}

pub(crate) async fn a_dry_run_deletes_no_claim(world: &World) {
    let uid = world.create_claim("registry-data").await;
    let step = Step::delete_claim(claim_name("registry-data"), uid);
    world.admin().run(&step, Mode::DryRun).await.unwrap();
    let found = claim(&world.admin(), "registry-data").await.unwrap();
    assert_eq!(found["metadata"].get("deletionTimestamp"), None);
}
