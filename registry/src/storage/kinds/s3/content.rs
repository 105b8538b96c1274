//! From the fields to what is written: the member, and the Secrets it needs.

use super::{KEYS, MEMBER, fields::is_theirs};
use crate::credentials::{WantedSecret, cloudfront_secret, line_key};
use crate::secret_text::SecretText;
use crate::storage::content::Content;
use crate::storage::facts::Facts;
use crate::storage::field::{Field, is_on, value};
use crate::storage::form::{FieldId, StorageForm};
use crate::storage::problem::{ProblemKind, StorageProblem};
use serde_json::Value;
use std::collections::BTreeMap;

/// The `s3` member.
pub(super) fn content(fields: &[Field], facts: &Facts) -> Value {
    let of = |id| value(fields, id);
    let content = Content::of(MEMBER, facts)
        .text("bucket", of(FieldId::Bucket))
        .text("region", of(FieldId::Region))
        .text("regionEndpoint", of(FieldId::Endpoint))
        .text("keyID", of(FieldId::KeyId))
        .switch("virtualHostedStyle", is_on(fields, FieldId::VirtualHosted))
        .number("chunkSizeMiB", of(FieldId::ChunkSize));
    // In a bucket of its own the operator decides, and would write it anew each time.
    let content = if is_theirs(fields) {
        content.switch("encrypt", is_on(fields, FieldId::Encrypt))
    } else {
        content
    };
    let content = match of(FieldId::TrustedCa) {
        "" => content.without("trustedCA"),
        name => content.text("trustedCA.name", name),
    };
    if !is_on(fields, FieldId::CloudFront) {
        return content.without("cloudFront").done();
    }
    content
        .text("cloudFront.baseURL", of(FieldId::CloudFrontUrl))
        .text("cloudFront.keypairID", of(FieldId::CloudFrontKeyPair))
        .text("cloudFront.privateKey.name", of(FieldId::CloudFrontSecret))
        .text("cloudFront.privateKey.key", of(FieldId::CloudFrontSecretKey))
        .duration("cloudFront.duration", of(FieldId::CloudFrontDuration))
        .done()
}

/// The Secret with CloudFront's private key, if one was given.
pub(super) fn cloud_front_secret(fields: &[Field], form: &StorageForm) -> Option<WantedSecret> {
    let pem = form.secret(FieldId::CloudFrontKey).trim();
    if pem.is_empty() || !is_on(fields, FieldId::CloudFront) {
        return None;
    }
    let key = value(fields, FieldId::CloudFrontSecretKey).to_owned();
    Some(WantedSecret {
        name: cloudfront_secret(),
        keys: BTreeMap::from([(key, SecretText::new(format!("{pem}\n")))]),
    })
}

/// What is wrong with the shape of secrets, beside what the controls found.
pub(super) fn key_problems(
    fields: &[Field],
    form: &StorageForm,
    found: &[StorageProblem],
) -> Vec<StorageProblem> {
    let shown = |id| fields.iter().any(|field| field.id == id) && !found.iter().any(|p| p.field == Some(id));
    let mut problems = Vec::new();
    for (_, id) in KEYS {
        if shown(id)
            && let Some(Err(problem)) = form.secrets.get(&id).map(line_key)
        {
            problems.push(StorageProblem::at(id, ProblemKind::Line(problem)));
        }
    }
    let id = FieldId::CloudFrontKey;
    let pem = form.secret(id).trim();
    if shown(id) && !pem.is_empty() && !is_private_key(pem) {
        problems.push(StorageProblem::at(id, ProblemKind::NoPrivateKey));
    }
    problems
}

/// One private key in PEM, whatever its kind.
fn is_private_key(pem: &str) -> bool {
    let mut lines = pem.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let last = lines.next_back().unwrap_or_default();
    let kind = |line: &str, edge: &str| {
        let rest = line.strip_prefix("-----")?.strip_prefix(edge)?;
        rest.strip_suffix("PRIVATE KEY-----").map(ToOwned::to_owned)
    };
    let begins = kind(first, "BEGIN ");
    begins.is_some() && begins == kind(last, "END ") && lines.all(|line| !line.starts_with("-----"))
}
