//! What to know before a bucket behind the S3 API is used.

use super::fields::is_theirs;
use super::{ACCESS_KEY, MEMBER, S3, SECRET_KEY, WAYS};
use crate::storage::facts::Facts;
use crate::storage::field::{Field, is_on, value};
use crate::storage::form::{FieldId, StorageForm};
use crate::storage::kinds::object_store::credentials_warnings;
use crate::storage::warning::Warning;

/// How long Amazon's keys are. Other stores differ, so this never refuses.
const USUAL: [(FieldId, usize); 2] = [(FieldId::AccessKey, 20), (FieldId::SecretKey, 40)];

impl S3 {
    pub(super) fn warn(&self, fields: &[Field], form: &StorageForm, facts: &Facts) -> Vec<Warning> {
        let of = |id| value(fields, id);
        let amazon = matches!(self, Self::Amazon);
        let bucket = of(FieldId::Bucket);
        let mut warnings = Vec::new();
        if bucket.contains('.') && (amazon || is_on(fields, FieldId::VirtualHosted)) {
            warnings.push(Warning::DotsInBucket);
        }
        let theirs = is_theirs(fields);
        let same = Self::is_in_force(fields, facts);
        match (theirs, facts.operator_owns(MEMBER)) {
            (true, true) if same => warnings.push(Warning::StoreBecomesYours {
                name: bucket.to_owned(),
            }),
            (false, true) if same => {}
            (false, _) if !bucket.is_empty() => warnings.push(Warning::OperatorTakesOver {
                name: bucket.to_owned(),
            }),
            _ => {}
        }
        if of(FieldId::Endpoint).starts_with("http://") {
            warnings.push(Warning::PlainHttp);
        }
        let encrypts = is_on(fields, FieldId::Encrypt);
        if theirs && !encrypts && !of(FieldId::KeyId).is_empty() {
            warnings.push(Warning::KeyWithoutEncryption);
        }
        if encrypts && !amazon {
            warnings.push(Warning::StoreMayNotEncrypt);
        }
        if amazon {
            for (id, usual) in USUAL {
                let typed = form.secret(id).trim();
                if !typed.is_empty() && typed.len() != usual && fields.iter().any(|field| field.id == id) {
                    warnings.push(Warning::UnusualLength { field: id, usual });
                }
            }
        }
        let written = [ACCESS_KEY, SECRET_KEY];
        warnings.extend(credentials_warnings(fields, WAYS, &written, facts));
        warnings
    }
}
