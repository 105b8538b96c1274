//! Scenarios of OpenStack's and IBM's storage.

use crate::clouds::{KEY, at, field, keys, lines, on, storage, wanted};
use crate::given::sample;
use crate::golden::golden;
use crate::world::{World, with};
use registry::credentials::LineProblem;
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::storage::{
    Control, FieldId, FixedBecause, KindId, Pattern, ProblemKind, StorageForm, Warning, problems, suggested,
    warnings,
};
use serde_json::json;

pub fn swift(typed: &[(FieldId, &str)], secrets: &[(FieldId, &str)]) -> StorageForm {
    let basics = [
        (FieldId::Origin, "existing"),
        (FieldId::Container, "registry"),
        (FieldId::Credentials, "new"),
    ];
    let all: Vec<_> = basics.iter().chain(typed).copied().collect();
    with(KindId::Swift, &all, secrets)
}

pub const PASSWORD: [(FieldId, &str); 2] = [
    (FieldId::Username, "registry"),
    (FieldId::Password, "canary pass "),
];
pub const ADDRESS: (FieldId, &str) = (FieldId::AuthUrl, "https://keystone.reef.example:5000/v3");
pub const DOMAIN: (FieldId, &str) = (FieldId::Domain, "Default");

#[test]
fn c8_keys_of_the_users_own_need_an_address_and_the_clouds_do_not() {
    let world = on("infrastructure-openstack");
    assert_eq!(suggested(&world.facts()), KindId::Swift);
    let form = swift(&[DOMAIN], &PASSWORD);
    assert_eq!(
        problems(&form, &world.facts()),
        at(FieldId::AuthUrl, ProblemKind::Required)
    );
    let clouds = swift(&[(FieldId::Credentials, "cloud")], &[]);
    assert_eq!(problems(&clouds, &world.facts()), []);
    let odd = swift(
        &[
            DOMAIN,
            (FieldId::AuthUrl, "https://keystone.reef.example/identity/v3"),
        ],
        &PASSWORD,
    );
    assert_eq!(
        problems(&odd, &world.facts()),
        at(FieldId::AuthUrl, ProblemKind::Pattern(Pattern::AuthUrl))
    );
}

#[test]
fn c8_each_way_to_log_in_has_its_own_keys_and_no_others() {
    let world = on("infrastructure-openstack");
    let by_name = swift(&[ADDRESS, DOMAIN, (FieldId::Tenant, "registry")], &PASSWORD);
    let plan = golden("c8_swift", &world, &by_name);
    assert_eq!(
        storage(&plan)["swift"],
        json!({"container": "registry", "authURL": ADDRESS.1, "domain": "Default", "tenant": "registry"})
    );
    let application = swift(
        &[ADDRESS, (FieldId::LoginMethod, "application")],
        &[
            (FieldId::ApplicationId, "id"),
            (FieldId::ApplicationName, "registry"),
            (FieldId::ApplicationSecret, "canary"),
        ],
    );
    let token = swift(
        &[ADDRESS, (FieldId::LoginMethod, "token")],
        &[(FieldId::Token, "canary")],
    );
    for (form, expected) in [
        (
            &by_name,
            &[
                "REGISTRY_STORAGE_SWIFT_PASSWORD",
                "REGISTRY_STORAGE_SWIFT_USERNAME",
            ][..],
        ),
        (
            &application,
            &[
                "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID",
                "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME",
                "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET",
            ],
        ),
        (&token, &["REGISTRY_STORAGE_SWIFT_TOKENID"]),
    ] {
        assert_eq!(keys(form, &world), expected);
    }
    assert!(warnings(&token, &world.facts()).contains(&Warning::TokenEnds));
    assert_eq!(
        lines(&application, &world),
        [
            "openstack --os-auth-url https://keystone.reef.example:5000/v3 container create registry",
            "openstack --os-auth-url https://keystone.reef.example:5000/v3 application credential create image-registry",
        ]
    );
    // A password is taken as it is, blanks at its end included.
    let password = wanted(&by_name, &world).secrets[0].keys["REGISTRY_STORAGE_SWIFT_PASSWORD"].clone();
    assert_eq!(password.expose(), "canary pass ");
}

#[test]
fn c8_a_user_by_name_belongs_to_exactly_one_domain() {
    let world = on("infrastructure-openstack");
    let neither = swift(&[ADDRESS], &PASSWORD);
    assert_eq!(
        problems(&neither, &world.facts()),
        at(FieldId::Domain, ProblemKind::DomainNeeded)
    );
    let both = swift(&[ADDRESS, DOMAIN, (FieldId::DomainId, "default")], &PASSWORD);
    assert_eq!(
        problems(&both, &world.facts()),
        at(FieldId::DomainId, ProblemKind::OneDomain)
    );
    let second = swift(
        &[(FieldId::AuthUrl, "https://keystone.reef.example:5000/v2.0")],
        &PASSWORD,
    );
    assert_eq!(
        problems(&second, &world.facts()),
        [],
        "version 2 knows no domains"
    );
    let told = swift(
        &[
            (FieldId::AuthUrl, "https://keystone.reef.example:5000"),
            (FieldId::AuthVersion, "2"),
        ],
        &PASSWORD,
    );
    assert_eq!(problems(&told, &world.facts()), []);
}

const INSTANCE: &str = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e2d3c:8b1c::";

pub fn ibm(typed: &[(FieldId, &str)]) -> StorageForm {
    let basics = [
        (FieldId::Origin, "existing"),
        (FieldId::Bucket, "acme-registry"),
        (FieldId::ServiceInstance, INSTANCE),
        (FieldId::Credentials, "new"),
    ];
    let all: Vec<_> = basics.iter().chain(typed).copied().collect();
    with(KindId::IbmCos, &all, &[(FieldId::ApiKey, KEY)])
}

#[test]
fn c9_place_and_group_are_the_clusters_own_and_an_instance_brings_its_group_along() {
    let world = on("infrastructure-ibmcloud");
    assert_eq!(suggested(&world.facts()), KindId::IbmCos);
    let made = StorageForm::untouched(KindId::IbmCos);
    let place = field(&made, &world, FieldId::Location).unwrap();
    assert_eq!(
        (place.control, place.value.as_str()),
        (Control::Fixed(FixedBecause::Platform), "eu-de")
    );
    let plan = golden("c9_ibm_cos_made", &world, &made);
    assert_eq!(
        storage(&plan),
        &json!({"managementState": "Managed", "ibmcos": {"location": "eu-de", "resourceGroupName": "glade-group"}})
    );
    let plan = golden("c9_ibm_cos", &world, &ibm(&[]));
    assert_eq!(
        storage(&plan),
        &json!({"managementState": "Unmanaged", "ibmcos": {
            "bucket": "acme-registry", "serviceInstanceCRN": INSTANCE, "location": "eu-de"}})
    );
    assert_eq!(keys(&ibm(&[]), &world), ["REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"]);
    assert_eq!(
        lines(&ibm(&[]), &world),
        [
            format!(
                "ibmcloud cos bucket-create --bucket acme-registry --ibm-service-instance-id {INSTANCE} --region eu-de \
                 --class smart"
            ),
            format!(
                "ibmcloud resource service-key-create image-registry Writer --instance-id {INSTANCE} --parameters \
                 '{{\"HMAC\":true}}'"
            ),
        ]
    );
}

#[test]
fn c9_on_other_platforms_the_place_is_asked_for_and_on_power_vs_it_is_the_operators() {
    let elsewhere = ibm(&[]);
    assert_eq!(
        problems(&elsewhere, &World::removed().facts()),
        at(FieldId::Location, ProblemKind::Required)
    );
    let mut power = sample("infrastructure-ibmcloud");
    power["status"]["platformStatus"] = json!({"type": "PowerVS", "powervs": {"region": "syd", "zone": "syd04", "resourceGroup": "glade-group"}});
    let power = on("infrastructure-ibmcloud").rest(|rest| rest.one(Resource::Infrastructure, power));
    assert!(field(&elsewhere, &power, FieldId::Location).is_none());
    let made = wanted(&StorageForm::untouched(KindId::IbmCos), &power).content;
    assert_eq!(made, json!({"resourceGroupName": "glade-group"}));
}

#[test]
fn c9_crns_have_their_shapes_and_belong_together() {
    let world = on("infrastructure-ibmcloud");
    let key = INSTANCE.replace("8b1c::", "8b1c:resource-key:2f8c");
    assert_eq!(
        problems(&ibm(&[(FieldId::ResourceKey, &key)]), &world.facts()),
        []
    );
    let other = INSTANCE.replace("8b1c::", "77aa:resource-key:2f8c");
    for (id, text, kind) in [
        (FieldId::ServiceInstance, "", ProblemKind::Required),
        (
            FieldId::ServiceInstance,
            &key,
            ProblemKind::Pattern(Pattern::CosInstance),
        ),
        (
            FieldId::ResourceKey,
            INSTANCE,
            ProblemKind::Pattern(Pattern::CosKey),
        ),
        (FieldId::ResourceKey, &other, ProblemKind::KeyOfOtherInstance),
    ] {
        assert_eq!(
            problems(&ibm(&[(id, text)]), &world.facts()),
            at(id, kind),
            "{text}"
        );
    }
    let mut blank = ibm(&[]);
    blank
        .secrets
        .insert(FieldId::ApiKey, SecretText::new("two words"));
    assert_eq!(
        problems(&blank, &world.facts()),
        at(FieldId::ApiKey, ProblemKind::Line(LineProblem::Blank))
    );
}
