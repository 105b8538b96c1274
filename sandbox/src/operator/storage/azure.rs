//! The driver of Azure Blob: reports an incomplete spec without failing, and looks at the key only once it is in use.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use serde_json::{Value, json};

use super::Adopted;
use super::cloud::{CLUSTER, USER, platform};
use crate::json::{object, text};
use crate::operator::Pass;
use crate::resources::{infrastructures, secrets};

const KEY: &str = "REGISTRY_STORAGE_AZURE_ACCOUNTKEY";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    let Some(secret) = pass.own(&secrets::RESOURCE, USER).cloned() else {
        return minted(pass);
    };
    if secret["data"].get(KEY).is_none() {
        let namespace = text(&secret, "/metadata/namespace");
        return Err(format!(
            "secret \"{namespace}/{USER}\" does not contain required key \"{KEY}\""
        ));
    }
    let missing = |field: &str| text(&pass.config, &format!("/spec/storage/azure/{field}")).is_empty();
    let incomplete = if missing("accountName") {
        Some("Storage account key is provided, but account name is not specified")
    } else if missing("container") {
        Some("Storage account is provided, but container is not specified")
    } else {
        None
    };
    if let Some(message) = incomplete {
        pass.condition("StorageExists", "False", "StorageNotConfigured", message);
        return Ok(Some(Adopted {
            managed: false,
            in_force: false,
        }));
    }
    if !super::in_force(pass, "azure") {
        pass.condition(
            "StorageExists",
            "True",
            "UserManaged",
            "Storage is managed by the user",
        );
        return Ok(Some(Adopted {
            managed: false,
            in_force: true,
        }));
    }
    if let Some(byte) = illegal_byte(&secret) {
        let why = format!("decode account key: illegal base64 data at input byte {byte}");
        let message = format!("Unable to create blob client: {why}");
        pass.condition("StorageExists", "Unknown", "AzureError", &message);
        return Err(why);
    }
    Ok(None)
}

/// With the cluster's own credentials the operator makes what is not named.
fn minted(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    if pass.own(&secrets::RESOURCE, CLUSTER).is_none() {
        let why = format!("unable to get cluster minted credentials: secret \"{CLUSTER}\" not found");
        let message = format!("Unable to get configuration: {why}");
        pass.condition("StorageExists", "Unknown", "ConfigError", &message);
        return Err(why);
    }
    if super::in_force(pass, "azure") {
        return Ok(None);
    }
    let cluster = pass
        .store
        .get(&infrastructures::RESOURCE, "", "cluster")
        .map_or("", |found| text(found, "/status/infrastructureName"));
    let mut account = format!("imageregistry{}", cluster.replace('-', ""));
    account.truncate(19);
    account.push_str("8vq4z");
    let container = format!("{cluster}-image-registry");
    let cloud_name = platform(pass, "azure", "cloudName");
    let fields = object(&mut pass.config["spec"]["storage"], "azure");
    let mut made = false;
    for (field, value) in [
        ("accountName", account),
        ("container", container),
        ("cloudName", cloud_name),
    ] {
        if !fields.contains_key(field) && !value.is_empty() {
            fields.insert(field.into(), json!(value));
            made |= field != "cloudName";
        }
    }
    pass.condition(
        "StorageExists",
        "True",
        "ContainerExists",
        "Storage container exists",
    );
    Ok(Some(Adopted {
        managed: made,
        in_force: true,
    }))
}

/// Go looks at no bits beyond the last byte.
const LIKE_GO: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// Where Go's decoder stops in an account key that is not base64.
fn illegal_byte(secret: &Value) -> Option<usize> {
    let key = STANDARD
        .decode(text(secret, &format!("/data/{KEY}")))
        .unwrap_or_default();
    if LIKE_GO.decode(&key).is_ok() {
        return None;
    }
    let strange = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    Some(key.iter().position(strange).unwrap_or(key.len()))
}
