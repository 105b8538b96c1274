//! Steps on Secrets and ConfigMaps: written with values that come back from nowhere, never over somebody else's, and never
//! repeated by a refusal.

use super::world::{World, one};
use registry::credentials::{s3_bundle, user_secret};
use registry::error::ClusterError;
use registry::name::Name;
use registry::objects::{ConfigMap, Object, Secret};
use registry::plan::{Permission, Step, Verb};
use registry::port::{Cluster, Mode};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::snapshot::{Query, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

const CANARY: &str = "canary-9d20f1";

fn secret_query() -> Query {
    Query::named_in_registry_namespace(Resource::Secret, user_secret())
}

fn bundle_query() -> Query {
    Query::named_in_config_namespace(Resource::ConfigMap, s3_bundle())
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, SecretText> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, text)| ((*key).to_owned(), SecretText::new(*text)))
        .collect()
}

fn create(pairs: &[(&str, &str)]) -> Step {
    Step::create_secret(user_secret(), values(pairs))
}

async fn read(world: &World) -> Snapshot {
    world.admin().read(&[secret_query(), bundle_query()]).await
}

async fn secret(world: &World) -> Result<Secret, ClusterError> {
    read(world).await.one(&secret_query())
}

/// Every key is said to have another value.
async fn patch(world: &World, pairs: &[(&str, &str)]) -> Step {
    let now = secret(world).await.unwrap();
    let changed: BTreeSet<String> = pairs.iter().map(|(key, _)| (*key).to_owned()).collect();
    Step::patch_secret(&now, values(pairs), &changed).unwrap()
}

fn taken(resource: Resource, name: Name) -> ClusterError {
    ClusterError::Conflict {
        resource,
        name: name.to_string(),
    }
}

pub(crate) async fn b2_a_secret_is_written_and_its_values_are_only_compared_with(world: &World) {
    let step = create(&[("A", CANARY), ("B", "line\nline\n")]);
    world.admin().run(&step, Mode::DryRun).await.unwrap();
    assert!(matches!(secret(world).await, Err(ClusterError::Missing { .. })));
    let outcome = world.admin().run(&step, Mode::Apply).await.unwrap();
    let snapshot = read(world).await;
    let made: Secret = snapshot.one(&secret_query()).unwrap();
    assert_eq!(made.keys(), ["A", "B"]);
    assert_eq!(Some(made.uid()), outcome.uid.as_deref());
    assert!(made.changed().ends_with('Z'), "{}", made.changed());
    let holds = |key: &str, text: &str| snapshot.holds(&secret_query(), key, &SecretText::new(text));
    assert!(holds("A", CANARY) && holds("B", "line\nline\n"));
    assert!(!holds("A", "other") && !holds("C", CANARY));
    let shown = format!("{snapshot:?} {step:?} {}", serde_json::to_string(&step).unwrap());
    assert!(!shown.contains(CANARY), "{shown}");
    assert_eq!(
        world.admin().run(&step, Mode::Apply).await,
        Err(ClusterError::Exists {
            resource: Resource::Secret,
            name: user_secret().to_string()
        })
    );
}

pub(crate) async fn b3_a_secret_gets_its_new_keys_and_loses_those_of_other_storages(world: &World) {
    let azure = create(&[("REGISTRY_STORAGE_AZURE_ACCOUNTKEY", "old")]);
    world.admin().run(&azure, Mode::Apply).await.unwrap();
    let step = patch(world, &[("A", CANARY), ("B", "b")]).await;
    world.admin().run(&step, Mode::DryRun).await.unwrap();
    assert_eq!(
        secret(world).await.unwrap().keys(),
        ["REGISTRY_STORAGE_AZURE_ACCOUNTKEY"]
    );
    world.admin().run(&step, Mode::Apply).await.unwrap();
    let snapshot = read(world).await;
    let now: Secret = snapshot.one(&secret_query()).unwrap();
    assert_eq!(now.keys(), ["A", "B"]);
    assert!(snapshot.holds(&secret_query(), "A", &SecretText::new(CANARY)));
}

pub(crate) async fn a_secret_that_moved_on_is_not_written_over(world: &World) {
    let first = create(&[("A", "a")]);
    world.admin().run(&first, Mode::Apply).await.unwrap();
    let planned = patch(world, &[("A", CANARY)]).await;
    let other = patch(world, &[("A", "somebody else's")]).await;
    world.admin().run(&other, Mode::Apply).await.unwrap();
    for mode in [Mode::DryRun, Mode::Apply] {
        assert_eq!(
            world.admin().run(&planned, mode).await,
            Err(taken(Resource::Secret, user_secret()))
        );
    }
    let snapshot = read(world).await;
    assert!(snapshot.holds(&secret_query(), "A", &SecretText::new("somebody else's")));
}

pub(crate) async fn a_secret_is_deleted_only_if_it_is_the_very_one(world: &World) {
    let made = world
        .admin()
        .run(&create(&[("A", "a")]), Mode::Apply)
        .await
        .unwrap();
    let other = Step::delete_secret(user_secret(), "00000000-0000-0000-0000-000000000000".into());
    assert_eq!(
        world.admin().run(&other, Mode::Apply).await,
        Err(taken(Resource::Secret, user_secret()))
    );
    let very = Step::delete_secret(user_secret(), made.uid.unwrap());
    world.admin().run(&very, Mode::DryRun).await.unwrap();
    assert!(secret(world).await.is_ok());
    world.admin().run(&very, Mode::Apply).await.unwrap();
    assert!(matches!(secret(world).await, Err(ClusterError::Missing { .. })));
}

pub(crate) async fn no_refusal_of_a_secret_or_a_bundle_repeats_a_value(world: &World) {
    // The second is larger than any object may be.
    let large = format!("{CANARY}{}", "x".repeat(1_100_000));
    for step in [
        create(&[("no key at all", CANARY), (CANARY, CANARY)]),
        create(&[("A", large.as_str())]),
        Step::create_bundle(s3_bundle(), "no key at all", CANARY),
        Step::create_bundle(s3_bundle(), "ca-bundle.crt", &large),
    ] {
        let refused = world.admin().run(&step, Mode::DryRun).await;
        let Err(ClusterError::Refused { causes }) = &refused else {
            // A request this large may be refused before it is looked at.
            assert!(
                matches!(&refused, Err(ClusterError::Unexpected { status: 413 })),
                "{refused:?}"
            );
            continue;
        };
        let messages = causes
            .iter()
            .map(|cause| cause.message.as_str())
            .collect::<String>();
        assert!(
            !messages.contains(CANARY) && !messages.contains("regex"),
            "{causes:?}"
        );
        assert!(causes.iter().all(|cause| cause.field.len() < 64), "{causes:?}");
    }
}

pub(crate) async fn somebody_without_the_right_is_told_which_one_is_missing(world: &World) {
    let permission = |verb, name: Option<Name>| Permission {
        verb,
        resource: Resource::Secret,
        namespace: Some(Name::registry_namespace()),
        name,
    };
    let refused = [
        (
            one(&world.reader(), secret_query()).await.map(|_| ()),
            permission(Verb::Get, Some(user_secret())),
        ),
        (
            world
                .reader()
                .run(&create(&[("A", CANARY)]), Mode::Apply)
                .await
                .map(|_| ()),
            permission(Verb::Create, None),
        ),
    ];
    for (answer, missing) in refused {
        let Err(ClusterError::Forbidden { permission, said }) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(permission, missing);
        assert!(said.contains("secrets") && !said.contains(CANARY), "{said}");
    }
    assert!(matches!(secret(world).await, Err(ClusterError::Missing { .. })));
}

pub(crate) async fn b7_a_bundle_is_made_beside_what_others_keep_and_taken_away_again(world: &World) {
    let step = Step::create_bundle(s3_bundle(), "ca-bundle.crt", "PEM");
    let made = world.admin().run(&step, Mode::Apply).await.unwrap();
    let now: ConfigMap = read(world).await.one(&bundle_query()).unwrap();
    assert_eq!(now.data("ca-bundle.crt"), Some("PEM"));
    assert_eq!(Step::patch_bundle(&now, "ca-bundle.crt", "PEM"), None);
    let other = Step::patch_bundle(&now, "other.crt", "OTHER").unwrap();
    world.admin().run(&other, Mode::Apply).await.unwrap();
    let now: ConfigMap = read(world).await.one(&bundle_query()).unwrap();
    assert_eq!(now.keys(), ["ca-bundle.crt", "other.crt"]);
    let gone = Step::delete_bundle(s3_bundle(), made.uid.unwrap());
    world.admin().run(&gone, Mode::Apply).await.unwrap();
    let left = read(world).await.one::<ConfigMap>(&bundle_query());
    assert!(matches!(left, Err(ClusterError::Missing { .. })), "{left:?}");
}
