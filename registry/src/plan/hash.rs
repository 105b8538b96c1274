//! The identity of a plan: a keyed hash over its steps.

use super::{Action, Step};
use crate::resource::Resource;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt;

/// A plan's hash in hexadecimal. Only whoever holds the key can make one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanHash(String);

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for PlanHash {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The server's key for plan hashes. Replicas share it; it never leaves the server.
#[derive(Clone)]
pub struct PlanKey([u8; 32]);

impl fmt::Debug for PlanKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlanKey")
    }
}

impl PlanKey {
    /// A key from 32 bytes of a secure random source.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA-256 over the steps: targets, actions, the values fields had and get, and the identities of objects
    /// to delete. Resource versions are left out, because they move with every status the operator writes; the
    /// values of the touched fields say what matters. A Secret's fields say nothing, so its version counts, and its values
    /// go in beside the text of the steps. All stands under the key, so a hash tells nothing of it.
    pub(super) fn hash(&self, steps: &[Step]) -> PlanHash {
        let text = Value::Array(steps.iter().map(canonical).collect()).to_string();
        // The MAC takes a full block; a shorter key is padded with zeros, as RFC 2104 says.
        let mut block = [0u8; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
        mac.update(text.as_bytes());
        for (at, step) in steps.iter().enumerate() {
            for (key, value) in &step.values {
                // Lengths keep neighbours apart.
                for part in [at.to_string().as_str(), key, value.expose()] {
                    mac.update(&(part.len() as u64).to_be_bytes());
                    mac.update(part.as_bytes());
                }
            }
        }
        let bytes = mac.finalize().into_bytes();
        PlanHash(bytes.iter().map(|b| format!("{b:02x}")).collect())
    }
}

fn canonical(step: &Step) -> Value {
    let target = json!(step.target());
    match step.action() {
        Action::Create { object } => json!([target, "create", object]),
        Action::Patch {
            patch,
            fields,
            resource_version,
        } if step.target().resource == Resource::Secret => {
            json!([target, "patch", patch, fields, resource_version])
        }
        Action::Patch { patch, fields, .. } => json!([target, "patch", patch, fields]),
        Action::Delete { uid } => json!([target, "delete", uid]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;
    use crate::objects::{Object, Secret};
    use crate::secret_text::SecretText;
    use std::collections::{BTreeMap, BTreeSet};

    fn step(version: &str, replicas: i64) -> Step {
        let before = json!({"metadata": {"resourceVersion": version}, "spec": {"replicas": 5}});
        Step::patch_config(&before, json!({"spec": {"replicas": replicas}})).unwrap()
    }

    #[test]
    fn the_hash_follows_content_and_key_but_not_resource_versions() {
        let key = PlanKey::new([1; 32]);
        let hash = key.hash(&[step("1", 2)]);
        assert_eq!(hash, key.hash(&[step("99", 2)]));
        assert_ne!(hash, key.hash(&[step("1", 3)]));
        assert_ne!(hash, PlanKey::new([2; 32]).hash(&[step("1", 2)]));
        let name = || Name::new("c").unwrap();
        assert_ne!(
            key.hash(&[Step::delete_claim(name(), "u1".into())]),
            key.hash(&[Step::delete_claim(name(), "u2".into())])
        );
    }

    #[test]
    fn the_hash_follows_the_values_of_a_secret_and_its_version_and_none_stands_in_the_text() {
        let key = PlanKey::new([1; 32]);
        let create = |text: &str, other: &str| {
            let values = [("A", text), ("B", other)];
            let values = values.map(|(key, text)| (key.to_owned(), SecretText::new(text)));
            Step::create_secret(Name::new("s").unwrap(), BTreeMap::from(values))
        };
        let hash = key.hash(&[create("canary", "b")]);
        assert_eq!(hash, key.hash(&[create("canary", "b")]));
        for other in [
            create("canary ", "b"),
            create("canaryb", ""),
            create("b", "canary"),
        ] {
            assert_ne!(hash, key.hash(&[other]));
        }
        let patch = |version: &str, text: &str| {
            let now = Secret::from_value(
                json!({"metadata": {"name": "s", "resourceVersion": version}, "data": {"A": "(hidden)"}}),
            );
            let values = BTreeMap::from([("A".to_owned(), SecretText::new(text))]);
            Step::patch_secret(&now, values, &BTreeSet::from(["A".to_owned()])).unwrap()
        };
        assert_eq!(key.hash(&[patch("1", "x")]), key.hash(&[patch("1", "x")]));
        assert_ne!(key.hash(&[patch("1", "x")]), key.hash(&[patch("2", "x")]));
        assert_ne!(key.hash(&[patch("1", "x")]), key.hash(&[patch("1", "y")]));
        for step in [create("canary", "b"), patch("1", "canary")] {
            assert!(!canonical(&step).to_string().contains("canary"));
        }
    }
}
