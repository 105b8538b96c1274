//! Scenarios of Google's and Azure's storage, of Alibaba's, which is no longer supported, and of all clouds together.

use crate::clouds_ibm_openstack::{ADDRESS, DOMAIN, PASSWORD, ibm, swift};
use crate::given::sample;
use crate::golden::golden;
use crate::world::{World, form, patch, with};
use registry::change::Problem;
use registry::credentials::{AccountKeyProblem, KeyFileProblem, KeyHolder, LineProblem};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::storage::{
    CheckId, CheckState, Command, Control, Desired, Field, FieldId, Finding, KindId, Note, Pattern,
    ProblemKind, StorageForm, StorageProblem, Warning, checks, commands, desired, fields, notes, problems,
    suggested, warnings,
};
use serde_json::{Value, json};

pub const KEY: &str = "canary-key-71f3";

/// A cluster on this platform, its registry Removed, with the credentials the cloud gave it.
pub fn on(infrastructure: &str) -> World {
    World::removed()
        .only_claims(&[])
        .rest(|rest| rest.on(infrastructure))
        .secret("installer-cloud-credentials", &[("key", KEY)])
}

fn key_file() -> String {
    json!({
        "type": "service_account", "project_id": "acme-quarry-prod",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----\n"),
        "client_email": "registry@acme-quarry-prod.iam.gserviceaccount.com",
    })
    .to_string()
}

fn account_key() -> String {
    format!("{}==", "A".repeat(86))
}

pub fn value(form: &StorageForm, world: &World, id: FieldId) -> Option<String> {
    field(form, world, id).map(|field| field.value)
}

pub fn field(form: &StorageForm, world: &World, id: FieldId) -> Option<Field> {
    fields(form, &world.facts())
        .into_iter()
        .find(|field| field.id == id)
}

pub fn wanted(form: &StorageForm, world: &World) -> Desired {
    desired(form, &world.facts()).unwrap()
}

/// The keys of the one Secret a form wants.
pub fn keys(form: &StorageForm, world: &World) -> Vec<String> {
    let secrets = wanted(form, world).secrets;
    assert_eq!(secrets.len(), 1);
    assert_eq!(
        secrets[0].name.as_str(),
        "image-registry-private-configuration-user"
    );
    secrets[0].keys.keys().cloned().collect()
}

pub fn at(field: FieldId, kind: ProblemKind) -> Vec<StorageProblem> {
    vec![StorageProblem {
        field: Some(field),
        kind,
    }]
}

pub fn lines(form: &StorageForm, world: &World) -> Vec<String> {
    commands(form, &world.facts()).iter().map(Command::line).collect()
}

pub fn storage(plan: &registry::plan::Plan) -> &Value {
    &patch(plan)["spec"]["storage"]
}

fn gcs() -> StorageForm {
    with(
        KindId::Gcs,
        &[
            (FieldId::Origin, "existing"),
            (FieldId::Bucket, "acme-registry"),
            (FieldId::Credentials, "new"),
        ],
        &[(FieldId::KeyFile, &key_file())],
    )
}

#[test]
fn c1_region_and_project_are_proposed_together_and_the_key_file_says_whose_it_is() {
    let world = on("infrastructure-gcp");
    assert_eq!(suggested(&world.facts()), KindId::Gcs);
    let form = gcs();
    assert_eq!(value(&form, &world, FieldId::Region).unwrap(), "europe-west4");
    assert_eq!(
        value(&form, &world, FieldId::Project).unwrap(),
        "acme-quarry-prod"
    );
    let [Note::KeyFile(file)] = &notes(&form, &world.facts())[..] else {
        panic!("no note of the key file");
    };
    let email = "registry@acme-quarry-prod.iam.gserviceaccount.com".to_owned();
    assert_eq!(file.holder, KeyHolder::ServiceAccount { email });
    assert_eq!(keys(&form, &world), ["REGISTRY_STORAGE_GCS_KEYFILE"]);
    let plan = golden("c1_gcs", &world, &form);
    assert_eq!(
        storage(&plan),
        &json!({"managementState": "Unmanaged", "gcs": {
            "bucket": "acme-registry", "region": "europe-west4", "projectID": "acme-quarry-prod"}})
    );
}

#[test]
fn c1_off_google_the_project_comes_from_the_key_file_and_the_region_is_asked_for() {
    let world = World::removed();
    let form = gcs();
    assert_eq!(
        value(&form, &world, FieldId::Project).unwrap(),
        "acme-quarry-prod"
    );
    assert_eq!(
        problems(&form, &world.facts()),
        at(FieldId::Region, ProblemKind::Required)
    );
    // There are no credentials of a cloud's own to choose.
    let Some(Control::Choice(options)) = field(&form, &world, FieldId::Credentials).map(|f| f.control) else {
        panic!("no choice of credentials");
    };
    assert!(options.iter().all(|option| option.value != "cloud"));
}

#[test]
fn c1_a_bucket_of_the_operators_may_be_nameless_and_encrypted_with_a_key() {
    let world = on("infrastructure-gcp");
    let key = "projects/acme-quarry-prod/locations/europe-west4/keyRings/images/cryptoKeys/registry";
    let made = form(KindId::Gcs, &[(FieldId::KeyId, key)]);
    let plan = golden("c1_gcs_made", &world, &made);
    assert_eq!(
        storage(&plan),
        &json!({"managementState": "Managed", "gcs": {
            "region": "europe-west4", "projectID": "acme-quarry-prod", "keyID": key}})
    );
    assert!(
        field(&gcs(), &world, FieldId::KeyId).is_none(),
        "used only for what the operator makes"
    );
    let bad = form(KindId::Gcs, &[(FieldId::KeyId, "registry")]);
    assert_eq!(
        problems(&bad, &world.facts()),
        at(FieldId::KeyId, ProblemKind::Pattern(Pattern::GcsKey))
    );
}

#[test]
fn c1_the_commands_make_the_bucket_and_let_the_key_files_account_in() {
    let world = on("infrastructure-gcp");
    let account = "serviceAccount:registry@acme-quarry-prod.iam.gserviceaccount.com";
    assert_eq!(
        lines(&gcs(), &world),
        [
            "gcloud storage buckets create gs://acme-registry --project acme-quarry-prod --location europe-west4 \
             --uniform-bucket-level-access --public-access-prevention",
            &format!(
                "gcloud storage buckets add-iam-policy-binding gs://acme-registry --member {account} --role \
                 roles/storage.legacyBucketReader"
            ),
            &format!(
                "gcloud storage buckets add-iam-policy-binding gs://acme-registry --member {account} --role \
                 roles/storage.objectAdmin"
            ),
            "gcloud storage buckets update gs://acme-registry --public-access-prevention",
        ]
    );
    assert_eq!(lines(&StorageForm::untouched(KindId::Gcs), &world), [""; 0]);
}

#[test]
fn c2_a_key_file_that_cannot_work_is_refused_before_it_is_sent() {
    let world = on("infrastructure-gcp");
    for (text, problem) in [
        ("not json", KeyFileProblem::NotJson { line: 1 }),
        (
            r#"{"type":"authorized_user"}"#,
            KeyFileProblem::OtherType {
                found: "authorized_user".into(),
            },
        ),
        (
            r#"{"type":"service_account"}"#,
            KeyFileProblem::FieldMissing {
                field: "private_key".into(),
            },
        ),
    ] {
        let mut form = gcs();
        form.secrets.insert(FieldId::KeyFile, SecretText::new(text));
        assert_eq!(
            problems(&form, &world.facts()),
            at(FieldId::KeyFile, ProblemKind::KeyFile(problem)),
            "{text}"
        );
        assert_eq!(notes(&form, &world.facts()), []);
    }
    let mut none = gcs();
    none.secrets.clear();
    assert_eq!(
        problems(&none, &world.facts()),
        at(FieldId::KeyFile, ProblemKind::Required)
    );
}

#[test]
fn c3_a_region_without_a_project_and_a_project_without_a_region_are_refused() {
    let world = on("infrastructure-gcp");
    for (cleared, kept) in [
        (FieldId::Project, FieldId::Region),
        (FieldId::Region, FieldId::Project),
    ] {
        let mut form = gcs();
        form.values.insert(cleared, String::new());
        assert_eq!(
            problems(&form, &world.facts()),
            at(cleared, ProblemKind::RegionAndProject),
            "{kept:?} alone"
        );
        form.values.insert(kept, String::new());
        assert_eq!(problems(&form, &world.facts()), [], "the operator fills in both");
    }
}

fn azure(more: &[(FieldId, &str)]) -> StorageForm {
    let typed = [
        (FieldId::Origin, "existing"),
        (FieldId::Account, "acmeregistry"),
        (FieldId::Container, "registry"),
        (FieldId::Credentials, "new"),
    ];
    let all: Vec<_> = typed.iter().chain(more).copied().collect();
    with(KindId::Azure, &all, &[(FieldId::AccountKey, &account_key())])
}

#[test]
fn c4_account_container_and_key_are_all_that_is_sent() {
    let world = on("infrastructure-azure");
    assert_eq!(suggested(&world.facts()), KindId::Azure);
    assert_eq!(keys(&azure(&[]), &world), ["REGISTRY_STORAGE_AZURE_ACCOUNTKEY"]);
    let plan = golden("c4_azure", &world, &azure(&[]));
    assert_eq!(
        storage(&plan),
        &json!({"managementState": "Unmanaged", "azure": {"accountName": "acmeregistry", "container": "registry"}})
    );
    assert_eq!(
        lines(&azure(&[]), &world),
        [
            "az storage account create --name acmeregistry --resource-group lagoon-7tz5c-rg --kind StorageV2 --sku \
             Standard_LRS --https-only true --min-tls-version TLS1_2 --allow-blob-public-access false",
            "az storage container create --name registry --account-name acmeregistry --auth-mode login",
            "az storage account keys list --account-name acmeregistry --resource-group lagoon-7tz5c-rg --query \
             '[0].value' --output tsv",
            "az storage account update --name acmeregistry --resource-group lagoon-7tz5c-rg \
             --allow-blob-public-access false",
        ]
    );
}

#[test]
fn c4_what_the_api_adds_by_itself_is_no_difference() {
    let mut world = on("infrastructure-azure");
    let form = azure(&[]);
    for step in &world.plan(&form).unwrap().steps {
        world.apply(step);
    }
    world.config["spec"]["storage"]["azure"]["networkAccess"] = json!({"type": "External"});
    assert_eq!(world.plan(&form).unwrap().steps, []);
}

#[test]
fn c4_the_clusters_own_cloud_is_proposed_where_it_is_not_the_public_one() {
    let mut infrastructure = sample("infrastructure-azure");
    infrastructure["status"]["platformStatus"]["azure"]["cloudName"] = json!("AzureUSGovernmentCloud");
    let world = on("infrastructure-azure").rest(|rest| rest.one(Resource::Infrastructure, infrastructure));
    let content = wanted(&azure(&[]), &world).content;
    assert_eq!(content["cloudName"], "AzureUSGovernmentCloud");
    let named = azure(&[(FieldId::CloudName, "AzureChinaCloud")]);
    assert_eq!(wanted(&named, &world).content["cloudName"], "AzureChinaCloud");
}

#[test]
fn c5_account_and_container_are_required_and_held_to_their_shapes() {
    let world = on("infrastructure-azure");
    let account = |text| ("account", FieldId::Account, text);
    let container = |text| ("container", FieldId::Container, text);
    for ((what, id, text), kind) in [
        (account(""), ProblemKind::Required),
        (container(""), ProblemKind::Required),
        (account("ab"), ProblemKind::Pattern(Pattern::AzureAccount)),
        (
            account("acme-registry"),
            ProblemKind::Pattern(Pattern::AzureAccount),
        ),
        (
            container("Registry"),
            ProblemKind::Pattern(Pattern::AzureContainer),
        ),
        (container("a--b"), ProblemKind::Pattern(Pattern::AzureContainer)),
    ] {
        let form = azure(&[(id, text)]);
        assert_eq!(problems(&form, &world.facts()), at(id, kind), "{what} {text:?}");
    }
}

#[test]
fn c5_with_an_account_key_the_operator_is_not_asked_to_make_anything() {
    let world = on("infrastructure-azure");
    let form = azure(&[(FieldId::Origin, "new")]);
    assert_eq!(
        problems(&form, &world.facts()),
        at(FieldId::Origin, ProblemKind::KeyMakesNothing)
    );
    let clouds = azure(&[(FieldId::Origin, "new"), (FieldId::Credentials, "cloud")]);
    assert_eq!(problems(&clouds, &world.facts()), []);
    // Elsewhere no cloud can make one, so nobody is asked.
    assert!(field(&azure(&[]), &World::removed(), FieldId::Origin).is_none());
    assert_eq!(problems(&azure(&[]), &World::removed().facts()), []);
}

#[test]
fn c6_an_account_key_of_another_shape_is_refused_before_it_is_sent() {
    let world = on("infrastructure-azure");
    for (text, problem) in [
        ("not-base64!", AccountKeyProblem::NotBase64),
        ("a2V5", AccountKeyProblem::Length { bytes: 3 }),
        ("a2V5 a2V5", AccountKeyProblem::Line(LineProblem::Blank)),
    ] {
        let mut form = azure(&[]);
        form.secrets.insert(FieldId::AccountKey, SecretText::new(text));
        assert_eq!(
            problems(&form, &world.facts()),
            at(FieldId::AccountKey, ProblemKind::AccountKey(problem)),
            "{text}"
        );
    }
}

#[test]
fn c7_a_private_account_has_parts_and_switching_back_takes_them_along() {
    let world = on("infrastructure-azure");
    let parts = [
        (FieldId::NetworkAccess, "Internal"),
        (FieldId::NetworkResourceGroup, "shared-network-rg"),
        (FieldId::Vnet, "lagoon-vnet"),
        (FieldId::Subnet, "worker"),
        (FieldId::PrivateEndpoint, "registry-endpoint"),
    ];
    let private = azure(&parts);
    let plan = golden("c7_azure_private", &world, &private);
    assert_eq!(
        storage(&plan)["azure"]["networkAccess"],
        json!({"type": "Internal", "internal": {
            "networkResourceGroupName": "shared-network-rg", "vnetName": "lagoon-vnet", "subnetName": "worker",
            "privateEndpointName": "registry-endpoint"}})
    );
    assert!(warnings(&private, &world.facts()).contains(&Warning::NetworkIsYours));
    for (id, text) in [
        (FieldId::NetworkResourceGroup, "rg."),
        (FieldId::Vnet, "v"),
        (FieldId::Subnet, "-w"),
        (FieldId::PrivateEndpoint, "e."),
    ] {
        let bad = azure(&[parts[0], (id, text)]);
        let found = problems(&bad, &world.facts());
        assert!(
            matches!(
                found[..],
                [StorageProblem {
                    kind: ProblemKind::Pattern(_),
                    ..
                }]
            ),
            "{found:?}"
        );
    }

    let mut after = world;
    plan.steps.iter().for_each(|step| after.apply(step));
    let back = golden(
        "c7_azure_public_again",
        &after,
        &azure(&[(FieldId::NetworkAccess, "External")]),
    );
    assert_eq!(
        storage(&back)["azure"]["networkAccess"],
        json!({"type": "External", "internal": null})
    );
    // Without parts there is none to take along.
    let bare = azure(&[(FieldId::NetworkAccess, "Internal")]);
    after.config["spec"]["storage"]["azure"]["networkAccess"] = json!({"type": "Internal"});
    assert_eq!(after.plan(&bare).unwrap().steps, []);
    let plan = after
        .plan(&azure(&[(FieldId::NetworkAccess, "External")]))
        .unwrap();
    assert_eq!(
        storage(&plan)["azure"]["networkAccess"],
        json!({"type": "External"})
    );
}

#[test]
fn c7_a_release_without_private_accounts_is_not_asked_for_one() {
    let mut schema = sample("storage/schema-today");
    let path = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/storage/properties/azure/properties";
    let azures = schema.pointer_mut(path).unwrap().as_object_mut().unwrap();
    azures.remove("networkAccess").unwrap();
    let world = on("infrastructure-azure").rest(|rest| rest.one(Resource::CustomResourceDefinition, schema));
    assert!(field(&azure(&[]), &world, FieldId::NetworkAccess).is_none());
    assert!(field(&azure(&[]), &on("infrastructure-azure"), FieldId::NetworkAccess).is_some());
}

#[test]
fn c10_oss_is_offered_by_nobody_and_a_choice_clears_it_like_any_other_member() {
    let text = r#"{"kind":"oss","values":{"bucket":"registry-oss"}}"#;
    assert!(serde_json::from_str::<StorageForm>(text).is_err());
    let world = on("infrastructure-gcp").but(json!({"managementState": "Managed",
        "storage": {"oss": {"bucket": "registry-oss", "region": "eu-central-1"}}}));
    let plan = golden("c10_oss_cleared", &world, &gcs());
    assert_eq!(storage(&plan)["oss"], json!(null));
}

#[test]
fn e3_a_bucket_in_use_is_proposed_and_becomes_the_users_only_when_they_say_so() {
    let world = on("infrastructure-gcp").but(json!({"managementState": "Managed", "replicas": 2,
        "storage": {"managementState": "Managed", "gcs": {
            "bucket": "quarry-bucket", "region": "europe-west4", "projectID": "acme-quarry-prod"}}}));
    let untouched = StorageForm::untouched(KindId::Gcs);
    assert_eq!(
        value(&untouched, &world, FieldId::Bucket).unwrap(),
        "quarry-bucket"
    );
    assert_eq!(value(&untouched, &world, FieldId::Origin).unwrap(), "new");
    assert_eq!(world.plan(&untouched).unwrap().steps, []);
    let mine = form(KindId::Gcs, &[(FieldId::Origin, "existing")]);
    let name = "quarry-bucket".to_owned();
    assert!(warnings(&mine, &world.facts()).contains(&Warning::StoreBecomesYours { name }));
    let plan = world.plan(&mine).unwrap();
    assert_eq!(storage(&plan)["managementState"], "Unmanaged");
    let other = form(KindId::Gcs, &[(FieldId::Bucket, "another-bucket")]);
    let name = "another-bucket".to_owned();
    assert!(warnings(&other, &world.facts()).contains(&Warning::OperatorTakesOver { name }));
}

#[test]
fn s9_what_the_operator_found_is_a_check_and_what_is_the_users_to_do_a_reminder() {
    let mut world = on("infrastructure-azure").but(json!({"managementState": "Managed",
        "storage": {"managementState": "Unmanaged", "azure": {
            "accountName": "acmeregistry", "container": "registry"}}}));
    let state = |world: &World, id| {
        let all = checks(&azure(&[]), &world.facts());
        let found = all.into_iter().find(|check| check.id == id).unwrap();
        (found.state, found.finding)
    };
    let must = (CheckState::Reminder, Some(Finding::BucketMustExist));
    assert_eq!(state(&world, CheckId::Bucket), must);
    let yours = (CheckState::Reminder, Some(Finding::YoursToDo));
    assert_eq!(state(&world, CheckId::PublicAccess), yours);
    world.config["status"]["observedGeneration"] = world.config["metadata"]["generation"].clone();
    let conditions = world.config["status"]["conditions"].as_array_mut().unwrap();
    conditions.push(
        json!({"type": "StorageExists", "status": "True", "reason": "UserManaged",
        "message": "Storage is managed by the user"}),
    );
    let found = (CheckState::Ok, Some(Finding::BucketFound));
    assert_eq!(state(&world, CheckId::Bucket), found);
    assert!(
        !lines(&azure(&[]), &world)
            .iter()
            .any(|line| line.contains("container create"))
    );
}

#[test]
fn no_command_note_or_problem_holds_a_secret() {
    let platforms = ["gcp", "azure", "openstack", "ibmcloud", "baremetal"];
    let mut seen = 0;
    for platform in platforms {
        let world = on(&format!("infrastructure-{platform}"));
        for form in [gcs(), azure(&[]), swift(&[ADDRESS, DOMAIN], &PASSWORD), ibm(&[])] {
            let facts = world.facts();
            let shown = [
                lines(&form, &world).join("\n"),
                format!("{:?}", commands(&form, &facts)),
                format!("{:?}", notes(&form, &facts)),
                format!("{:?}", problems(&form, &facts)),
                format!("{:?}", warnings(&form, &facts)),
                format!("{:?}", fields(&form, &facts)),
                format!("{form:?}"),
            ];
            for secret in [KEY, "canary", &account_key()] {
                assert!(
                    shown.iter().all(|text| !text.contains(secret)),
                    "{platform} {form:?}"
                );
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 20);
}

#[test]
fn a_refused_form_says_so_to_whoever_plans() {
    let world = on("infrastructure-azure");
    let mut form = azure(&[]);
    form.secrets.clear();
    let refused = world.plan(&form).unwrap_err();
    assert!(matches!(
        refused[..],
        [Problem::Storage(StorageProblem {
            field: Some(FieldId::AccountKey),
            kind: ProblemKind::Required
        })]
    ));
}
