//! Scenarios of buckets behind the S3 API, by their names.

use crate::given::sample;
use crate::golden::golden;
use crate::world::{TYPED, World, form, patch, with};
use registry::credentials::LineProblem;
use registry::objects::Strategy;
use registry::plan::{Action, Confirmation, Effect, FieldChange, StorageKind};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::storage::{
    About, Control, Field, FieldId, Fit, FitNote, FixedBecause, KindId, Pattern, ProblemKind, StorageForm,
    StorageProblem, Warning, desired, fields, fit, is_foreign, kind, offered, problems, suggested, warnings,
};
use serde_json::{Value, json};

const USER: &str = "image-registry-private-configuration-user";
const ACCESS: &str = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET: &str = "REGISTRY_STORAGE_S3_SECRETKEY";

/// A user-provisioned cluster on AWS: no credentials of the cloud's.
pub fn aws() -> World {
    World::removed()
        .only_claims(&[])
        .rest(|rest| rest.on("infrastructure-aws"))
}

/// The registry in the bucket that the operator made on an installed cluster.
pub fn installed() -> World {
    World::with("config-managed-s3")
        .only_claims(&[])
        .rest(|rest| rest.on("infrastructure-aws"))
        .secret("installer-cloud-credentials", &[("credentials", TYPED)])
}

const KEYS: [(FieldId, &str); 2] = [(FieldId::AccessKey, TYPED), (FieldId::SecretKey, TYPED)];

/// Somebody's own bucket with keys of their own.
pub fn own(more: &[(FieldId, &str)]) -> StorageForm {
    let typed = [(FieldId::Origin, "existing"), (FieldId::Bucket, "acme-registry")];
    with(KindId::S3, &[&typed[..], more].concat(), &KEYS)
}

pub fn minio(more: &[(FieldId, &str)]) -> StorageForm {
    let typed = [
        (FieldId::Bucket, "registry"),
        (FieldId::Endpoint, "https://minio.corp.example:9000"),
    ];
    with(KindId::S3Compatible, &[&typed[..], more].concat(), &KEYS)
}

pub fn field(form: &StorageForm, world: &World, id: FieldId) -> Option<Field> {
    fields(form, &world.facts())
        .into_iter()
        .find(|field| field.id == id)
}

fn value(form: &StorageForm, world: &World, id: FieldId) -> String {
    field(form, world, id).unwrap().value
}

fn problem(field: FieldId, kind: ProblemKind) -> StorageProblem {
    StorageProblem {
        field: Some(field),
        kind,
    }
}

/// The `s3` member of the plan's patch.
fn member(form: &StorageForm, world: &World) -> Value {
    patch(&world.plan(form).unwrap())["spec"]["storage"]["s3"].clone()
}

#[test]
fn b1_on_aws_its_own_storage_comes_first_with_the_region_filled_in_and_no_bucket() {
    let world = aws();
    let facts = world.facts();
    assert_eq!(suggested(&facts), KindId::S3);
    assert_eq!(offered(&facts)[0].0, KindId::S3);
    let note = FitNote::OwnStorage {
        region: "eu-west-1".into(),
    };
    assert_eq!(fit(kind(KindId::S3), &facts), Fit::Offered { note: Some(note) });
    let untouched = StorageForm::untouched(KindId::S3);
    let region = field(&untouched, &world, FieldId::Region).unwrap();
    assert_eq!(region.value, "eu-west-1");
    let suggestions = vec!["eu-west-1".to_owned()];
    let pattern = Pattern::Word;
    assert_eq!(region.control, Control::Text { pattern, suggestions });
    let bucket = field(&untouched, &world, FieldId::Bucket).unwrap();
    assert_eq!((bucket.value.as_str(), bucket.required), ("", false));
    assert_eq!(value(&untouched, &world, FieldId::Origin), "new");
    // Elsewhere it can be chosen, too, and the region is asked for.
    let bare = World::removed().rest(|rest| rest.on("infrastructure-baremetal"));
    assert!(is_foreign(KindId::S3, &bare.facts()));
    assert_ne!(suggested(&bare.facts()), KindId::S3);
    assert_eq!(value(&untouched, &bare, FieldId::Region), "");
    assert_eq!(value(&untouched, &bare, FieldId::Origin), "existing");
}

#[test]
fn b2_own_bucket_and_keys_are_a_secret_and_then_one_patch() {
    let one = own(&[(FieldId::Replicas, "1")]);
    let plan = golden("b2_own_bucket", &aws(), &one);
    assert_eq!(
        patch(&plan),
        &json!({"spec": {"managementState": "Managed", "storage": {"managementState": "Unmanaged",
            "s3": {"bucket": "acme-registry", "region": "eu-west-1"}}}})
    );
    let body = plan.steps[0].body().unwrap();
    assert_eq!(body["metadata"]["name"], USER);
    assert_eq!(body["type"], "Opaque");
    assert_eq!(body["stringData"], json!({ACCESS: TYPED, SECRET: TYPED}));
}

#[test]
fn b2_what_the_operator_fills_in_is_no_difference() {
    let one = own(&[(FieldId::Replicas, "1")]);
    let mut world = aws();
    world
        .plan(&one)
        .unwrap()
        .steps
        .iter()
        .for_each(|step| world.apply(step));
    let mut filled =
        world.but(json!({"storage": {"s3": {"trustedCA": {"name": ""}, "virtualHostedStyle": false}}}));
    filled.config["status"]["storage"] = filled.config["spec"]["storage"].clone();
    assert_eq!(filled.plan(&one).unwrap().steps, []);
    // The same form that nobody has typed into, as one comes back to it.
    let again = StorageForm::untouched(KindId::S3);
    assert_eq!(value(&again, &filled, FieldId::Bucket), "acme-registry");
    assert_eq!(value(&again, &filled, FieldId::Origin), "existing");
    assert_eq!(value(&again, &filled, FieldId::Credentials), "keep");
    assert_eq!(filled.plan(&again).unwrap().steps, []);
}

#[test]
fn b3_keys_of_another_storage_are_named_and_taken_out_of_the_secret() {
    let world = aws().secret(USER, &[("REGISTRY_STORAGE_AZURE_ACCOUNTKEY", TYPED)]);
    let facts = world.facts();
    let Some(Control::Choice(options)) = field(&own(&[]), &world, FieldId::Credentials).map(|f| f.control)
    else {
        panic!("no choice");
    };
    let offered: Vec<_> = options.iter().map(|option| &option.about).collect();
    assert_eq!(offered, [&About::CredentialsNew], "half a secret cannot be kept");
    let gone = Warning::KeysGo {
        keys: vec!["REGISTRY_STORAGE_AZURE_ACCOUNTKEY".into()],
    };
    assert!(warnings(&own(&[]), &facts).contains(&gone));
    let plan = golden("b3_secret_of_azure_days", &world, &own(&[]));
    let data = &plan.steps[0].body().unwrap()["data"];
    assert_eq!(data["REGISTRY_STORAGE_AZURE_ACCOUNTKEY"], Value::Null);
    assert!(data[ACCESS].is_string() && data[SECRET].is_string());
    let shown = serde_json::to_string(&plan).unwrap();
    assert!(!shown.contains(TYPED), "{shown}");
}

#[test]
fn b4_without_any_credentials_new_keys_are_asked_for_before_anything_is_planned() {
    let without = form(
        KindId::S3,
        &[(FieldId::Origin, "existing"), (FieldId::Bucket, "acme-registry")],
    );
    let required = |id| problem(id, ProblemKind::Required);
    assert_eq!(
        problems(&without, &aws().facts()),
        [required(FieldId::AccessKey), required(FieldId::SecretKey)]
    );
    // The cloud's own are good for the cloud's own storage.
    let minted = aws().secret("installer-cloud-credentials", &[("credentials", TYPED)]);
    assert_eq!(value(&without, &minted, FieldId::Credentials), "cloud");
    let steps = minted.plan(&without).unwrap().steps;
    assert_eq!(steps.len(), 1);
    assert_eq!(value(&minio(&[]), &minted, FieldId::Credentials), "new");
}

#[test]
fn b5_half_a_secret_is_completed_or_deleted() {
    let world = aws()
        .secret(USER, &[(ACCESS, TYPED)])
        .secret("installer-cloud-credentials", &[("credentials", TYPED)]);
    let form = own(&[]);
    let half = Warning::HalfASecret {
        missing: vec![SECRET.into()],
    };
    assert!(warnings(&form, &world.facts()).contains(&half));
    assert_eq!(value(&form, &world, FieldId::Credentials), "new");
    assert!(world.plan(&form).is_ok());
}

#[test]
fn b7_the_certificate_of_a_private_authority_becomes_a_config_map_that_the_patch_names() {
    let body = "MIIBszCCAVmgAwIBAgIU".repeat(5);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----");
    let form = minio(&[(FieldId::TrustedCaFile, &pem)]);
    let world = World::removed();
    let plan = golden("b7_private_authority", &world, &form);
    let bundle = plan.steps[1].body().unwrap();
    assert_eq!(bundle["metadata"]["name"], "registry-s3-ca");
    assert_eq!(bundle["metadata"]["namespace"], "openshift-config");
    assert_eq!(bundle["data"]["ca-bundle.crt"], format!("{pem}\n"));
    assert_eq!(
        patch(&plan)["spec"]["storage"]["s3"]["trustedCA"],
        json!({"name": "registry-s3-ca"})
    );
    let name = field(&form, &world, FieldId::TrustedCa).unwrap();
    assert_eq!(name.control, Control::Fixed(FixedBecause::WrittenHere));
    // A key among the certificates is refused; one that exists is named alone.
    let key = pem.replace("CERTIFICATE", "PRIVATE KEY");
    assert_eq!(
        problems(&minio(&[(FieldId::TrustedCaFile, &key)]), &world.facts()),
        [problem(
            FieldId::TrustedCaFile,
            ProblemKind::Pattern(Pattern::Certificates)
        )]
    );
    let named = minio(&[(FieldId::TrustedCa, "corp-ca")]);
    assert_eq!(member(&named, &world)["trustedCA"], json!({"name": "corp-ca"}));
    assert!(desired(&named, &world.facts()).unwrap().bundles.is_empty());
}

#[test]
fn b10_a_part_size_out_of_bounds_is_refused_where_it_was_typed() {
    let bounds = || ProblemKind::OutOfRange { min: 5, max: 5120 };
    for (text, kind) in [
        ("4", bounds()),
        ("5121", bounds()),
        ("0", bounds()),
        ("-1", bounds()),
        ("ten", ProblemKind::NotANumber),
    ] {
        let form = own(&[(FieldId::ChunkSize, text)]);
        assert_eq!(
            problems(&form, &aws().facts()),
            [problem(FieldId::ChunkSize, kind)],
            "{text}"
        );
    }
    assert_eq!(
        member(&own(&[(FieldId::ChunkSize, "5120")]), &aws())["chunkSizeMiB"],
        5120
    );
    assert_eq!(
        member(&own(&[(FieldId::ChunkSize, "")]), &aws()).get("chunkSizeMiB"),
        None
    );
}

fn cloud_front(more: &[(FieldId, &str)]) -> StorageForm {
    let typed = [
        (FieldId::CloudFront, "true"),
        (FieldId::CloudFrontUrl, "https://d111.cloudfront.example"),
        (FieldId::CloudFrontKeyPair, "K1"),
        (FieldId::CloudFrontSecret, "cf-key"),
        (FieldId::CloudFrontSecretKey, "key.pem"),
        (FieldId::CloudFrontDuration, "30m"),
    ];
    own(&[&typed[..], more].concat())
}

#[test]
fn b11_cloudfront_is_written_whole_and_cleared_whole() {
    let world = aws();
    let form = cloud_front(&[]);
    assert_eq!(
        member(&form, &world)["cloudFront"],
        json!({"baseURL": "https://d111.cloudfront.example", "keypairID": "K1",
            "privateKey": {"name": "cf-key", "key": "key.pem"}, "duration": "30m"})
    );
    for id in [
        FieldId::CloudFrontUrl,
        FieldId::CloudFrontKeyPair,
        FieldId::CloudFrontSecret,
    ] {
        let found = problems(&cloud_front(&[(id, "")]), &world.facts());
        assert_eq!(found, [problem(id, ProblemKind::Required)]);
    }
    // The duration comes back in another spelling, which means the same.
    let mut saved = world;
    saved
        .plan(&form)
        .unwrap()
        .steps
        .iter()
        .for_each(|step| saved.apply(step));
    let back = saved.but(json!({"storage": {"s3": {"cloudFront": {"duration": "30m0s"}}}}));
    assert_eq!(back.plan(&form).unwrap().steps, []);
    let off = own(&[(FieldId::CloudFront, "false")]);
    assert_eq!(member(&off, &back)["cloudFront"], Value::Null);
    assert!(
        member(&off, &back)
            .as_object()
            .unwrap()
            .contains_key("cloudFront")
    );
}

#[test]
fn b11_a_key_file_goes_into_the_one_secret_that_is_the_consoles() {
    let world = aws();
    let mut form = cloud_front(&[]);
    let pem = format!("-----BEGIN RSA PRIVATE KEY-----\n{TYPED}\n-----END RSA PRIVATE KEY-----");
    form.secrets
        .insert(FieldId::CloudFrontKey, SecretText::new(pem.as_str()));
    let found = problems(&form, &world.facts());
    let fixed = ProblemKind::Fixed {
        value: "image-registry-cloudfront-key".into(),
        because: FixedBecause::WrittenHere,
    };
    assert_eq!(found, [problem(FieldId::CloudFrontSecret, fixed)]);
    form.values.remove(&FieldId::CloudFrontSecret);
    let plan = golden("b11_cloudfront_key_file", &world, &form);
    let body = plan.steps[1].body().unwrap();
    assert_eq!(body["metadata"]["name"], "image-registry-cloudfront-key");
    assert_eq!(body["stringData"], json!({"key.pem": format!("{pem}\n")}));
    form.secrets
        .insert(FieldId::CloudFrontKey, SecretText::new(TYPED));
    assert_eq!(
        problems(&form, &world.facts()),
        [problem(FieldId::CloudFrontKey, ProblemKind::NoPrivateKey)]
    );
}

#[test]
fn b12_a_store_that_is_not_amazons_insists_on_a_region() {
    let world = World::removed().rest(|rest| rest.on("infrastructure-baremetal"));
    let region = field(&minio(&[]), &world, FieldId::Region).unwrap();
    assert_eq!((region.value.as_str(), region.required), ("us-east-1", true));
    let empty = minio(&[(FieldId::Region, "")]);
    let required = problem(FieldId::Region, ProblemKind::Required);
    assert_eq!(problems(&empty, &world.facts()), [required]);
    let plan = golden("b12_s3_compatible", &world, &minio(&[]));
    assert_eq!(
        patch(&plan)["spec"]["storage"]["s3"],
        json!({"bucket": "registry", "region": "us-east-1", "regionEndpoint": "https://minio.corp.example:9000"})
    );
}

#[test]
fn e3_from_one_store_to_another_the_images_stay_although_the_bucket_has_the_same_name() {
    let world = installed();
    let bucket = world.config["spec"]["storage"]["s3"]["bucket"]
        .as_str()
        .unwrap()
        .to_owned();
    let form = minio(&[(FieldId::Bucket, bucket.as_str())]);
    let plan = golden("e3_another_store", &world, &form);
    assert!(
        plan.effects
            .contains(&Effect::ImagesDoNotMove { from: bucket.clone() })
    );
    assert!(plan.effects.contains(&Effect::PodsRestart {
        strategy: Strategy::RollingUpdate
    }));
    assert_eq!(plan.confirmation, Confirmation::Tick);
    let stays = Warning::ImagesDoNotMove {
        kind: StorageKind::Bucket,
        name: Some(bucket),
    };
    assert!(warnings(&form, &world.facts()).contains(&stays));
    // What only the former store had goes.
    assert_eq!(patch(&plan)["spec"]["storage"]["s3"]["encrypt"], false);
}

#[test]
fn the_operators_bucket_is_proposed_as_it_is_and_nothing_is_to_do() {
    let world = installed();
    let form = StorageForm::untouched(KindId::S3);
    assert_eq!(value(&form, &world, FieldId::Origin), "new");
    assert_eq!(
        field(&form, &world, FieldId::Encrypt),
        None,
        "the operator decides"
    );
    assert_eq!(world.plan(&form).unwrap().steps, []);
    let mine = with(KindId::S3, &[(FieldId::Origin, "existing")], &[]);
    let changes = |form| match world.plan(form).unwrap().steps[0].action() {
        Action::Patch { fields, .. } => fields
            .iter()
            .filter(|f| !f.is_same())
            .cloned()
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let owner = FieldChange {
        path: "spec.storage.managementState".into(),
        before: Some(json!("Managed")),
        after: Some(json!("Unmanaged")),
    };
    assert_eq!(changes(&mine), [owner]);
    let bucket = value(&form, &world, FieldId::Bucket);
    let becomes = Warning::StoreBecomesYours { name: bucket };
    assert!(warnings(&mine, &world.facts()).contains(&becomes));
    // Another name is somebody's, until the operator has made it.
    let taken = form_named("acme-archive");
    let takes = Warning::OperatorTakesOver {
        name: "acme-archive".into(),
    };
    assert!(warnings(&taken, &world.facts()).contains(&takes));
}

fn form_named(bucket: &str) -> StorageForm {
    with(
        KindId::S3,
        &[(FieldId::Origin, "new"), (FieldId::Bucket, bucket)],
        &KEYS,
    )
}

#[test]
fn what_the_schema_lacks_is_not_asked_for() {
    let old = aws().rest(|rest| rest.one(Resource::CustomResourceDefinition, sample("storage/schema-4.5")));
    for id in [FieldId::ChunkSize, FieldId::TrustedCa, FieldId::TrustedCaFile] {
        assert_eq!(field(&minio(&[]), &old, id), None, "{id:?}");
    }
    assert!(field(&minio(&[]), &old, FieldId::VirtualHosted).is_some());
    assert!(field(&minio(&[]), &aws(), FieldId::ChunkSize).is_some());
    assert!(old.plan(&minio(&[])).is_ok());
}

#[test]
fn names_and_addresses_are_judged_as_they_are_typed() {
    let found = |form: &StorageForm| problems(form, &aws().facts());
    let pattern = |id, pattern| vec![problem(id, ProblemKind::Pattern(pattern))];
    assert_eq!(
        found(&own(&[(FieldId::Bucket, "Acme_registry")])),
        pattern(FieldId::Bucket, Pattern::Bucket)
    );
    assert_eq!(
        found(&minio(&[(FieldId::Endpoint, "minio.corp.example")])),
        pattern(FieldId::Endpoint, Pattern::Url)
    );
    let mut form = own(&[]);
    form.secrets.insert(FieldId::AccessKey, SecretText::new("AKIA 1"));
    assert_eq!(
        found(&form),
        [problem(FieldId::AccessKey, ProblemKind::Line(LineProblem::Blank))]
    );
    form.secrets
        .insert(FieldId::AccessKey, SecretText::new("AKIA1\n"));
    let secrets = desired(&form, &aws().facts()).unwrap().secrets;
    assert_eq!(
        secrets[0].keys[ACCESS].expose(),
        "AKIA1",
        "a line break is taken off"
    );
}

#[test]
fn what_is_odd_but_may_work_is_said_and_refuses_nothing() {
    let said = |form: &StorageForm, world: &World| warnings(form, &world.facts());
    let dots = own(&[(FieldId::Bucket, "acme.registry")]);
    assert!(said(&dots, &aws()).contains(&Warning::DotsInBucket));
    let key = own(&[(FieldId::KeyId, "1234abcd")]);
    assert!(said(&key, &aws()).contains(&Warning::KeyWithoutEncryption));
    assert_eq!(member(&key, &aws())["keyID"], "1234abcd");
    let both = own(&[(FieldId::KeyId, "1234abcd"), (FieldId::Encrypt, "true")]);
    assert!(!said(&both, &aws()).contains(&Warning::KeyWithoutEncryption));
    let plain = minio(&[
        (FieldId::Endpoint, "http://minio.corp.example"),
        (FieldId::Encrypt, "true"),
    ]);
    for warning in [Warning::PlainHttp, Warning::StoreMayNotEncrypt] {
        assert!(said(&plain, &World::removed()).contains(&warning), "{warning:?}");
    }
    let length = Warning::UnusualLength {
        field: FieldId::AccessKey,
        usual: 20,
    };
    assert!(said(&own(&[]), &aws()).contains(&length));
    assert!(
        !said(&minio(&[]), &aws()).contains(&length),
        "other stores have other keys"
    );
}
