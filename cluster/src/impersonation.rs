//! Being seen as somebody else, as the OpenShift console lets its administrators do. The API server decides whether the
//! token's owner may; here is only how it is asked.

use http::{HeaderName, HeaderValue};
use std::fmt;

const USER: HeaderName = HeaderName::from_static("impersonate-user");
const GROUP: HeaderName = HeaderName::from_static("impersonate-group");
/// Groups at most; nobody has more than some dozens.
const GROUPS: usize = 256;

/// A user and groups to be seen as.
#[derive(Clone)]
pub struct Impersonation {
    user: HeaderValue,
    groups: Vec<HeaderValue>,
}

impl fmt::Debug for Impersonation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Impersonation")
    }
}

impl Impersonation {
    /// Checks the names; `None` when one is empty or cannot stand in a header.
    pub fn new(user: &str, groups: &[&str]) -> Option<Self> {
        let value = |text: &str| HeaderValue::try_from(text).ok().filter(|value| !value.is_empty());
        if groups.len() > GROUPS {
            return None;
        }
        Some(Self {
            user: value(user)?,
            groups: groups.iter().map(|group| value(group)).collect::<Option<_>>()?,
        })
    }

    /// Tells one from another, for whoever keeps things apart by identity.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, value) in self.headers() {
            bytes.push(0);
            bytes.extend(name.as_str().as_bytes());
            bytes.push(0);
            bytes.extend(value.as_bytes());
        }
        bytes
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let groups = self.groups.iter().map(|group| (GROUP, group.clone()));
        std::iter::once((USER, self.user.clone())).chain(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cannot_stand_in_a_header_are_refused() {
        assert!(Impersonation::new("dana", &["developers", "system:authenticated"]).is_some());
        for (user, groups) in [
            ("", &[] as &[&str]),
            ("a\r\nx: y", &[]),
            ("dana", &[""]),
            ("dana", &["a\n"]),
        ] {
            assert!(Impersonation::new(user, groups).is_none(), "{user:?} {groups:?}");
        }
    }

    #[test]
    fn a_user_called_like_a_group_is_not_that_group() {
        let one = Impersonation::new("a", &["b"]).unwrap().canonical();
        let other = Impersonation::new("a", &[]).unwrap().canonical();
        assert_ne!(one, other);
    }
}
