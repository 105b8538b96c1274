//! Snapshots for tests: sample objects, changed where a scenario needs it, filed as answers to the queries asked.

#![allow(dead_code, reason = "each test file uses its part of this")]
#![expect(clippy::unwrap_used, reason = "a sample that cannot be read fails the test")]

pub mod see;

use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::{Permission, Verb};
use registry::resource::Resource;
use registry::snapshot::{Query, Snapshot};
use serde_json::{Value, json};

/// A sample object from the fixtures.
pub fn sample(name: &str) -> Value {
    let path = format!("{}/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The refusal of a read.
pub fn forbidden(resource: Resource) -> ClusterError {
    let permission = Permission {
        verb: Verb::Get,
        resource,
        namespace: None,
        name: None,
    };
    ClusterError::Forbidden {
        permission,
        said: String::new(),
    }
}

/// A cluster in the making. What is not given is not there: lists are empty, named objects missing.
#[derive(Clone, Default)]
pub struct Given {
    answers: Vec<(Resource, Result<Vec<Value>, ClusterError>)>,
}

impl Given {
    pub fn config(value: Value) -> Self {
        Self::default().one(Resource::Config, value)
    }

    pub fn no_config(error: ClusterError) -> Self {
        Self::default().refused(Resource::Config, error)
    }

    pub fn one(self, resource: Resource, value: Value) -> Self {
        self.list(resource, vec![value])
    }

    pub fn list(mut self, resource: Resource, values: Vec<Value>) -> Self {
        self.answers.retain(|(other, _)| *other != resource);
        self.answers.push((resource, Ok(values)));
        self
    }

    pub fn refused(mut self, resource: Resource, error: ClusterError) -> Self {
        self.answers.retain(|(other, _)| *other != resource);
        self.answers.push((resource, Err(error)));
        self
    }

    pub fn is_refused(&self, resource: Resource) -> bool {
        self.answers
            .iter()
            .any(|(other, answer)| *other == resource && answer.is_err())
    }

    pub fn on(self, infrastructure: &str) -> Self {
        self.one(Resource::Infrastructure, sample(infrastructure))
    }

    /// The registry's Deployment: wanted, updated, available, all.
    pub fn deployment(self, wanted: i64, updated: i64, available: i64, total: i64) -> Self {
        self.one(
            Resource::Deployment,
            json!({
                "metadata": {"name": "image-registry", "namespace": "openshift-image-registry", "generation": 1},
                "spec": {"replicas": wanted},
                "status": {"observedGeneration": 1, "updatedReplicas": updated, "availableReplicas": available,
                    "replicas": total},
            }),
        )
    }

    pub fn claim(self, name: &str, mode: &str, phase: &str, class: Option<&str>) -> Self {
        let mut spec = json!({"accessModes": [mode], "resources": {"requests": {"storage": "100Gi"}}});
        if let Some(class) = class {
            spec["storageClassName"] = json!(class);
        }
        self.one(
            Resource::Claim,
            json!({"metadata": {"name": name, "namespace": "openshift-image-registry"}, "spec": spec,
                "status": {"phase": phase}}),
        )
    }

    /// Files the answers to `queries`. Everything given must be asked for, or the scenario tests nothing.
    pub fn snapshot(&self, queries: Vec<Query>) -> Snapshot {
        for (resource, _) in &self.answers {
            assert!(
                queries.iter().any(|q| q.resource == *resource),
                "{resource:?} is given but never asked for"
            );
        }
        queries
            .into_iter()
            .map(|query| {
                let found = self.answers.iter().find(|(r, _)| *r == query.resource);
                let answer = match (found, &query.name) {
                    (Some((_, answer)), None) => answer.clone(),
                    (Some((_, Err(error))), _) => Err(error.clone()),
                    (Some((_, Ok(objects))), Some(name)) => named(objects, name, query.resource),
                    (None, None) => Ok(Vec::new()),
                    (None, Some(name)) => Err(missing(query.resource, name)),
                };
                (query, answer)
            })
            .collect()
    }
}

fn named(objects: &[Value], name: &Name, resource: Resource) -> Result<Vec<Value>, ClusterError> {
    // A single object answers by its place alone, so that a test may break its name.
    let found = match objects {
        [only] if !resource.is_read_by_name() => Some(only),
        many => many.iter().find(|o| o["metadata"]["name"] == name.as_str()),
    };
    found
        .map(|object| vec![object.clone()])
        .ok_or_else(|| missing(resource, name))
}

fn missing(resource: Resource, name: &Name) -> ClusterError {
    ClusterError::Missing {
        resource,
        name: name.to_string(),
    }
}
