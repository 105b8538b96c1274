//! The guide's checklist for a bucket behind the S3 API. In a bucket of its own the operator does most of it and tells;
//! in a bucket of the user's it changes nothing and tells nothing.

use super::fields::is_theirs;
use super::{MEMBER, S3};
use crate::objects::Status;
use crate::storage::check::{Check, CheckId, CheckState, Finding};
use crate::storage::facts::Facts;
use crate::storage::field::{Field, is_on, value};
use crate::storage::form::{FieldId, StorageForm};
use crate::storage::kinds::object_store::credentials_check;

fn check(id: CheckId, state: CheckState, finding: Finding) -> Check {
    Check {
        id,
        state,
        finding: Some(finding),
    }
}

impl S3 {
    pub(super) fn look(&self, fields: &[Field], form: &StorageForm, facts: &Facts) -> Vec<Check> {
        let made = !is_theirs(fields);
        let mut checks = vec![
            bucket_check(fields, made, facts),
            credentials_check(fields, facts),
        ];
        let operators = made && Self::is_in_force(fields, facts);
        let seen_to = |id, condition: &str| {
            if !made {
                return check(id, CheckState::Reminder, Finding::YoursToDo);
            }
            let said = facts.storage_condition(MEMBER, condition).filter(|_| operators);
            match said {
                Some(said) if said.status == Status::True => check(id, CheckState::Ok, Finding::OperatorDid),
                Some(said) => check(
                    id,
                    CheckState::Attention,
                    Finding::OperatorFailed {
                        reason: said.reason.clone(),
                        message: said.message.clone(),
                    },
                ),
                None => check(id, CheckState::Ok, Finding::OperatorSees),
            }
        };
        checks.push(seen_to(
            CheckId::UnfinishedUploads,
            "StorageIncompleteUploadCleanupEnabled",
        ));
        if matches!(self, Self::Amazon) {
            checks.push(seen_to(CheckId::PublicAccess, "StoragePublicAccessBlocked"));
        }
        if made {
            checks.push(seen_to(CheckId::Encryption, "StorageEncrypted"));
        }
        if is_on(fields, FieldId::CloudFront) {
            let secret = value(fields, FieldId::CloudFrontSecret).to_owned();
            let key = value(fields, FieldId::CloudFrontSecretKey).to_owned();
            checks.push(if form.secret(FieldId::CloudFrontKey).is_empty() {
                let needed = Finding::SecretNeeded { secret, key };
                check(CheckId::CloudFrontSecret, CheckState::Reminder, needed)
            } else {
                let made = Finding::SecretIsMade { secret };
                check(CheckId::CloudFrontSecret, CheckState::Ok, made)
            });
        }
        if !value(fields, FieldId::Endpoint).is_empty() {
            checks.push(check(
                CheckId::Reach,
                CheckState::Reminder,
                Finding::ClientsGoToTheStore,
            ));
        }
        checks
    }

    /// Whether the bucket of these fields is what the operator looks at now.
    pub(super) fn is_in_force(fields: &[Field], facts: &Facts) -> bool {
        let bucket = value(fields, FieldId::Bucket);
        let endpoint = value(fields, FieldId::Endpoint);
        !bucket.is_empty() && facts.now("s3.bucket") == bucket && facts.now("s3.regionEndpoint") == endpoint
    }

    /// Whether the operator has found it.
    pub(super) fn is_found(fields: &[Field], facts: &Facts) -> bool {
        Self::is_in_force(fields, facts)
            && facts
                .storage_condition(MEMBER, "StorageExists")
                .is_some_and(|said| said.status == Status::True)
    }
}

fn bucket_check(fields: &[Field], made: bool, facts: &Facts) -> Check {
    let id = CheckId::Bucket;
    let said = facts
        .storage_condition(MEMBER, "StorageExists")
        .filter(|_| S3::is_in_force(fields, facts));
    match said {
        Some(said) if said.status == Status::True => check(id, CheckState::Ok, Finding::BucketFound),
        Some(said) => check(
            id,
            CheckState::Attention,
            Finding::BucketNotFound {
                reason: said.reason.clone(),
                message: said.message.clone(),
            },
        ),
        None if made => check(id, CheckState::Ok, Finding::OperatorMakesBucket),
        None => check(id, CheckState::Reminder, Finding::BucketMustExist),
    }
}
