//! A small cluster with Secrets, to which steps can be applied as the API server and nobody else would.

use crate::given::{Given, sample};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use registry::change::{Change, Problem};
use registry::credentials::{
    CredentialsForm, CredentialsProblem, KeyId, USER_SECRET, Variant, Wish, queries,
};
use registry::plan::{Action, Plan, Step};
use registry::resource::Resource;
use registry::secret_text::SecretText;
use registry::snapshot::Snapshot;
use registry::storage::Facts;
use serde_json::{Value, json};

/// Stands in every value that is typed, in clear or in base64.
pub const CANARY: &str = "canary-c71e04";

#[derive(Clone)]
pub struct World {
    pub config: Value,
    pub secrets: Vec<Value>,
    pub rest: Given,
    version: u64,
}

impl World {
    /// A registry that keeps its images in this member.
    pub fn on(member: &str, content: Value) -> Self {
        let mut config = sample("config-managed-s3");
        for half in ["spec", "status"] {
            config[half]["storage"] = json!({member: content, "managementState": "Unmanaged"});
        }
        let pod = json!({"metadata": {"name": "image-registry-1", "labels": {"docker-registry": "default"}}});
        Self {
            config,
            secrets: Vec::new(),
            rest: Given::default()
                .on("infrastructure-aws")
                .list(Resource::Pod, vec![pod]),
            version: 1,
        }
    }

    pub fn s3() -> Self {
        Self::on("s3", json!({"bucket": "acme-registry", "region": "eu-west-1"}))
    }

    /// Adds a Secret with these keys; each holds its own name.
    pub fn secret(mut self, name: &str, keys: &[&str]) -> Self {
        let data: Value = keys
            .iter()
            .map(|key| ((*key).to_owned(), json!(STANDARD.encode(key))))
            .collect();
        self.version += 1;
        self.secrets.push(json!({
            "metadata": {"name": name, "uid": format!("uid-of-{name}"), "resourceVersion": self.version.to_string(),
                "creationTimestamp": "2026-01-01T00:00:00Z", "managedFields": [{"time": "2026-07-02T08:30:00Z"}]},
            "data": data, "type": "Opaque",
        }));
        self
    }

    pub fn cloud(self) -> Self {
        self.secret(
            "installer-cloud-credentials",
            &["aws_access_key_id", "aws_secret_access_key", "credentials"],
        )
    }

    pub fn user(self, keys: &[&str]) -> Self {
        self.secret(USER_SECRET, keys)
    }

    pub fn spec(mut self, key: &str, value: Value) -> Self {
        self.config["spec"][key] = value;
        self
    }

    pub fn rest(mut self, change: impl FnOnce(Given) -> Given) -> Self {
        self.rest = change(self.rest);
        self
    }

    pub fn snapshot(&self) -> Snapshot {
        let given = self.rest.clone().one(Resource::Config, self.config.clone());
        let given = match given.is_refused(Resource::Secret) {
            true => given,
            false => given.list(Resource::Secret, self.secrets.clone()),
        };
        given.snapshot(queries())
    }

    pub fn facts(&self) -> Facts {
        Facts::read(&self.snapshot())
    }

    pub fn plan(&self, form: &CredentialsForm) -> Result<Plan, Vec<Problem>> {
        Change::Credentials(form.clone()).plan(&self.snapshot())
    }

    pub fn problems(&self, form: &CredentialsForm) -> Vec<CredentialsProblem> {
        let found = self.plan(form).unwrap_err();
        let own = |problem: Problem| match problem {
            Problem::Credentials(own) => own,
            other => panic!("{other:?}"),
        };
        found.into_iter().map(own).collect()
    }

    pub fn apply(&mut self, step: &Step) {
        let name = step.target().name.as_str().to_owned();
        let held = |secret: &Value| secret["metadata"]["name"] == name.as_str();
        self.version += 1;
        match step.action() {
            Action::Create { .. } => {
                let body = step.body().unwrap();
                assert!(!self.secrets.iter().any(held), "{name} exists");
                let data: Value = body["stringData"]
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(key, text)| (key.clone(), json!(STANDARD.encode(text.as_str().unwrap()))))
                    .collect();
                self.secrets.push(json!({
                    "metadata": {"name": name, "uid": format!("uid-of-{name}"),
                        "resourceVersion": self.version.to_string()},
                    "data": data, "type": body["type"],
                }));
            }
            Action::Patch { resource_version, .. } => {
                let body = step.body().unwrap();
                let version = self.version.to_string();
                let secret = self.secrets.iter_mut().find(|s| held(s)).unwrap();
                assert_eq!(secret["metadata"]["resourceVersion"], resource_version.as_str());
                secret["metadata"]["resourceVersion"] = json!(version);
                for (key, value) in body["data"].as_object().unwrap() {
                    let data = secret["data"].as_object_mut().unwrap();
                    match value {
                        Value::Null => data.remove(key),
                        value => data.insert(key.clone(), value.clone()),
                    };
                }
            }
            Action::Delete { uid } => self
                .secrets
                .retain(|s| !held(s) || s["metadata"]["uid"] != uid.as_str()),
        }
    }
}

/// Removes the user's Secret.
pub fn remove() -> CredentialsForm {
    CredentialsForm {
        wish: Wish::Remove,
        secrets: [].into(),
    }
}

/// Replaces the keys with these texts.
pub fn replace(variant: Variant, typed: &[(KeyId, &str)]) -> CredentialsForm {
    CredentialsForm {
        wish: Wish::Replace(variant),
        secrets: typed
            .iter()
            .map(|(key, text)| (*key, SecretText::new(*text)))
            .collect(),
    }
}

/// Replaces the keys with good ones that hold the canary.
pub fn good(variant: Variant) -> CredentialsForm {
    let typed: Vec<(KeyId, String)> = variant.keys().iter().map(|key| (*key, text(*key))).collect();
    let typed: Vec<(KeyId, &str)> = typed.iter().map(|(key, text)| (*key, text.as_str())).collect();
    replace(variant, &typed)
}

fn text(key: KeyId) -> String {
    match key {
        KeyId::GcsKeyFile => json!({
            "type": "service_account", "client_email": "r@acme.iam.gserviceaccount.com", "project_id": "acme",
            "private_key": format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n"),
        })
        .to_string(),
        KeyId::AzureAccountKey => {
            let mut bytes = CANARY.as_bytes().to_vec();
            bytes.resize(64, b'.');
            STANDARD.encode(bytes)
        }
        key => format!("{CANARY}-{}", key.name().len()),
    }
}

/// Everything by which a value of the form would be seen, in clear or as a cluster stores it.
pub fn traces(form: &CredentialsForm) -> Vec<String> {
    let coded = STANDARD.encode(CANARY);
    // Without the last group, which depends on what follows.
    let mut traces = vec![CANARY.to_owned(), coded[..coded.len() - 4].to_owned()];
    for text in form.secrets.values() {
        traces.extend([text.expose().to_owned(), STANDARD.encode(text.expose())]);
    }
    traces
}
