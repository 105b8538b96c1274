//! Steps on Secrets and ConfigMaps. The values of a Secret stand beside the action, where nothing serializes or prints
//! them; in the action, and so in everything that is shown, a placeholder stands for each. Whoever executes the step asks
//! it for its body.

use super::step::{Action, Step, Target};
use super::{FieldChange, touched};
use crate::name::Name;
use crate::objects::{ConfigMap, Object, Secret};
use crate::redact::HIDDEN;
use crate::resource::Resource;
use crate::secret_text::SecretText;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The values of a Secret, by key.
pub(super) type SecretValues = BTreeMap<String, SecretText>;

/// Stands for a value that fits a line. Unquoted in a shell it is an error, so that nobody creates a Secret with it.
const VALUE: &str = "<value>";

/// Stands for a value that people have in a file.
pub(super) const FILE: &str = "<file>";

fn placeholder(key: &str, text: &SecretText) -> &'static str {
    let is_file = key.ends_with("KEYFILE") || key.contains('.') || text.expose().contains('\n');
    if is_file { FILE } else { VALUE }
}

fn target(resource: Resource, namespace: Name, name: Name) -> Target {
    Target {
        resource,
        namespace: Some(namespace),
        name,
    }
}

fn object(target: &Target, member: &str, content: Map<String, Value>) -> Value {
    let namespace = target.namespace.as_ref().map(Name::as_str);
    json!({
        "apiVersion": target.resource.api_version(),
        "kind": target.resource.api().kind,
        "metadata": {"name": target.name.as_str(), "namespace": namespace},
        member: content,
    })
}

impl Step {
    /// Creates a Secret in the registry's namespace that holds exactly these keys.
    pub fn create_secret(name: Name, values: BTreeMap<String, SecretText>) -> Self {
        let target = target(Resource::Secret, Name::registry_namespace(), name);
        let shown = values
            .iter()
            .map(|(key, text)| (key.clone(), Value::from(placeholder(key, text))));
        let mut object = object(&target, "stringData", shown.collect());
        object["type"] = Value::from("Opaque");
        Self {
            target,
            action: Action::Create { object },
            values,
        }
    }

    /// Makes the Secret `now`, as it was read, hold exactly these keys: `changed` tells which of them hold another value
    /// there. `None` when there is nothing to do.
    pub fn patch_secret(
        now: &Secret,
        values: BTreeMap<String, SecretText>,
        changed: &BTreeSet<String>,
    ) -> Option<Self> {
        let name = Name::new(now.name()).ok()?;
        let keys = now.keys();
        let gone = keys.iter().filter(|key| !values.contains_key(**key));
        let mut data: Map<String, Value> = gone.map(|key| ((*key).to_owned(), Value::Null)).collect();
        let mut fields = Vec::new();
        for key in data.keys() {
            fields.push(change(key, Some(HIDDEN), None));
        }
        for (key, text) in &values {
            let shown = placeholder(key, text);
            data.insert(key.clone(), Value::from(shown));
            let before = keys.contains(&key.as_str()).then_some(HIDDEN);
            let same = before.is_some() && !changed.contains(key);
            fields.push(change(key, before, Some(if same { HIDDEN } else { shown })));
        }
        if fields.iter().all(FieldChange::is_same) {
            return None;
        }
        fields.sort_by(|a, b| a.path.cmp(&b.path));
        Some(Self {
            target: target(Resource::Secret, Name::registry_namespace(), name),
            action: Action::Patch {
                patch: json!({ "data": data }),
                fields,
                resource_version: now.resource_version().to_owned(),
            },
            values,
        })
    }

    /// Deletes the Secret of this name, if it is still the one with this `uid`.
    pub fn delete_secret(name: Name, uid: String) -> Self {
        Self {
            target: target(Resource::Secret, Name::registry_namespace(), name),
            action: Action::Delete { uid },
            values: SecretValues::new(),
        }
    }

    /// Creates a ConfigMap in `openshift-config` with one key.
    pub fn create_bundle(name: Name, key: &str, text: &str) -> Self {
        let target = target(Resource::ConfigMap, Name::config_namespace(), name);
        let data = Map::from_iter([(key.to_owned(), Value::from(text))]);
        Self {
            action: Action::Create {
                object: object(&target, "data", data),
            },
            target,
            values: SecretValues::new(),
        }
    }

    /// Puts a text under a key of the ConfigMap `now`, as it was read, and leaves its other keys alone. `None` when it
    /// stands there already.
    pub fn patch_bundle(now: &ConfigMap, key: &str, text: &str) -> Option<Self> {
        let patch = json!({"data": {key: text}});
        let fields = touched(now.value(), &patch);
        if fields.iter().all(FieldChange::is_same) {
            return None;
        }
        Some(Self {
            target: target(
                Resource::ConfigMap,
                Name::config_namespace(),
                Name::new(now.name()).ok()?,
            ),
            action: Action::Patch {
                patch,
                fields,
                resource_version: now.resource_version().to_owned(),
            },
            values: SecretValues::new(),
        })
    }

    /// Deletes the ConfigMap of this name, if it is still the one with this `uid`.
    pub fn delete_bundle(name: Name, uid: String) -> Self {
        Self {
            target: target(Resource::ConfigMap, Name::config_namespace(), name),
            action: Action::Delete { uid },
            values: SecretValues::new(),
        }
    }

    /// What is sent: the object to create or the patch, with the values of a Secret in their places. It is for the
    /// request and for nothing else. `None` for a deletion.
    pub fn body(&self) -> Option<Value> {
        match &self.action {
            Action::Create { object } => Some(self.filled(object.clone(), "stringData", str::to_owned)),
            Action::Patch { patch, .. } => {
                Some(self.filled(patch.clone(), "data", |text| STANDARD.encode(text)))
            }
            Action::Delete { .. } => None,
        }
    }

    fn filled(&self, mut body: Value, member: &str, written: impl Fn(&str) -> String) -> Value {
        for (key, text) in &self.values {
            body[member][key.as_str()] = Value::from(written(text.expose()));
        }
        body
    }

    /// Whether `current`, the object as the API server has it, is as the step leaves it. The API server adds defaults, so
    /// it may have more; a Secret may not.
    pub fn is_done_in(&self, current: &Value) -> bool {
        if self.target.resource == Resource::Secret {
            return self.secret_is_done_in(current);
        }
        let same = |wanted: &Value| touched(current, wanted).iter().all(FieldChange::is_same);
        match &self.action {
            Action::Create { object } => {
                same(&json!({"spec": object.get("spec"), "data": object.get("data")}))
            }
            Action::Patch { patch, .. } => same(patch),
            Action::Delete { .. } => false,
        }
    }

    fn secret_is_done_in(&self, current: &Value) -> bool {
        let data = current.get("data").and_then(Value::as_object);
        let standing = data.map_or(0, Map::len);
        let stands = |(key, text): (&String, &SecretText)| {
            let held = data
                .and_then(|data| data.get(key.as_str()))
                .and_then(Value::as_str);
            held == Some(STANDARD.encode(text.expose()).as_str())
        };
        standing == self.values.len() && self.values.iter().all(stands)
    }

    /// Whether there is a value for every placeholder and a placeholder for every value. A step that was sent somewhere
    /// and came back has lost its values, and with them what it would write.
    pub(super) fn is_whole(&self) -> bool {
        if self.target.resource != Resource::Secret {
            return self.values.is_empty();
        }
        let (content, member) = match &self.action {
            Action::Create { object } => (object, "stringData"),
            Action::Patch { patch, .. } => (patch, "data"),
            Action::Delete { .. } => return self.values.is_empty(),
        };
        let elsewhere = if member == "data" { "stringData" } else { "data" };
        let shown = content.get(member).and_then(Value::as_object);
        let written = shown.into_iter().flatten().filter(|(_, value)| !value.is_null());
        content.get(elsewhere).is_none() && written.map(|(key, _)| key).eq(self.values.keys())
    }

    /// The keys of a Secret or ConfigMap that the step writes or takes away; none for other objects.
    pub fn keys(&self) -> Vec<&str> {
        let content = match &self.action {
            Action::Create { object } => object,
            Action::Patch { patch, .. } => patch,
            Action::Delete { .. } => return Vec::new(),
        };
        if !self.target.resource.is_read_by_name() {
            return Vec::new();
        }
        let maps = ["data", "stringData"].map(|member| content.get(member).and_then(Value::as_object));
        let all = maps.into_iter().flatten().flatten();
        all.map(|(key, _)| key.as_str()).collect()
    }
}

fn change(key: &str, before: Option<&str>, after: Option<&str>) -> FieldChange {
    FieldChange {
        path: format!("data.{key}"),
        before: before.map(Value::from),
        after: after.map(Value::from),
    }
}
