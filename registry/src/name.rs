//! Names that may stand in a request path. A value of these types has been checked, so nothing typed by a person
//! can add a segment, a query or a dot-dot to a URL.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NameError {
    /// Nothing was typed.
    #[error("Enter a name.")]
    Empty,
    /// More than 253 characters, the limit of a DNS subdomain.
    #[error("A name has at most 253 characters.")]
    TooLong,
    /// A character or an edge that DNS names (RFC 1123) do not allow.
    #[error("Use lower-case letters, digits, hyphens and dots; begin and end with a letter or digit.")]
    Characters,
}

/// The name of a cluster object: a DNS-1123 subdomain, which is what the resources used here require.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// The name of a namespace; same rule as [`Name`].
pub type Namespace = Name;

impl Name {
    /// Checks `text` as typed; surrounding blanks are not forgiven, because the cluster does not forgive them.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > 253 {
            return Err(NameError::TooLong);
        }
        let good = text.split('.').all(|label| {
            let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            edge(label.chars().next())
                && edge(label.chars().last())
                && label
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        });
        if good {
            Ok(Self(text))
        } else {
            Err(NameError::Characters)
        }
    }

    /// A name written in this source; every one of them is checked by the test of its module.
    pub(crate) fn literal(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The namespace of the registry, its operator and everything they make.
    pub fn registry_namespace() -> Self {
        Self::literal("openshift-image-registry")
    }

    /// The namespace of OpenShift's configuration, where bundles of certificates are looked for.
    pub fn config_namespace() -> Self {
        Self::literal("openshift-config")
    }

    /// The one name OpenShift's configuration singletons carry.
    pub fn cluster() -> Self {
        Self::literal("cluster")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_dns_subdomain_and_nothing_else() {
        for good in [
            "a",
            "registry-rwx",
            "a.b-c.d",
            "0",
            "public-routes",
            &"x".repeat(253),
        ] {
            assert!(Name::new(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("", NameError::Empty),
            ("A", NameError::Characters),
            ("a/b", NameError::Characters),
            ("..", NameError::Characters),
            ("a..b", NameError::Characters),
            ("-a", NameError::Characters),
            ("a-", NameError::Characters),
            ("a%2fb", NameError::Characters),
            ("a?x", NameError::Characters),
            ("a b", NameError::Characters),
            ("a\n", NameError::Characters),
        ] {
            assert_eq!(Name::new(bad), Err(why), "{bad:?}");
        }
        assert_eq!(Name::new("x".repeat(254)), Err(NameError::TooLong));
    }

    #[test]
    fn literals_obey_the_rule_they_skip() {
        for name in [
            Name::registry_namespace(),
            Name::config_namespace(),
            Name::cluster(),
        ] {
            assert_eq!(Name::new(name.as_str()).as_ref(), Ok(&name));
        }
    }

    #[test]
    fn a_bad_name_cannot_arrive_by_json() {
        assert!(serde_json::from_str::<Name>("\"../secrets\"").is_err());
    }
}
