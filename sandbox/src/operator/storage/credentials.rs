//! Whether the storage that is in force can still be opened. The real operator looks whether it is there in each pass, and
//! cannot without keys; there is no cloud here to look at, so the keys are all there is to miss.

use crate::json::text;
use crate::operator::Pass;
use crate::resources::secrets;

use super::cloud::{CLUSTER, USER};

/// Why the storage cannot be looked at any more. Azure's driver finds out by itself.
pub(super) fn check(pass: &Pass<'_>, member: &str) -> Result<(), String> {
    let required: &[&str] = match member {
        "s3" => &["REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"],
        "gcs" => &["REGISTRY_STORAGE_GCS_KEYFILE"],
        "ibmcos" => &["REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"],
        "swift" => &[],
        _ => return Ok(()),
    };
    let Some(secret) = pass.own(&secrets::RESOURCE, USER) else {
        return match pass.own(&secrets::RESOURCE, CLUSTER) {
            Some(_) => Ok(()),
            None => Err(format!(
                "unable to get cluster minted credentials \"openshift-image-registry/{CLUSTER}\": secret \"{CLUSTER}\" not found"
            )),
        };
    };
    match required.iter().find(|key| secret["data"].get(**key).is_none()) {
        None => Ok(()),
        Some(missing) => Err(format!(
            "secret \"{}/{USER}\" does not contain required key \"{missing}\"",
            text(secret, "/metadata/namespace")
        )),
    }
}
