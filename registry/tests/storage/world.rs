//! A small cluster that steps can be applied to, as the API server and nobody else would change it.

use crate::given::{Given, sample};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use registry::change::{Change, Problem};
use registry::plan::{Action, Plan, Step};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::snapshot::Snapshot;
use registry::storage::{Facts, FieldId, KindId, StorageForm, queries};
use serde_json::{Map, Value, json};

/// Stands where the fixtures have their `httpSecret`.
pub const CANARY: &str = "canary-a4f1c07e";

/// Stands where a form has a secret.
pub const TYPED: &str = "canary-5d20b9e3";

#[derive(Clone)]
pub struct World {
    pub config: Value,
    pub claims: Vec<Value>,
    /// The Secrets of the registry's namespace.
    pub secrets: Vec<Value>,
    /// The ConfigMaps of `openshift-config`.
    pub bundles: Vec<Value>,
    pub rest: Given,
}

fn objects(name: &str) -> Vec<Value> {
    serde_json::from_value(sample(name)).unwrap()
}

impl World {
    /// vSphere with every claim and class of the fixtures, and this configuration.
    pub fn with(config: &str) -> Self {
        let mut config = sample(config);
        config["spec"]["httpSecret"] = json!(CANARY);
        Self {
            config,
            claims: objects("storage/claims"),
            secrets: Vec::new(),
            bundles: Vec::new(),
            rest: Given::default()
                .on("infrastructure-vsphere")
                .list(Resource::StorageClass, objects("storage/classes"))
                .list(Resource::Event, objects("storage/events"))
                .one(Resource::CustomResourceDefinition, sample("storage/schema-today")),
        }
    }

    pub fn removed() -> Self {
        Self::with("config-removed-baremetal")
    }

    /// Changes the spec by a merge patch, as through `oc`.
    pub fn but(mut self, spec: Value) -> Self {
        merge(&mut self.config, &json!({ "spec": spec }));
        self
    }

    pub fn rest(mut self, change: impl FnOnce(Given) -> Given) -> Self {
        self.rest = change(self.rest);
        self
    }

    pub fn only_claims(mut self, names: &[&str]) -> Self {
        self.claims
            .retain(|c| names.iter().any(|n| c["metadata"]["name"] == *n));
        self
    }

    /// Adds the claim of the operator's name: the operator's own, or one made by hand.
    pub fn operators_claim(mut self, own: bool, mode: &str) -> Self {
        let mut claim = json!({
            "metadata": {"name": "image-registry-storage", "namespace": "openshift-image-registry", "uid": "u-op"},
            "spec": {"accessModes": [mode], "resources": {"requests": {"storage": "100Gi"}},
                "storageClassName": "files"},
            "status": {"phase": "Bound"},
        });
        if own {
            claim["metadata"]["annotations"] = json!({"imageregistry.openshift.io": "true"});
        }
        self.claims.push(claim);
        self
    }

    /// Adds a Secret with these keys.
    pub fn secret(mut self, name: &str, keys: &[(&str, &str)]) -> Self {
        let data: Map<String, Value> = keys
            .iter()
            .map(|(key, text)| ((*key).to_owned(), json!(STANDARD.encode(text))))
            .collect();
        self.secrets.push(json!({
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": data,
            "metadata": {"name": name, "namespace": "openshift-image-registry", "uid": format!("first-{name}"),
                "resourceVersion": "7"},
        }));
        self
    }

    pub fn snapshot(&self) -> Snapshot {
        self.rest
            .clone()
            .one(Resource::Config, self.config.clone())
            .list(Resource::Claim, self.claims.clone())
            .list(Resource::Secret, self.secrets.clone())
            .list(Resource::ConfigMap, self.bundles.clone())
            .snapshot(queries())
    }

    pub fn facts(&self) -> Facts {
        Facts::read(&self.snapshot())
    }

    pub fn plan(&self, form: &StorageForm) -> Result<Plan, Vec<Problem>> {
        self.change(&Change::Storage(form.clone()))
    }

    pub fn change(&self, change: &Change) -> Result<Plan, Vec<Problem>> {
        change.plan(&self.snapshot())
    }

    fn list(&mut self, resource: Resource) -> &mut Vec<Value> {
        match resource {
            Resource::Claim => &mut self.claims,
            Resource::Secret => &mut self.secrets,
            Resource::ConfigMap => &mut self.bundles,
            other => panic!("{other:?} is not kept here"),
        }
    }

    pub fn apply(&mut self, step: &Step) {
        let resource = step.target().resource;
        let name = step.target().name.as_str();
        match step.action() {
            Action::Create { .. } => {
                let mut object = step.body().unwrap();
                object["metadata"]["uid"] = json!(format!("uid-of-{name}"));
                object["metadata"]["resourceVersion"] = json!("8");
                match resource {
                    Resource::Claim => object["status"] = json!({"phase": "Pending"}),
                    Resource::Secret => store(&mut object),
                    _ => {}
                }
                self.list(resource).push(object);
            }
            Action::Patch { .. } if resource == Resource::Config => {
                merge(&mut self.config, &step.body().unwrap());
            }
            Action::Patch { .. } => {
                let body = step.body().unwrap();
                let mut all = self.list(resource).iter_mut();
                let object = all.find(|object| object["metadata"]["name"] == name).unwrap();
                merge(object, &body);
                object["metadata"]["resourceVersion"] = json!("9");
            }
            Action::Delete { uid } => self
                .list(resource)
                .retain(|c| c["metadata"]["name"] != name || c["metadata"]["uid"] != uid.as_str()),
        }
    }
}

/// What the API server does with texts: it keeps them as base64 under `data`.
fn store(secret: &mut Value) {
    let texts = secret.as_object_mut().unwrap().remove("stringData").unwrap();
    for (key, text) in texts.as_object().unwrap() {
        secret["data"][key.as_str()] = json!(STANDARD.encode(text.as_str().unwrap()));
    }
}

/// RFC 7396, written apart from the code under test.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, change) in changes {
        if change.is_null() {
            target.as_object_mut().unwrap().remove(key);
        } else {
            merge(&mut target[key], change);
        }
    }
}

/// A form with what was typed.
pub fn form(kind: KindId, typed: &[(FieldId, &str)]) -> StorageForm {
    StorageForm {
        kind,
        values: typed.iter().map(|(id, text)| (*id, (*text).to_owned())).collect(),
        ..StorageForm::untouched(kind)
    }
}

/// A form with secrets beside what was typed.
pub fn with(kind: KindId, typed: &[(FieldId, &str)], secrets: &[(FieldId, &str)]) -> StorageForm {
    let mut form = form(kind, typed);
    form.secrets = secrets
        .iter()
        .map(|(id, text)| (*id, SecretText::new(*text)))
        .collect();
    form
}

/// The existing claim of this name, and nothing else typed.
pub fn existing(claim: &str) -> StorageForm {
    form(KindId::ExistingClaim, &[(FieldId::Claim, claim)])
}

/// The patch of the plan's last step.
pub fn patch(plan: &Plan) -> &Value {
    match plan.steps.last().map(Step::action) {
        Some(Action::Patch { patch, .. }) => patch,
        other => panic!("no patch: {other:?}"),
    }
}
