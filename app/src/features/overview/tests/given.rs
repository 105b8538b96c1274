//! Overviews of clusters in a certain state, read by the domain from its own fixtures.

use registry::error::ClusterError;
use registry::overview::{Overview, queries};
use registry::plan::{Permission, Verb};
use registry::resource::Resource;
use serde_json::{Value, json};

/// A fixture of the domain.
pub(super) fn fixture(name: &str) -> Value {
    let path = format!("{}/../registry/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What a cluster answers, by resource. Lists not given are empty, objects not given do not exist.
pub(super) struct Given(Vec<(Resource, Result<Vec<Value>, ClusterError>)>);

impl Given {
    pub(super) fn config(name: &str) -> Self {
        Self(Vec::new()).one(Resource::Config, fixture(name))
    }

    pub(super) fn nothing_but(error: &ClusterError) -> Self {
        Self(Resource::ALL.iter().map(|r| (*r, Err(error.clone()))).collect())
    }

    pub(super) fn one(self, resource: Resource, object: Value) -> Self {
        self.answer(resource, Ok(vec![object]))
    }

    pub(super) fn list(self, resource: Resource, name: &str, keep: impl Fn(&str) -> bool) -> Self {
        let items = fixture(name)["items"].as_array().cloned().unwrap();
        let kept = items
            .into_iter()
            .filter(|item| keep(item["metadata"]["name"].as_str().unwrap()));
        self.answer(resource, Ok(kept.collect()))
    }

    pub(super) fn answer(mut self, resource: Resource, answer: Result<Vec<Value>, ClusterError>) -> Self {
        self.0.retain(|(other, _)| *other != resource);
        self.0.push((resource, answer));
        self
    }

    pub(super) fn deployment(self, wanted: i64, updated: i64, available: i64, total: i64) -> Self {
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

    pub(super) fn read(self) -> Overview {
        let answer = |query: &registry::snapshot::Query| {
            let found = self.0.iter().find(|(resource, _)| *resource == query.resource);
            match (found, &query.name) {
                (Some((_, answer)), _) => answer.clone(),
                (None, None) => Ok(Vec::new()),
                (None, Some(name)) => Err(ClusterError::Missing {
                    resource: query.resource,
                    name: name.to_string(),
                }),
            }
        };
        let answers = queries().into_iter().map(|query| {
            let answer = answer(&query);
            (query, answer)
        });
        Overview::read(&answers.collect())
    }
}

/// Pods among the fixtures that do not run.
const TROUBLED: [&str; 4] = ["zz8tn", "9wq7h", "lq2sv", "b2tth"];

/// The same with every pod and route of the fixtures, among them broken ones.
pub(super) fn troubled() -> Given {
    ready()
        .list(Resource::Pod, "registry-pods", |_| true)
        .list(Resource::Route, "routes-list", |_| true)
        .deployment(2, 2, 1, 4)
}

/// A registry with two ready replicas on the operator's bucket.
pub(super) fn ready() -> Given {
    Given::config("config-managed-s3")
        .one(Resource::Infrastructure, fixture("infrastructure-aws"))
        .one(Resource::ClusterOperator, fixture("clusteroperator-ready"))
        .one(Resource::ImagePruner, fixture("imagepruner-ok"))
        .one(Resource::ImageConfig, fixture("image-config"))
        .one(
            Resource::ClusterVersion,
            json!({"status": {"history": [{"state": "Completed", "version": "4.22.6"}]}}),
        )
        .list(Resource::Pod, "registry-pods", |name| {
            !TROUBLED.iter().any(|end| name.ends_with(end))
        })
        .list(Resource::Route, "routes-list", |name| name == "default-route")
        .deployment(2, 2, 2, 2)
}

/// A fresh cluster on bare metal.
pub(super) fn removed() -> Given {
    Given::config("config-removed-baremetal")
        .one(Resource::Infrastructure, fixture("infrastructure-baremetal"))
        .one(Resource::ClusterOperator, fixture("clusteroperator-removed"))
}

/// A route names a secret that is not there; pods serve with the previous settings.
pub(super) fn not_applied() -> Given {
    let mut config = fixture("config-managed-s3");
    for condition in config["status"]["conditions"].as_array_mut().unwrap() {
        if condition["type"] == "Progressing" {
            condition["status"] = json!("True");
            condition["reason"] = json!("Error");
            condition["message"] = json!(
                "Unable to apply resources: unable to apply objects: failed to create object *v1.Route, \
                 Namespace=openshift-image-registry, Name=public-routes: secret \"nope\" not found"
            );
        }
    }
    ready().one(Resource::Config, config)
}

/// A refusal to read `resource`.
pub(super) fn forbidden(resource: Resource) -> ClusterError {
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
