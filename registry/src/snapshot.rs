//! What a batch of reads gave: for each question the objects, or why there are none. A snapshot never fails as a
//! whole, so one forbidden list never hides the rest of a page.

use crate::credentials::is_ours;
use crate::error::ClusterError;
use crate::name::{Name, Namespace};
use crate::objects::Object;
use crate::redact::{HIDDEN, redact};
use crate::resource::Resource;
use crate::secret_text::SecretText;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One question to the API server.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Query {
    /// What is asked for.
    pub resource: Resource,
    /// Where; `None` for cluster-scoped resources, or for all namespaces.
    pub namespace: Option<Namespace>,
    /// Which; `None` for all of them.
    pub name: Option<Name>,
}

impl Query {
    /// The configuration singleton called `cluster`.
    pub fn singleton(resource: Resource) -> Self {
        Self {
            resource,
            namespace: None,
            name: Some(Name::cluster()),
        }
    }

    /// A cluster-scoped object by name.
    pub fn named(resource: Resource, name: Name) -> Self {
        Self {
            resource,
            namespace: None,
            name: Some(name),
        }
    }

    /// All objects of a resource in the registry's namespace.
    pub fn in_registry_namespace(resource: Resource) -> Self {
        Self {
            resource,
            namespace: Some(Name::registry_namespace()),
            name: None,
        }
    }

    /// One object in OpenShift's configuration namespace.
    pub fn named_in_config_namespace(resource: Resource, name: Name) -> Self {
        Self {
            resource,
            namespace: Some(Name::config_namespace()),
            name: Some(name),
        }
    }

    /// One object in the registry's namespace.
    pub fn named_in_registry_namespace(resource: Resource, name: Name) -> Self {
        Self {
            resource,
            namespace: Some(Name::registry_namespace()),
            name: Some(name),
        }
    }

    /// All objects of a resource in the whole cluster.
    pub fn everywhere(resource: Resource) -> Self {
        Self {
            resource,
            namespace: None,
            name: None,
        }
    }
}

/// The answer to one [`Query`]: the objects (one for a named query), secrets taken out.
pub type Answer = Result<Vec<Value>, ClusterError>;

/// The answers of one batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    answers: BTreeMap<Query, Answer>,
    /// What stands in the Secrets that were asked for, as the API server writes it. It is compared with and nothing else.
    held: BTreeMap<Query, BTreeMap<String, SecretText>>,
}

impl Snapshot {
    /// Files an answer, taking secret values out of it first.
    pub fn insert(&mut self, query: Query, mut answer: Answer) {
        self.held.remove(&query);
        if let Ok(objects) = &mut answer {
            // Of others' Secrets not even that much is kept.
            let ours = |name| is_ours(query.resource, name);
            if query.resource == Resource::Secret && query.name.as_ref().is_some_and(ours) {
                let held = objects.iter().flat_map(held).collect();
                self.held.insert(query.clone(), held);
            }
            objects
                .iter_mut()
                .for_each(|object| redact(query.resource, object));
        }
        self.answers.insert(query, answer);
    }

    /// Whether the Secret a named query asked for holds exactly this text under `key`. The one question about a value that
    /// can be asked.
    pub fn holds(&self, query: &Query, key: &str, text: &SecretText) -> bool {
        let held = self.held.get(query).and_then(|held| held.get(key));
        held.is_some_and(|held| held.expose() == STANDARD.encode(text.expose()))
    }

    /// The object a named query asked for. A question that was never asked reads as [`ClusterError::Missing`].
    pub fn one<T: Object>(&self, query: &Query) -> Result<T, ClusterError> {
        let missing = || ClusterError::Missing {
            resource: query.resource,
            name: query.name.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        match self.answers.get(query) {
            Some(Ok(objects)) => objects.first().cloned().map(T::from_value).ok_or_else(missing),
            Some(Err(error)) => Err(error.clone()),
            None => Err(missing()),
        }
    }

    /// All objects a list query gave.
    pub fn all<T: Object>(&self, query: &Query) -> Result<Vec<T>, ClusterError> {
        match self.answers.get(query) {
            Some(Ok(objects)) => Ok(objects.iter().cloned().map(T::from_value).collect()),
            Some(Err(error)) => Err(error.clone()),
            None => Err(ClusterError::Missing {
                resource: query.resource,
                name: String::new(),
            }),
        }
    }

    /// Every answer, in a stable order.
    pub fn answers(&self) -> impl Iterator<Item = (&Query, &Answer)> {
        self.answers.iter()
    }

    /// Whether the caller's login was refused anywhere.
    pub fn signed_out(&self) -> bool {
        self.answers
            .values()
            .any(|a| matches!(a, Err(ClusterError::SignedOut)))
    }
}

/// The values of a Secret that was not redacted before.
fn held(secret: &Value) -> Vec<(String, SecretText)> {
    let data = secret.get("data").and_then(Value::as_object);
    data.into_iter()
        .flatten()
        .filter_map(|(key, value)| {
            let value = value.as_str().filter(|value| *value != HIDDEN)?;
            Some((key.clone(), SecretText::new(value)))
        })
        .collect()
}

impl FromIterator<(Query, Answer)> for Snapshot {
    fn from_iter<I: IntoIterator<Item = (Query, Answer)>>(answers: I) -> Self {
        let mut snapshot = Self::default();
        answers
            .into_iter()
            .for_each(|(query, answer)| snapshot.insert(query, answer));
        snapshot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::{CLOUD_SECRET, user_secret};
    use serde_json::json;

    #[test]
    fn a_value_of_a_secret_can_be_asked_about_and_never_looked_at() {
        let query = Query::named_in_registry_namespace(Resource::Secret, user_secret());
        let secret = json!({"metadata": {"name": "s"}, "data": {"A": "Y2FuYXJ5", "B": ""}});
        let snapshot: Snapshot = [(query.clone(), Ok(vec![secret]))].into_iter().collect();
        let holds = |key: &str, text: &str| snapshot.holds(&query, key, &SecretText::new(text));
        assert!(holds("A", "canary") && holds("B", ""));
        assert!(!holds("A", "Canary") && !holds("C", "") && !holds("A", HIDDEN));
        let shown = format!("{snapshot:?}");
        assert!(
            !shown.contains("canary") && !shown.contains("Y2FuYXJ5"),
            "{shown}"
        );
    }

    #[test]
    fn nothing_is_kept_of_a_secret_that_is_not_the_users() {
        let query = Query::named_in_registry_namespace(Resource::Secret, Name::literal(CLOUD_SECRET));
        let secret = json!({"metadata": {"name": CLOUD_SECRET}, "data": {"A": "YQ=="}});
        let snapshot: Snapshot = [(query.clone(), Ok(vec![secret]))].into_iter().collect();
        assert!(!snapshot.holds(&query, "A", &SecretText::new("a")));
    }

    #[test]
    fn a_newer_answer_takes_the_values_of_the_older_along() {
        let query = Query::named_in_registry_namespace(Resource::Secret, user_secret());
        let secret = json!({"metadata": {"name": "s"}, "data": {"A": "YQ=="}});
        let mut snapshot: Snapshot = [(query.clone(), Ok(vec![secret]))].into_iter().collect();
        assert!(snapshot.holds(&query, "A", &SecretText::new("a")));
        snapshot.insert(query.clone(), Err(ClusterError::Unreachable));
        assert!(!snapshot.holds(&query, "A", &SecretText::new("a")));
    }
}
