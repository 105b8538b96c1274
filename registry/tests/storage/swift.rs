//! Scenarios of OpenStack Swift.

use crate::clouds::{at, keys, lines, on, storage, wanted};
use crate::golden::golden;
use crate::world::with;
use registry::storage::{
    FieldId, KindId, Pattern, ProblemKind, StorageForm, Warning, problems, suggested, warnings,
};
use serde_json::json;

pub(crate) fn swift(typed: &[(FieldId, &str)], secrets: &[(FieldId, &str)]) -> StorageForm {
    let basics = [
        (FieldId::Origin, "existing"),
        (FieldId::Container, "registry"),
        (FieldId::Credentials, "new"),
    ];
    let all: Vec<_> = basics.iter().chain(typed).copied().collect();
    with(KindId::Swift, &all, secrets)
}

pub(crate) const PASSWORD: [(FieldId, &str); 2] = [
    (FieldId::Username, "registry"),
    (FieldId::Password, "canary pass "),
];
pub(crate) const ADDRESS: (FieldId, &str) = (FieldId::AuthUrl, "https://keystone.reef.example:5000/v3");
pub(crate) const DOMAIN: (FieldId, &str) = (FieldId::Domain, "Default");

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
