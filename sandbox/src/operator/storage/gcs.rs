//! The driver of Google Cloud Storage: region and project come from the cluster together or not at all, and a key file
//! that is no JSON is complained about in the JSON reader's words alone.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Adopted;
use super::cloud::{self, Secret};
use crate::go_json;
use crate::json::{object, text};
use crate::operator::Pass;

const KEY: &str = "REGISTRY_STORAGE_GCS_KEYFILE";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    let found = credentials(pass);
    if super::in_force(pass, "gcs") {
        if let Err(why) = &found {
            pass.condition("StorageExists", "Unknown", "Unknown Error Occurred", why);
        }
        return found.map(|()| None);
    }
    super::changed(pass, "GCS");
    found?;
    if text(&pass.config, "/spec/storage/gcs/region").is_empty() {
        for (field, value) in [("region", "region"), ("projectID", "projectID")] {
            let value = cloud::platform(pass, "gcp", value);
            if !value.is_empty() {
                object(&mut pass.config["spec"]["storage"], "gcs").insert(field.into(), json!(value));
            }
        }
    }
    let made = cloud::name(pass, "gcs", "bucket");
    let (reason, message) = if made {
        ("Creation Successful", "GCS bucket was successfully created")
    } else {
        (
            "GCS Bucket Exists",
            "User supplied GCS bucket exists and is accessible",
        )
    };
    pass.condition("StorageExists", "True", reason, message);
    Ok(Some(Adopted {
        managed: made,
        in_force: true,
    }))
}

fn credentials(pass: &Pass<'_>) -> Result<(), String> {
    let Secret::User(secret) = cloud::secret(pass)? else {
        return Ok(());
    };
    let file = cloud::required(&secret, cloud::USER, KEY)?;
    let file = STANDARD.decode(file).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(&file)
        .map(drop)
        .map_err(|_| go_json::complaint(&file))
}
