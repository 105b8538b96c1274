//! The driver of S3. There is no cloud behind a sandbox: a bucket is there once the keys are, but for names that ask for
//! something else. Anybody can type them into the wizard:
//!
//! | typed | what happens |
//! |---|---|
//! | a bucket that begins with `fresh-` | it does not exist: the operator makes it |
//! | a bucket that begins with `foreign-` | it belongs to another account |
//! | an access key that begins with `WRONG` | the cloud does not know it |
//! | an endpoint with port 9 | nothing listens |
//! | an endpoint with `private-ca` in its host | a corporate CA signed its certificate |

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Adopted;
use super::cloud::{self, Secret, USER};
use crate::json::{object, text};
use crate::operator::Pass;
use crate::resources::configmaps;

const KEYS: [&str; 2] = ["REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"];

/// What the SDK appends to each refusal of a cloud.
fn refused(code: &str, message: &str, status: u16) -> String {
    format!("{code}: {message}\n\tstatus code: {status}, request id: SANDBOX00000000, host id: ")
}

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    if super::in_force(pass, "s3") {
        return Ok(None);
    }
    let key = access_key(pass);
    super::changed(pass, "S3");
    let key = key?;
    if let Some(refusal) = unreachable(pass).or_else(|| untrusted(pass)) {
        pass.condition("StorageExists", "Unknown", "Unknown Error Occurred", &refusal);
        return Err(refusal);
    }
    if key.starts_with("WRONG") {
        let message = "The AWS Access Key Id you provided does not exist in our records.";
        let refusal = refused("InvalidAccessKeyId", message, 403);
        pass.condition("StorageExists", "False", "InvalidAccessKeyId", &refusal);
        return Err(refusal);
    }
    let bucket = text(&pass.config, "/spec/storage/s3/bucket").to_owned();
    if bucket.starts_with("foreign-") {
        let message = "The bucket exists, but we do not have permission to access it";
        pass.condition("StorageExists", "False", "Unable to Access Bucket", message);
        let taken = "The requested bucket name is not available.";
        return Err(refused("BucketAlreadyExists", taken, 409));
    }
    let named = cloud::name(pass, "s3", "bucket");
    let made = named || bucket.starts_with("fresh-");
    if named {
        let region = cloud::platform(pass, "aws", "region");
        let storage = object(&mut pass.config["spec"]["storage"], "s3");
        storage.entry("region").or_insert(json!(region));
    }
    let (reason, message) = if made {
        ("Creation Successful", "S3 bucket was successfully created")
    } else {
        (
            "S3 Bucket Exists",
            "User supplied S3 bucket exists and is accessible",
        )
    };
    pass.condition("StorageExists", "True", reason, message);
    let owner = text(&pass.config, "/spec/storage/managementState");
    if owner == "Managed" || owner.is_empty() && made {
        care_for(pass);
    }
    Ok(Some(Adopted {
        managed: made,
        in_force: true,
    }))
}

/// What the operator does with a bucket of its own.
fn care_for(pass: &mut Pass<'_>) {
    let algorithm = if text(&pass.config, "/spec/storage/s3/keyID").is_empty() {
        "AES256"
    } else {
        "aws:kms"
    };
    object(&mut pass.config["spec"]["storage"], "s3").insert("encrypt".into(), json!(true));
    for (kind, reason, message) in [
        (
            "StoragePublicAccessBlocked",
            "Public Access Block Successful",
            "Public access to the S3 bucket and its contents have been successfully blocked.",
        ),
        (
            "StorageTagged",
            "Tagging Successful",
            "Tags were successfully applied to the S3 bucket",
        ),
        (
            "StorageEncrypted",
            "Encryption Successful",
            &format!("Default {algorithm} encryption was successfully enabled on the S3 bucket"),
        ),
        (
            "StorageIncompleteUploadCleanupEnabled",
            "Enable Cleanup Successful",
            "Default cleanup of incomplete multipart uploads after one (1) day was successfully enabled",
        ),
    ] {
        pass.condition(kind, "True", reason, message);
    }
}

/// The access key; nothing to look at where the cluster's own credentials are used.
fn access_key(pass: &Pass<'_>) -> Result<String, String> {
    let secret = match cloud::secret(pass)? {
        Secret::User(secret) => secret,
        Secret::Minted(_) => return Ok(String::new()),
    };
    for key in KEYS {
        cloud::required(&secret, USER, key)?;
    }
    let key = STANDARD.decode(cloud::required(&secret, USER, KEYS[0])?);
    Ok(String::from_utf8(key.unwrap_or_default()).unwrap_or_default())
}

fn endpoint<'a>(pass: &'a Pass<'_>) -> &'a str {
    text(&pass.config, "/spec/storage/s3/regionEndpoint")
}

/// The existence check that could not be sent.
fn not_sent(pass: &Pass<'_>, why: &str) -> String {
    let bucket = text(&pass.config, "/spec/storage/s3/bucket");
    let endpoint = endpoint(pass);
    format!("RequestError: send request failed\ncaused by: Head \"{endpoint}/{bucket}\": {why}")
}

/// The discard port, on this very machine or elsewhere: refused, as it would be.
fn unreachable(pass: &Pass<'_>) -> Option<String> {
    let host = endpoint(pass).split_once("://")?.1;
    let port = host.rsplit_once(':')?.1;
    let refuses = host.starts_with("127.0.0.1:") || port == "9";
    refuses.then(|| not_sent(pass, &format!("dial tcp {host}: connect: connection refused")))
}

/// A store whose certificate needs an authority that the ConfigMap must bring.
fn untrusted(pass: &Pass<'_>) -> Option<String> {
    if !endpoint(pass).contains("private-ca") {
        return None;
    }
    let name = text(&pass.config, "/spec/storage/s3/trustedCA/name");
    let bundle = pass.store.get(&configmaps::RESOURCE, "openshift-config", name);
    let trusted =
        bundle.is_some_and(|bundle| bundle["data"].get("ca-bundle.crt").is_some_and(Value::is_string));
    (!trusted).then(|| not_sent(pass, "x509: certificate signed by unknown authority"))
}
