//! Scenarios of IBM Cloud Object Storage.

use crate::clouds::{KEY, at, field, keys, lines, on, storage, wanted};
use crate::given::sample;
use crate::golden::golden;
use crate::world::{World, with};
use registry::credentials::LineProblem;
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::storage::{
    Control, FieldId, FixedBecause, KindId, Pattern, ProblemKind, StorageForm, problems, suggested,
};
use serde_json::json;

const INSTANCE: &str = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e2d3c:8b1c::";

pub(crate) fn ibm(typed: &[(FieldId, &str)]) -> StorageForm {
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
