//! Steps: the only way anything is written. A step is a verb on one of a closed list of resources, at a checked name;
//! nothing else can be expressed.

use super::content::SecretValues;
use super::foreign::is_foreign;
use super::{FieldChange, Permission, Verb, touched};
use crate::name::{Name, Namespace};
use crate::resource::Resource;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Every (verb, resource) a step may be. Anything else cannot be built.
pub const ALLOWED: &[(Verb, Resource)] = &[
    (Verb::Patch, Resource::Config),
    (Verb::Create, Resource::Claim),
    (Verb::Delete, Resource::Claim),
    (Verb::Create, Resource::Secret),
    (Verb::Patch, Resource::Secret),
    (Verb::Delete, Resource::Secret),
    (Verb::Create, Resource::ConfigMap),
    (Verb::Patch, Resource::ConfigMap),
    (Verb::Delete, Resource::ConfigMap),
];

/// The object a step is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its resource.
    pub resource: Resource,
    /// Its namespace; `None` for cluster-scoped resources.
    pub namespace: Option<Namespace>,
    /// Its name.
    pub name: Name,
}

/// What is done to the object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Creates it. `object` is complete.
    Create {
        /// The object to create.
        #[serde(with = "crate::json_text")]
        object: Value,
    },
    /// Merge-patches it.
    Patch {
        /// The merge patch, without `metadata`.
        #[serde(with = "crate::json_text")]
        patch: Value,
        /// Every field the patch touches, with its value when the plan was made. A field whose value has moved on
        /// since makes the step a conflict; a move of anything else does not.
        fields: Vec<FieldChange>,
        /// `metadata.resourceVersion` when the plan was made. Part of the plan's hash for a Secret, which nobody but
        /// people changes and whose fields cannot be compared; not for anything else.
        resource_version: String,
    },
    /// Deletes it.
    Delete {
        /// `metadata.uid` when the plan was made, so that a newer object of the same name is safe.
        uid: String,
    },
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub(super) target: Target,
    pub(super) action: Action,
    /// The values of a Secret, for which placeholders stand in the action.
    #[serde(skip)]
    pub(super) values: SecretValues,
}

/// A step that may not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("The console never does {} on {}.", verb.wire(), resource.qualified())]
pub struct StepError {
    /// The verb.
    pub verb: Verb,
    /// The resource.
    pub resource: Resource,
}

impl Step {
    /// Merge-patches the operator's configuration from `before`, its JSON as read. `None` when the patch would
    /// change nothing.
    pub fn patch_config(before: &Value, patch: Value) -> Option<Self> {
        let fields = touched(before, &patch);
        if fields.iter().all(FieldChange::is_same) {
            return None;
        }
        let resource_version = before
            .pointer("/metadata/resourceVersion")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        Some(Self {
            target: Target {
                resource: Resource::Config,
                namespace: None,
                name: Name::cluster(),
            },
            action: Action::Patch {
                patch,
                fields,
                resource_version,
            },
            values: SecretValues::new(),
        })
    }

    /// Creates a claim with this `spec` in the registry's namespace.
    pub fn create_claim(name: Name, spec: Value) -> Self {
        let namespace = Name::registry_namespace();
        let object = json!({
            "apiVersion": Resource::Claim.api_version(),
            "kind": Resource::Claim.api().kind,
            "metadata": {"name": name.as_str(), "namespace": namespace.as_str()},
            "spec": spec,
        });
        Self {
            target: Target {
                resource: Resource::Claim,
                namespace: Some(namespace),
                name,
            },
            action: Action::Create { object },
            values: SecretValues::new(),
        }
    }

    /// Deletes the claim of this name, if it is still the one with this `uid`.
    pub fn delete_claim(name: Name, uid: String) -> Self {
        Self {
            target: Target {
                resource: Resource::Claim,
                namespace: Some(Name::registry_namespace()),
                name,
            },
            action: Action::Delete { uid },
            values: SecretValues::new(),
        }
    }

    /// The object.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// What is done to it.
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// The API verb.
    pub fn verb(&self) -> Verb {
        match self.action {
            Action::Create { .. } => Verb::Create,
            Action::Patch { .. } => Verb::Patch,
            Action::Delete { .. } => Verb::Delete,
        }
    }

    /// The right it needs. Creation cannot be granted by name, so its permission names none.
    pub fn permission(&self) -> Permission {
        let name = (self.verb() != Verb::Create).then(|| self.target.name.clone());
        Permission {
            verb: self.verb(),
            resource: self.target.resource,
            namespace: self.target.namespace.clone(),
            name,
        }
    }

    /// Whether the step is one of [`ALLOWED`] and in its place. Steps are built by the constructors above, so this
    /// only fails for one that was tampered with; whoever executes steps asks it all the same.
    pub fn check(&self) -> Result<(), StepError> {
        let verb = self.verb();
        let resource = self.target.resource;
        let placed = match resource {
            Resource::Config => self.target.namespace.is_none() && self.target.name == Name::cluster(),
            Resource::ConfigMap => self.target.namespace == Some(Name::config_namespace()),
            _ => self.target.namespace == Some(Name::registry_namespace()),
        } && !is_foreign(resource, &self.target.name);
        let own = match &self.action {
            Action::Create { object } => {
                object.pointer("/metadata/name").and_then(Value::as_str) == Some(self.target.name.as_str())
            }
            Action::Patch { patch, .. } => patch.get("metadata").is_none() && patch.get("status").is_none(),
            Action::Delete { uid } => !uid.is_empty(),
        };
        if placed && own && self.is_whole() && ALLOWED.contains(&(verb, resource)) {
            Ok(())
        } else {
            Err(StepError { verb, resource })
        }
    }

    /// The fields whose values differ afterwards, for people to read. A creation lists what it sets.
    pub fn changes(&self) -> Vec<FieldChange> {
        match &self.action {
            Action::Create { object } => {
                let data = object.get("stringData").or(object.get("data"));
                let content = match (object.get("spec"), data) {
                    (Some(spec), _) => json!({ "spec": spec }),
                    (None, data) => json!({ "data": data }),
                };
                touched(&Value::Null, &content)
            }
            Action::Patch { fields, .. } => fields.iter().filter(|f| !f.is_same()).cloned().collect(),
            Action::Delete { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::{ConfigMap, Object, Secret};
    use crate::secret_text::SecretText;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn a_patch_that_changes_nothing_is_no_step() {
        let before = json!({"spec": {"replicas": 1, "storage": {"emptyDir": {}}}});
        assert_eq!(
            Step::patch_config(
                &before,
                json!({"spec": {"replicas": 1, "storage": {"emptyDir": {}}}})
            ),
            None
        );
        assert!(Step::patch_config(&before, json!({"spec": {"replicas": 2}})).is_some());
    }

    #[test]
    fn every_constructor_gives_an_allowed_step() {
        let name = Name::new("registry-data").unwrap();
        let values = || BTreeMap::from([("A".to_owned(), SecretText::new("a"))]);
        let secret = Secret::from_value(json!({"metadata": {"name": "s"}}));
        let bundle = ConfigMap::from_value(json!({"metadata": {"name": "b"}}));
        let steps = [
            Step::patch_config(&json!({}), json!({"spec": {"replicas": 2}})).unwrap(),
            Step::create_claim(name.clone(), json!({})),
            Step::delete_claim(name.clone(), "u-1".into()),
            Step::create_secret(name.clone(), values()),
            Step::patch_secret(&secret, values(), &BTreeSet::new()).unwrap(),
            Step::delete_secret(name.clone(), "u-1".into()),
            Step::create_bundle(name.clone(), "a.crt", "PEM"),
            Step::patch_bundle(&bundle, "a.crt", "PEM").unwrap(),
            Step::delete_bundle(name, "u-1".into()),
        ];
        for step in &steps {
            assert_eq!(step.check(), Ok(()), "{step:?}");
        }
        assert_eq!(
            steps.map(|s| (s.verb(), s.target().resource)).to_vec(),
            ALLOWED.to_vec()
        );
    }

    #[test]
    fn a_tampered_step_does_not_pass_the_check() {
        let forged = |resource, namespace: Option<&str>, name: &str, action| Step {
            target: Target {
                resource,
                namespace: namespace.map(|n| Name::new(n).unwrap()),
                name: Name::new(name).unwrap(),
            },
            action,
            values: SecretValues::new(),
        };
        let delete = || Action::Delete { uid: "u".into() };
        let registry = Some("openshift-image-registry");
        for step in [
            forged(Resource::Config, None, "cluster", delete()),
            forged(Resource::Claim, Some("kube-system"), "x", delete()),
            forged(Resource::Claim, None, "x", delete()),
            forged(
                Resource::Claim,
                registry,
                "x",
                Action::Delete { uid: String::new() },
            ),
            forged(
                Resource::Claim,
                registry,
                "x",
                Action::Create {
                    object: json!({"metadata": {"name": "y"}}),
                },
            ),
            forged(Resource::Route, registry, "x", delete()),
            forged(Resource::Secret, Some("openshift-config"), "x", delete()),
            forged(
                Resource::Secret,
                registry,
                "installer-cloud-credentials",
                delete(),
            ),
            forged(Resource::Secret, registry, "default-dockercfg-x7k2p", delete()),
            forged(Resource::ConfigMap, registry, "x", delete()),
            forged(
                Resource::ConfigMap,
                Some("openshift-config"),
                "user-ca-bundle",
                delete(),
            ),
            // Placeholders whose values are gone.
            forged(
                Resource::Secret,
                registry,
                "x",
                Action::Create {
                    object: json!({"metadata": {"name": "x"}, "stringData": {"A": "<value>"}}),
                },
            ),
            forged(
                Resource::Secret,
                registry,
                "x",
                Action::Patch {
                    patch: json!({"data": {"A": "<value>"}}),
                    fields: vec![],
                    resource_version: "1".into(),
                },
            ),
            forged(
                Resource::Secret,
                registry,
                "x",
                Action::Patch {
                    patch: json!({"stringData": {"A": "b"}}),
                    fields: vec![],
                    resource_version: "1".into(),
                },
            ),
            forged(
                Resource::Config,
                None,
                "cluster",
                Action::Patch {
                    patch: json!({"metadata": {"finalizers": []}}),
                    fields: vec![],
                    resource_version: String::new(),
                },
            ),
        ] {
            assert!(step.check().is_err(), "{step:?}");
        }
    }
}
