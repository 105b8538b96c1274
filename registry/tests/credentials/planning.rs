//! What is planned, what is refused, and what follows.

use crate::given::forbidden;
use crate::world::{World, good, remove, replace};
use registry::change::Problem;
use registry::credentials::{
    AccountKeyProblem, CredentialsProblem, KeyFileProblem, KeyId, LineProblem, ShapeProblem, USER_SECRET,
    Variant,
};
use registry::objects::Strategy;
use registry::plan::{Confirmation, Effect, Inverse, Loss, Step, Verb};
use registry::resource::Resource;
use serde_json::{Value, json};

const ACCESS: &str = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET: &str = "REGISTRY_STORAGE_S3_SECRETKEY";
const AZURE: &str = "REGISTRY_STORAGE_AZURE_ACCOUNTKEY";

fn shown(step: &Step) -> Value {
    json!(
        step.changes()
            .iter()
            .map(|field| (field.path.clone(), json!([field.before, field.after])))
            .collect::<serde_json::Map<_, _>>()
    )
}

const ROLLING: Effect = Effect::PodsRestart {
    strategy: Strategy::RollingUpdate,
};

#[test]
fn b4_keys_that_were_missing_are_made_and_can_be_taken_away_again() {
    let plan = World::s3().plan(&good(Variant::S3)).unwrap();
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].verb(), Verb::Create);
    assert_eq!(
        shown(&plan.steps[0]),
        json!({format!("data.{ACCESS}"): [null, "<value>"], format!("data.{SECRET}"): [null, "<value>"]})
    );
    assert!(matches!(&plan.inverse, Inverse::Whole(back) if back.secrets.len() == 1));
    assert_eq!(
        (plan.effects, plan.confirmation),
        (vec![ROLLING], Confirmation::Review)
    );
}

#[test]
fn b5_the_missing_key_is_set_beside_the_one_that_is_replaced() {
    let world = World::s3().cloud().user(&[ACCESS]);
    let plan = world.plan(&good(Variant::S3)).unwrap();
    assert_eq!(
        shown(&plan.steps[0]),
        json!({format!("data.{ACCESS}"): ["(hidden)", "<value>"], format!("data.{SECRET}"): [null, "<value>"]})
    );
    assert_eq!(
        plan.inverse,
        Inverse::Impossible(Loss::SecretValues {
            name: USER_SECRET.into(),
            keys: vec![ACCESS.into()]
        })
    );
}

#[test]
fn b5_a_key_that_holds_what_was_typed_already_is_no_change() {
    // Each key of the world holds its own name.
    let world = World::s3().user(&[ACCESS]);
    let plan = world
        .plan(&replace(
            Variant::S3,
            &[(KeyId::S3AccessKey, ACCESS), (KeyId::S3SecretKey, "new")],
        ))
        .unwrap();
    assert_eq!(
        shown(&plan.steps[0]),
        json!({format!("data.{SECRET}"): [null, "<value>"]})
    );
    assert!(
        matches!(plan.inverse, Inverse::Whole(_)),
        "nothing is lost: {:?}",
        plan.inverse
    );
    let same = replace(
        Variant::S3,
        &[(KeyId::S3AccessKey, ACCESS), (KeyId::S3SecretKey, SECRET)],
    );
    let plan = World::s3().user(&[ACCESS, SECRET]).plan(&same).unwrap();
    assert_eq!((plan.steps, plan.effects), (vec![], vec![]));
}

#[test]
fn b3_keys_of_another_storage_go_and_are_named() {
    let plan = World::s3().user(&[AZURE]).plan(&good(Variant::S3)).unwrap();
    let changes = shown(&plan.steps[0]);
    assert_eq!(changes[format!("data.{AZURE}")], json!(["(hidden)", null]));
    assert_eq!(changes.as_object().unwrap().len(), 3);
    assert!(matches!(plan.inverse, Inverse::Impossible(Loss::SecretValues { keys, .. }) if keys == [AZURE]));
}

#[test]
fn what_is_sent_is_what_was_typed_without_what_a_paste_brings_along() {
    let typed = [
        (KeyId::S3AccessKey, " AKIA\n"),
        (KeyId::S3SecretKey, "secret\r\n"),
    ];
    let plan = World::s3().plan(&replace(Variant::S3, &typed)).unwrap();
    let body = plan.steps[0].body().unwrap();
    assert_eq!(body["stringData"], json!({ACCESS: "AKIA", SECRET: "secret"}));
}

#[test]
fn keys_of_no_shape_are_refused_before_anything_is_planned() {
    use CredentialsProblem::{Required, Shape};
    let file = |why| Shape(KeyId::GcsKeyFile, ShapeProblem::KeyFile(why));
    let gcs = World::on("gcs", json!({"bucket": "b"}));
    let azure = World::on("azure", json!({"accountName": "acme", "container": "c"}));
    for (world, form, expected) in [
        (
            World::s3(),
            replace(Variant::S3, &[(KeyId::S3AccessKey, "a b")]),
            vec![
                Shape(KeyId::S3AccessKey, ShapeProblem::Line(LineProblem::Blank)),
                Required(KeyId::S3SecretKey),
            ],
        ),
        (
            gcs.clone(),
            replace(Variant::Gcs, &[(KeyId::GcsKeyFile, "no json")]),
            vec![file(KeyFileProblem::NotJson { line: 1 })],
        ),
        (
            azure,
            replace(Variant::Azure, &[(KeyId::AzureAccountKey, "bm8gYWNjb3VudA==")]),
            vec![Shape(
                KeyId::AzureAccountKey,
                ShapeProblem::AccountKey(AccountKeyProblem::Length { bytes: 10 }),
            )],
        ),
        (
            gcs,
            good(Variant::S3),
            vec![CredentialsProblem::NotTaken(Variant::S3)],
        ),
        (
            World::on("pvc", json!({"claim": "x"})),
            good(Variant::Azure),
            vec![CredentialsProblem::NotTaken(Variant::Azure)],
        ),
    ] {
        assert_eq!(world.problems(&form), expected);
    }
}

#[test]
fn a_secret_that_was_closed_can_only_be_removed() {
    let mut world = World::s3().user(&[ACCESS, SECRET]);
    world.secrets[0]["immutable"] = json!(true);
    assert_eq!(
        world.problems(&good(Variant::S3)),
        [CredentialsProblem::Immutable]
    );
    assert_eq!(world.plan(&remove()).unwrap().steps.len(), 1);
}

#[test]
fn removing_says_who_wins_then_and_that_the_registry_fails_if_nobody_does() {
    let own = || World::s3().user(&[ACCESS, SECRET]);
    let cloud = Effect::CloudCredentialsApply {
        secret: "installer-cloud-credentials".into(),
    };
    for (world, effects) in [
        (own().cloud(), vec![cloud, ROLLING]),
        (own(), vec![Effect::NoCredentialsLeft]),
        (
            own().secret("installer-cloud-credentials", &["clouds.yaml"]),
            vec![Effect::NoCredentialsLeft],
        ),
        (World::on("emptyDir", json!({})).user(&[ACCESS]), vec![]),
    ] {
        let plan = world.plan(&remove()).unwrap();
        assert_eq!(plan.effects, effects);
        assert_eq!(plan.confirmation, Confirmation::Tick);
        assert_eq!(
            plan.steps,
            [Step::delete_secret(
                registry::credentials::user_secret(),
                format!("uid-of-{USER_SECRET}")
            )]
        );
        assert!(matches!(
            plan.inverse,
            Inverse::Impossible(Loss::SecretValues { .. })
        ));
    }
    assert_eq!(World::s3().plan(&remove()).unwrap().steps, []);
}

#[test]
fn what_becomes_of_the_pods_follows_from_state_and_strategy() {
    let form = good(Variant::S3);
    let effects = |world: World| world.plan(&form).unwrap().effects;
    let hides = Effect::UserCredentialsHide {
        secret: "installer-cloud-credentials".into(),
    };
    assert_eq!(effects(World::s3().cloud()), [hides, ROLLING]);
    for state in ["Removed", "Unmanaged"] {
        assert_eq!(effects(World::s3().spec("managementState", json!(state))), []);
    }
    let starts = World::s3().rest(|rest| rest.list(Resource::Pod, vec![]));
    assert!(matches!(effects(starts)[..], [Effect::RegistryStarts { .. }]));
    let recreated = World::s3().spec("rolloutStrategy", json!("Recreate"));
    let plan = recreated.plan(&form).unwrap();
    assert_eq!(plan.confirmation, Confirmation::Tick);
    assert!(plan.moves_pods());
}

#[test]
fn n2_somebody_who_may_not_look_gets_the_plan_that_names_the_missing_rights() {
    let refused = World::s3().rest(|rest| rest.refused(Resource::Secret, forbidden(Resource::Secret)));
    let plan = refused.plan(&good(Variant::S3)).unwrap();
    assert_eq!(
        plan.permissions()[0].to_string(),
        "create secrets in openshift-image-registry"
    );
    // What cannot be seen cannot be deleted by its identity.
    assert_eq!(
        refused.plan(&remove()).unwrap_err(),
        [Problem::Unread(forbidden(Resource::Secret))]
    );
}
