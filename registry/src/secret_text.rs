//! Text that goes in and never comes out: what a person typed as a password, a key or a token. It has no serialized form
//! of its own; the one place that carries it, a form on its way to the server, says so with [`carried`].

use std::fmt;

/// A secret. It prints as its type's name, is compared by value, and is read only through [`SecretText::expose`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a text as typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for whoever checks it or sends it to the cluster.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}

/// How a map of secrets travels from the form to the server, and nowhere else: `#[serde(with = "…::carried")]`.
pub mod carried {
    use super::SecretText;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    /// Writes the secrets in clear.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<K: Serialize + Ord, S: Serializer>(
        secrets: &BTreeMap<K, SecretText>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_map(secrets.iter().map(|(key, text)| (key, text.expose())))
    }

    /// Reads what [`serialize`] wrote.
    ///
    /// # Errors
    /// Those of the format.
    pub fn deserialize<'de, K: Deserialize<'de> + Ord, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<K, SecretText>, D::Error> {
        let texts = BTreeMap::<K, String>::deserialize(from)?;
        Ok(texts
            .into_iter()
            .map(|(key, text)| (key, SecretText(text)))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let text = format!(
            "{:?} {:#?}",
            SecretText::new("canary"),
            Some(SecretText::new("canary"))
        );
        assert!(!text.contains("canary"), "{text}");
    }
}
