//! What the API server holds: the official CRDs, and the objects of a sandbox scenario as far as those CRDs and
//! Kubernetes itself serve them. No controller runs, so nothing changes unless a test changes it.

use crate::api::{self, ApiError, Content};
use crate::people;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Method, Request, StatusCode};
use kube::Client;
use kube::client::Body;
use sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

/// Why the API server could not be filled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeedError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error("the CRD {path} cannot be read: {source}", path = path.display())]
    Crd { path: PathBuf, source: std::io::Error },
    #[error("{path} is not served {seconds} s after its CRD was created")]
    NotServed { path: String, seconds: u64 },
}

/// The official CRDs: file below the CRDs' folder, and the collection it makes.
const CRDS: [(&str, &str); 8] = [
    (
        "imageregistry/v1/zz_generated.crd-manifests/00_configs.crd.yaml",
        CONFIGS,
    ),
    (
        "imageregistry/v1/zz_generated.crd-manifests/01_imagepruners.crd.yaml",
        "/apis/imageregistry.operator.openshift.io/v1/imagepruners",
    ),
    (
        "config/v1/zz_generated.crd-manifests/0000_00_cluster-version-operator_01_clusteroperators.crd.yaml",
        "/apis/config.openshift.io/v1/clusteroperators",
    ),
    (
        "config/v1/zz_generated.crd-manifests/0000_00_cluster-version-operator_01_clusterversions-Default.crd.yaml",
        "/apis/config.openshift.io/v1/clusterversions",
    ),
    (
        "config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_infrastructures-Default.crd.yaml",
        "/apis/config.openshift.io/v1/infrastructures",
    ),
    (
        "config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_authentications-Default.crd.yaml",
        "/apis/config.openshift.io/v1/authentications",
    ),
    (
        "config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_images.crd.yaml",
        "/apis/config.openshift.io/v1/images",
    ),
    (
        "route/v1/zz_generated.crd-manifests/routes.crd.yaml",
        "/apis/route.openshift.io/v1/routes",
    ),
];

/// The operator's configuration.
pub(crate) const CONFIGS: &str = "/apis/imageregistry.operator.openshift.io/v1/configs";

/// What Kubernetes serves by itself, in an order in which nothing refers to what is not there yet.
const BUILT_IN: [&str; 6] = [
    "/api/v1/namespaces",
    "/apis/storage.k8s.io/v1/storageclasses",
    "/api/v1/nodes",
    "/api/v1/persistentvolumeclaims",
    "/apis/apps/v1/deployments",
    "/api/v1/pods",
];

/// How long a new CRD may take until it is served.
const SERVED: Duration = Duration::from_secs(20);

/// Installs the CRDs and creates people's rights and the scenario's objects.
pub(crate) async fn fill(client: &Client, crds: &Path, scenario: Scenario) -> Result<(), SeedError> {
    for (file, _) in CRDS {
        let path = crds.join(file);
        let text = std::fs::read(&path).map_err(|source| SeedError::Crd { path, source })?;
        let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        api::must(client, Method::POST, definitions, Content::Yaml(text)).await?;
    }
    for (path, object) in people::rights() {
        api::must(client, Method::POST, path, Content::Json(object)).await?;
    }
    let sandbox = administrator(&Sandbox::new(scenario));
    for collection in BUILT_IN {
        copy(&sandbox, client, collection).await?;
    }
    for (_, collection) in CRDS {
        served(client, collection).await?;
        copy(&sandbox, client, collection).await?;
    }
    Ok(())
}

/// Waits until a collection is served for writing: its list answers, and a refused creation is not a 404.
async fn served(client: &Client, collection: &str) -> Result<(), SeedError> {
    let start = Instant::now();
    loop {
        let (status, _) = api::send(client, Method::GET, collection, Content::Nothing).await?;
        if status.is_success() {
            return Ok(());
        }
        if start.elapsed() > SERVED {
            return Err(SeedError::NotServed {
                path: collection.to_owned(),
                seconds: SERVED.as_secs(),
            });
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn copy(from: &Client, to: &Client, collection: &str) -> Result<(), SeedError> {
    let (status, list) = api::send(from, Method::GET, collection, Content::Nothing).await?;
    if status == StatusCode::NOT_FOUND {
        return Ok(());
    }
    for item in list["items"].as_array().into_iter().flatten() {
        put(to, collection, &list, item.clone()).await?;
    }
    Ok(())
}

/// Creates an object and then writes its status, which a creation ignores.
async fn put(client: &Client, collection: &str, list: &Value, mut object: Value) -> Result<(), SeedError> {
    let kind = list["kind"]
        .as_str()
        .unwrap_or_default()
        .trim_end_matches("List")
        .to_owned();
    if let Some(map) = object.as_object_mut() {
        map.entry("apiVersion")
            .or_insert_with(|| list["apiVersion"].clone());
        map.entry("kind").or_insert_with(|| kind.into());
    }
    strip(&mut object);
    let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    let collection = match object["metadata"]["namespace"].as_str() {
        Some(namespace) => {
            let (root, plural) = collection.rsplit_once('/').unwrap_or_default();
            format!("{root}/namespaces/{namespace}/{plural}")
        }
        None => collection.to_owned(),
    };
    let (code, answer) = api::send(client, Method::POST, &collection, Content::Json(object.clone())).await?;
    // Namespaces such as `default` are there from the start.
    if code == StatusCode::CONFLICT && answer["reason"] == "AlreadyExists" {
        return Ok(());
    }
    if !code.is_success() {
        api::must(client, Method::POST, &collection, Content::Json(object)).await?;
        return Ok(());
    }
    let status = &object["status"];
    if status.as_object().is_some_and(|status| !status.is_empty()) {
        let mut created = answer;
        created["status"] = status.clone();
        if collection.ends_with("/clusterversions") && status.get("availableUpdates").is_none() {
            // Required, if only to say that none are known.
            created["status"]["availableUpdates"] = Value::Null;
        }
        let path = format!("{collection}/{name}/status");
        api::must(client, Method::PUT, &path, Content::Json(created)).await?;
    }
    Ok(())
}

/// Takes out what only the server that made an object may say about it.
fn strip(object: &mut Value) {
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for field in [
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "generation",
            "managedFields",
            "ownerReferences",
        ] {
            metadata.remove(field);
        }
    }
}

/// Puts the operator's configuration back to what the scenario says, whatever was done to it, and takes away what a test
/// made beside it.
pub(crate) async fn restore(client: &Client, scenario: Scenario) -> Result<(), SeedError> {
    let sandbox = administrator(&Sandbox::new(scenario));
    let path = format!("{CONFIGS}/cluster");
    let wanted = api::must(&sandbox, Method::GET, &path, Content::Nothing).await?;
    let mut config = api::must(client, Method::GET, &path, Content::Nothing).await?;
    config["spec"] = wanted["spec"].clone();
    api::must(client, Method::PUT, &path, Content::Json(config)).await?;
    for collection in [
        "/api/v1/namespaces/openshift-image-registry/persistentvolumeclaims",
        "/api/v1/namespaces/openshift-image-registry/secrets",
        "/api/v1/namespaces/openshift-config/configmaps",
    ] {
        empty(client, collection).await?;
    }
    Ok(())
}

/// Deletes what tests made; what Kubernetes itself puts into every namespace comes back by itself.
async fn empty(client: &Client, collection: &str) -> Result<(), SeedError> {
    let list = api::must(client, Method::GET, collection, Content::Nothing).await?;
    for name in list["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|object| object["metadata"]["name"].as_str())
        .filter(|name| *name != "kube-root-ca.crt")
    {
        let path = format!("{collection}/{name}");
        api::must(client, Method::DELETE, &path, Content::Json(json!({}))).await?;
    }
    Ok(())
}

/// The sandbox as its administrator.
fn administrator(sandbox: &Sandbox) -> Client {
    let service = sandbox.service();
    let authorized = tower::service_fn(move |mut request: Request<Body>| {
        let credential = HeaderValue::try_from(format!("Bearer {}", sandbox::token::ADMIN));
        if let Ok(credential) = credential {
            request.headers_mut().insert(AUTHORIZATION, credential);
        }
        service.clone().oneshot(request)
    });
    Client::new(authorized, "default")
}
