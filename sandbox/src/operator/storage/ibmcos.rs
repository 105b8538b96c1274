//! The driver of IBM Cloud Object Storage: a service instance, a key and a bucket, one after the other. Location and
//! resource group are the cluster's own, whatever the spec says. An instance with [`SLOW`] in its name takes a while.

use jiff::SignedDuration;
use serde_json::json;

use super::Adopted;
use super::cloud::{self, Secret};
use crate::json::{object, text};
use crate::operator::{Pass, conditions};

/// Names an instance that is still being provisioned when the operator first looks.
const SLOW: &str = "sandbox-provisioning";

/// For how long it is.
const PROVISIONING: SignedDuration = SignedDuration::from_secs(6);

const STEP: &str = "IBM COS Instance Provisioning";
const ACCOUNT: &str = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const INSTANCE: &str = "5a0d3b1c-9e47-4f6b-8c21-7b1f0a9d4e33";
const KEY: &str = "2f8c6d4e-1a3b-4c5d-9e7f-6b5a4c3d2e1f";

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    let found = credentials(pass);
    if super::in_force(pass, "ibmcos") {
        if let Err(why) = &found {
            pass.condition("StorageExists", "Unknown", "Unknown Error Occurred", why);
        }
        return found.map(|()| None);
    }
    if !is_waiting(pass) {
        super::changed(pass, "IBMCOS");
    }
    found?;
    for (field, value) in [
        ("location", "location"),
        ("resourceGroupName", "resourceGroupName"),
    ] {
        let value = cloud::platform(pass, "ibmcloud", value);
        if !value.is_empty() {
            object(&mut pass.config["spec"]["storage"], "ibmcos").insert(field.into(), json!(value));
        }
    }
    let named = |pass: &Pass<'_>, field: &str| {
        text(&pass.config, &format!("/spec/storage/ibmcos/{field}")).to_owned()
    };
    let instance = named(pass, "serviceInstanceCRN");
    provisioned(pass, &instance)?;
    let fields = object(&mut pass.config["spec"]["storage"], "ibmcos");
    if instance.is_empty() {
        fields.insert(
            "serviceInstanceCRN".into(),
            json!(format!("{ACCOUNT}:{INSTANCE}::")),
        );
    }
    fields
        .entry("resourceKeyCRN")
        .or_insert_with(|| json!(format!("{ACCOUNT}:{INSTANCE}:resource-key:{KEY}")));
    let made = cloud::name(pass, "ibmcos", "bucket");
    let (reason, message) = if made {
        ("Creation Successful", "IBM COS bucket was successfully created")
    } else {
        (
            "IBM COS Bucket Exists",
            "User supplied IBM COS bucket exists and is accessible",
        )
    };
    pass.condition("StorageExists", "True", reason, message);
    Ok(Some(Adopted {
        managed: made || instance.is_empty(),
        in_force: true,
    }))
}

fn is_waiting(pass: &Pass<'_>) -> bool {
    conditions::get(&pass.config["status"], "StorageExists").is_some_and(|c| c["reason"] == STEP)
}

/// Whether the instance can be used yet.
fn provisioned(pass: &mut Pass<'_>, instance: &str) -> Result<(), String> {
    if !instance.contains(SLOW) {
        return Ok(());
    }
    let began = conditions::get(&pass.config["status"], "StorageExists")
        .filter(|condition| condition["reason"] == STEP)
        .and_then(|condition| text(condition, "/lastTransitionTime").parse().ok())
        .unwrap_or(pass.setting.now);
    let ready = began.saturating_add(PROVISIONING).unwrap_or(began);
    if pass.setting.now >= ready {
        return Ok(());
    }
    pass.again = Some(ready);
    pass.condition(
        "StorageExists",
        "False",
        STEP,
        "IBM COS service instance is provisioning",
    );
    Err("waiting for IBM COS service instance to finish provisioning".into())
}

fn credentials(pass: &Pass<'_>) -> Result<(), String> {
    let (secret, name, key) = match cloud::secret(pass)? {
        Secret::User(secret) => (secret, cloud::USER, "REGISTRY_STORAGE_IBMCOS_IAMAPIKEY"),
        Secret::Minted(secret) => (secret, cloud::CLUSTER, "ibmcloud_api_key"),
    };
    cloud::required(&secret, name, key).map(drop)
}
