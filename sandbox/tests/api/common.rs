//! Raw requests to a sandbox's service, as somebody with a token.

#![allow(dead_code, reason = "every test file uses its own part of this")]

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use sandbox::{Body, Sandbox, Service, token};
use serde_json::Value;
use tower::ServiceExt;

/// Somebody at the door of a sandbox.
#[derive(Clone)]
pub(crate) struct Someone {
    service: Service,
    token: &'static str,
}

/// An answer: the HTTP status and the body as JSON (null, when it is text).
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) body: Value,
    pub(crate) text: String,
    pub(crate) warnings: Vec<String>,
}

pub(crate) const CONFIG: &str = "/apis/imageregistry.operator.openshift.io/v1/configs/cluster";
pub(crate) const CLAIMS: &str = "/api/v1/namespaces/openshift-image-registry/persistentvolumeclaims";
pub(crate) const DEPLOYMENT: &str =
    "/apis/apps/v1/namespaces/openshift-image-registry/deployments/image-registry";
pub(crate) const OPERATOR: &str = "/apis/config.openshift.io/v1/clusteroperators/image-registry";

pub(crate) fn admin(sandbox: &Sandbox) -> Someone {
    with(sandbox, token::ADMIN)
}

pub(crate) fn with(sandbox: &Sandbox, token: &'static str) -> Someone {
    Someone {
        service: sandbox.service(),
        token,
    }
}

impl Someone {
    pub(crate) async fn send(
        &self,
        method: Method,
        uri: &str,
        kind: &str,
        body: &str,
    ) -> http::Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header("content-type", kind);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let request = request
            .body(Full::new(Bytes::from(body.to_owned())))
            .expect("a request");
        self.service.clone().oneshot(request).await.expect("an answer")
    }

    async fn ask(&self, method: Method, uri: &str, kind: &str, body: &str) -> Answer {
        let response = self.send(method, uri, kind, body).await;
        let code = response.status().as_u16();
        let warnings = response
            .headers()
            .get_all("warning")
            .iter()
            .filter_map(|value| value.to_str().ok().map(str::to_owned))
            .collect();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            code,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
            warnings,
        }
    }

    pub(crate) async fn get(&self, uri: &str) -> Answer {
        self.ask(Method::GET, uri, "", "").await
    }

    pub(crate) async fn post(&self, uri: &str, body: Value) -> Answer {
        self.ask(Method::POST, uri, "application/json", &body.to_string())
            .await
    }

    pub(crate) async fn put(&self, uri: &str, body: Value) -> Answer {
        self.ask(Method::PUT, uri, "application/json", &body.to_string())
            .await
    }

    pub(crate) async fn patch(&self, uri: &str, body: Value) -> Answer {
        self.ask(
            Method::PATCH,
            uri,
            "application/merge-patch+json",
            &body.to_string(),
        )
        .await
    }

    pub(crate) async fn delete(&self, uri: &str) -> Answer {
        self.ask(Method::DELETE, uri, "", "").await
    }

    pub(crate) async fn delete_with(&self, uri: &str, options: Value) -> Answer {
        self.ask(Method::DELETE, uri, "application/json", &options.to_string())
            .await
    }

    /// The Config as it is.
    pub(crate) async fn config(&self) -> Value {
        self.get(CONFIG).await.body
    }
}

/// `Type=Status/reason` of an object's condition, as the scenarios are written.
pub(crate) fn condition(object: &Value, kind: &str) -> String {
    let list = object["status"]["conditions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    match list.iter().find(|condition| condition["type"] == kind) {
        Some(found) => format!(
            "{kind}={}/{}",
            found["status"].as_str().unwrap_or(""),
            found["reason"].as_str().unwrap_or("")
        ),
        None => format!("no {kind}"),
    }
}

/// The message of a condition.
pub(crate) fn message(object: &Value, kind: &str) -> String {
    let list = object["status"]["conditions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    list.iter()
        .find(|condition| condition["type"] == kind)
        .and_then(|condition| condition["message"].as_str())
        .unwrap_or("")
        .to_owned()
}
