//! The driver of OpenStack Swift: what goes wrong while it logs in becomes the reason of its condition, a whole
//! sentence as it is.

use super::Adopted;
use super::cloud::{self, Secret};
use crate::json::text;
use crate::operator::Pass;

/// What a user's secret may hold; one of them, whole.
const LOGINS: [&[&str]; 3] = [
    &[
        "REGISTRY_STORAGE_SWIFT_USERNAME",
        "REGISTRY_STORAGE_SWIFT_PASSWORD",
    ],
    &[
        "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID",
        "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME",
        "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET",
    ],
    &["REGISTRY_STORAGE_SWIFT_TOKENID"],
];

pub(super) fn sync(pass: &mut Pass<'_>) -> Result<Option<Adopted>, String> {
    let found = login(pass);
    if super::in_force(pass, "swift") {
        if let Err(why) = &found {
            pass.condition(
                "StorageExists",
                "Unknown",
                "Could not connect to registry storage",
                why,
            );
        }
        return found.map(|()| None);
    }
    if let Err(why) = found {
        pass.condition("StorageExists", "False", &why, &why);
        return Err(why);
    }
    let made = cloud::name(pass, "swift", "container");
    let (reason, message) = if made {
        ("Swift Container Created", "")
    } else {
        ("Container exists", "User supplied container already exists")
    };
    pass.condition("StorageExists", "True", reason, message);
    Ok(Some(Adopted {
        managed: made,
        in_force: true,
    }))
}

fn login(pass: &Pass<'_>) -> Result<(), String> {
    let secret = match cloud::secret(pass)? {
        Secret::Minted(_) => return Ok(()),
        Secret::User(secret) => secret,
    };
    let whole = |keys: &&&[&str]| keys.iter().all(|key| secret["data"].get(*key).is_some());
    if LOGINS.iter().find(whole).is_none() {
        return Err(format!(
            "secret \"{}/{}\" does not contain required keys: {}",
            text(&secret, "/metadata/namespace"),
            cloud::USER,
            LOGINS.map(|keys| keys.join(", ")).join(" or ")
        ));
    }
    let address = text(&pass.config, "/spec/storage/swift/authURL").to_owned();
    if address.is_empty() {
        return Err(
            "failed to authenticate against OpenStack: Post \"auth/tokens\": unsupported protocol scheme \"\"".into(),
        );
    }
    if address.contains("127.0.0.1:9") {
        return Err(format!(
            "failed to authenticate against OpenStack: Post \"{address}/auth/tokens\": dial tcp 127.0.0.1:9: connect: connection refused"
        ));
    }
    Ok(())
}
