//! The service is good enough for kube's own client: lists, pages, gets, patches and watches through it.

use futures_util::{StreamExt, TryStreamExt};
use http::{HeaderValue, Request, header};
use k8s_openapi::api::core::v1::{Namespace, PersistentVolumeClaim};
use kube::api::{
    ApiResource, DynamicObject, ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams,
};
use kube::{Api, Client};
use sandbox::{Sandbox, Scenario, token};
use serde_json::json;
use tower::ServiceExt;

fn client(sandbox: &Sandbox, token: &str) -> Client {
    let bearer = HeaderValue::from_str(&format!("Bearer {token}")).expect("a header");
    let service = sandbox
        .service()
        .map_request(move |mut request: Request<kube::client::Body>| {
            request
                .headers_mut()
                .insert(header::AUTHORIZATION, bearer.clone());
            request
        });
    Client::new(service, "default")
}

fn config() -> ApiResource {
    ApiResource {
        group: "imageregistry.operator.openshift.io".into(),
        version: "v1".into(),
        api_version: "imageregistry.operator.openshift.io/v1".into(),
        kind: "Config".into(),
        plural: "configs".into(),
    }
}

#[tokio::test]
async fn kube_lists_typed_objects_page_by_page() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let namespaces: Api<Namespace> = Api::all(client(&sandbox, token::ADMIN));
    let whole = namespaces
        .list(&ListParams::default())
        .await
        .expect("a list")
        .items
        .len();
    let first = namespaces
        .list(&ListParams::default().limit(3))
        .await
        .expect("a page");
    assert_eq!(first.items.len(), 3);
    let more = first.metadata.continue_.expect("a token");
    let rest = namespaces
        .list(&ListParams::default().continue_token(&more))
        .await
        .expect("the rest");
    assert_eq!(first.items.len() + rest.items.len(), whole);
}

#[tokio::test]
async fn kube_watches_what_its_own_patch_brings_about() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let configs: Api<DynamicObject> = Api::all_with(client(&sandbox, token::ADMIN), &config());
    let version = configs
        .list(&ListParams::default())
        .await
        .expect("a list")
        .metadata
        .resource_version
        .expect("a version");
    let mut watch = configs
        .watch(&WatchParams::default(), &version)
        .await
        .expect("a watch")
        .boxed();
    let patch = json!({"spec": {"managementState": "Managed", "storage": {"emptyDir": {}}}});
    configs
        .patch("cluster", &PatchParams::default(), &Patch::Merge(&patch))
        .await
        .expect("a patched Config");
    loop {
        match watch.try_next().await.expect("no error").expect("an event") {
            WatchEvent::Modified(object) if object.data["status"]["readyReplicas"] == 1 => return,
            WatchEvent::Modified(_) => {}
            other => panic!("unexpected {other:?}"),
        }
    }
}

#[tokio::test]
async fn kube_reports_refusals_with_code_and_reason() {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let configs: Api<DynamicObject> = Api::all_with(client(&sandbox, token::DEVELOPER), &config());
    match configs.get("cluster").await {
        Err(kube::Error::Api(status)) => {
            assert_eq!((status.code, status.reason.as_str()), (403, "Forbidden"))
        }
        other => panic!("unexpected {other:?}"),
    }
}

#[tokio::test]
async fn kube_creates_a_claim_and_reads_it_back_bound() {
    let sandbox = Sandbox::new(Scenario::BareMetalClaims);
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(client(&sandbox, token::ADMIN), "openshift-image-registry");
    let claim = serde_json::from_value(json!({
        "metadata": {"name": "registry-data"},
        "spec": {
            "accessModes": ["ReadWriteMany"], "storageClassName": "nfs-csi",
            "resources": {"requests": {"storage": "100Gi"}},
        },
    }))
    .expect("a claim");
    claims
        .create(&PostParams::default(), &claim)
        .await
        .expect("a created claim");
    let phase = claims
        .get("registry-data")
        .await
        .expect("the claim")
        .status
        .and_then(|status| status.phase);
    assert_eq!(phase.as_deref(), Some("Bound"));
}
