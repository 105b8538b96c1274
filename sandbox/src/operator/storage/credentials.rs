//! Whether the storage that is in force can still be opened. The real operator looks whether it is there in each pass, and
//! cannot without keys; there is no cloud here to look at, so the keys are all there is to miss.

use super::cloud::{Secret, USER, required, secret};
use crate::operator::Pass;

/// Why the storage cannot be looked at any more. Azure's driver finds out by itself.
pub(super) fn check(pass: &Pass<'_>, member: &str) -> Result<(), String> {
    let keys: &[&str] = match member {
        "s3" => &["REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"],
        "gcs" => &["REGISTRY_STORAGE_GCS_KEYFILE"],
        "ibmcos" => &["REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"],
        "swift" => &[],
        _ => return Ok(()),
    };
    let Secret::User(secret) = secret(pass)? else {
        return Ok(());
    };
    keys.iter()
        .try_for_each(|key| required(&secret, USER, key).map(drop))
}
