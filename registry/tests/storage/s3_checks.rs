//! What the wizard looks up for a bucket behind the S3 API, what it leaves to people, and where its fields stand.

use crate::s3::{aws, installed, minio, own};
use crate::world::{World, form};
use registry::resource::Resource;
use registry::storage::{
    CheckId, CheckState, FieldId, Finding, KindId, Section, StorageForm, checks, commands, fields, problems,
};
use serde_json::json;

#[test]
fn the_checklist_of_a_bucket_of_ones_own_is_ones_own() {
    let facts = aws().facts();
    let form = own(&[]);
    let all = checks(&form, &facts);
    let state = |id| {
        all.iter()
            .find(|check| check.id == id)
            .map(|check| (&check.state, &check.finding))
    };
    for id in [CheckId::UnfinishedUploads, CheckId::PublicAccess] {
        assert_eq!(
            state(id),
            Some((&CheckState::Reminder, &Some(Finding::YoursToDo)))
        );
    }
    assert_eq!(
        state(CheckId::Bucket),
        Some((&CheckState::Reminder, &Some(Finding::BucketMustExist)))
    );
    let lines: Vec<_> = commands(&form, &facts)
        .iter()
        .map(|c| (c.serves, c.line()))
        .collect();
    assert_eq!(
        lines,
        [
            (
                CheckId::Bucket,
                "aws s3api create-bucket --bucket acme-registry --region eu-west-1 --create-bucket-configuration \
                 LocationConstraint=eu-west-1"
                    .to_owned()
            ),
            (
                CheckId::UnfinishedUploads,
                "aws s3api put-bucket-lifecycle-configuration --bucket acme-registry --region eu-west-1 \
                 --lifecycle-configuration '{\"Rules\":[{\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":1},\
                 \"Filter\":{\"Prefix\":\"\"},\"ID\":\"cleanup-incomplete-multipart-registry-uploads\",\"Status\":\
                 \"Enabled\"}]}'"
                    .to_owned()
            ),
            (
                CheckId::PublicAccess,
                "aws s3api put-public-access-block --bucket acme-registry --region eu-west-1 \
                 --public-access-block-configuration \
                 BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
                    .to_owned()
            ),
        ]
    );
    // Amazon's first region takes no location, and another store is reached at its address.
    let first = own(&[(FieldId::Region, "us-east-1")]);
    assert!(!commands(&first, &facts)[0].line().contains("LocationConstraint"));
    assert!(
        commands(&minio(&[]), &facts)[0]
            .line()
            .ends_with("--endpoint-url https://minio.corp.example:9000")
    );
}

#[test]
fn the_checklist_of_the_operators_bucket_is_what_the_operator_says() {
    let mut world = installed();
    let form = StorageForm::untouched(KindId::S3);
    let find = |world: &World, id| {
        checks(&form, &world.facts())
            .into_iter()
            .find(|check| check.id == id)
            .unwrap()
    };
    for id in [
        CheckId::Bucket,
        CheckId::Credentials,
        CheckId::UnfinishedUploads,
        CheckId::PublicAccess,
        CheckId::Encryption,
    ] {
        assert_eq!(find(&world, id).state, CheckState::Ok, "{id:?}");
    }
    let conditions = world.config["status"]["conditions"].as_array_mut().unwrap();
    let blocked = conditions
        .iter_mut()
        .find(|c| c["type"] == "StoragePublicAccessBlocked")
        .unwrap();
    blocked["status"] = json!("False");
    blocked["reason"] = json!("AccessDenied");
    blocked["message"] = json!("AccessDenied: Access Denied");
    let failed = Finding::OperatorFailed {
        reason: "AccessDenied".into(),
        message: "AccessDenied: Access Denied".into(),
    };
    let check = find(&world, CheckId::PublicAccess);
    assert_eq!(
        (check.state, check.finding),
        (CheckState::Attention, Some(failed))
    );
}

#[test]
fn what_most_leave_alone_is_folded_and_keys_stand_together() {
    let world = aws();
    let sections: Vec<_> = fields(&own(&[]), &world.facts())
        .iter()
        .map(|f| (f.id, f.section))
        .collect();
    let of = |id| {
        sections
            .iter()
            .find(|(other, _)| *other == id)
            .map(|(_, section)| *section)
    };
    assert_eq!(of(FieldId::Bucket), Some(Section::Basic));
    assert_eq!(of(FieldId::SecretKey), Some(Section::Credentials));
    assert_eq!(of(FieldId::ChunkSize), Some(Section::Advanced));
    let order: Vec<_> = sections.iter().map(|(_, section)| *section).collect();
    assert!(order.is_sorted(), "fields come section by section");
}

#[test]
fn a_secret_that_may_not_be_looked_at_is_kept_unless_new_keys_are_typed() {
    let mut facts = aws().facts();
    let error = crate::given::forbidden(Resource::Secret);
    facts.credentials.user = Err(error.clone());
    let form = form(
        KindId::S3,
        &[(FieldId::Origin, "existing"), (FieldId::Bucket, "acme-registry")],
    );
    let credentials = checks(&form, &facts)
        .into_iter()
        .find(|c| c.id == CheckId::Credentials)
        .unwrap();
    assert_eq!(credentials.state, CheckState::Unknown(error));
    assert_eq!(problems(&form, &facts), []);
}
