//! What a person does to a bucket of their own with Amazon's command line tool, as the guide asks.

use super::fields::is_theirs;
use crate::storage::check::CheckId;
use crate::storage::command::Command;
use crate::storage::facts::Facts;
use crate::storage::field::{Field, value};
use crate::storage::form::FieldId;
use crate::storage::kinds::s3::S3;
use serde_json::json;

/// Amazon's first region, the one that takes no location when a bucket is made.
const FIRST_REGION: &str = "us-east-1";

/// Stands where the bucket's name is not known yet.
const NAMELESS: &str = "BUCKET";

pub(super) fn commands(fields: &[Field], facts: &Facts) -> Vec<Command> {
    let of = |id| value(fields, id);
    let bucket = match of(FieldId::Bucket) {
        "" if is_theirs(fields) => NAMELESS,
        "" => return Vec::new(),
        bucket => bucket,
    };
    let region = of(FieldId::Region);
    let endpoint = of(FieldId::Endpoint);
    let compatible = fields.iter().any(|field| field.id == FieldId::Preset);
    let on_bucket = |serves, action: &str| {
        Command::new(serves, ["aws", "s3api", action])
            .flag("--bucket", bucket)
            .flag("--region", region)
            .flag("--endpoint-url", endpoint)
    };
    let mut commands = Vec::new();
    if is_theirs(fields) && !S3::is_found(fields, facts) {
        let elsewhere = !compatible && !matches!(region, "" | FIRST_REGION);
        let location = if elsewhere {
            format!("LocationConstraint={region}")
        } else {
            String::new()
        };
        commands.push(
            on_bucket(CheckId::Bucket, "create-bucket").flag("--create-bucket-configuration", &location),
        );
    }
    // The operator's own rule, word for word.
    let rule = json!({"Rules": [{
        "ID": "cleanup-incomplete-multipart-registry-uploads",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }]});
    commands.push(
        on_bucket(CheckId::UnfinishedUploads, "put-bucket-lifecycle-configuration")
            .flag("--lifecycle-configuration", &rule.to_string()),
    );
    if !compatible {
        commands.push(on_bucket(CheckId::PublicAccess, "put-public-access-block").flag(
            "--public-access-block-configuration",
            "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
        ));
    }
    commands
}
