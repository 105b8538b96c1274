//! Requests to the API server as its administrator: enough to fill it and to disturb it.

use http::{Method, Request, StatusCode};
use kube::Client;
use kube::client::Body;
use serde_json::Value;

/// An answer that was not the one wanted, or none.
#[derive(Debug, thiserror::Error)]
#[error("{method} {path}: {problem}")]
pub(crate) struct ApiError {
    method: Method,
    path: String,
    problem: String,
}

/// What is sent.
pub(crate) enum Content {
    Nothing,
    Json(Value),
    Yaml(Vec<u8>),
}

/// Sends one request and reads its answer, whatever its status.
pub(crate) async fn send(
    client: &Client,
    method: Method,
    path: &str,
    content: Content,
) -> Result<(StatusCode, Value), ApiError> {
    let problem = |problem: String| ApiError {
        method: method.clone(),
        path: path.to_owned(),
        problem,
    };
    let (kind, body) = match content {
        Content::Nothing => ("application/json", Body::empty()),
        Content::Json(value) => ("application/json", Body::from(value.to_string().into_bytes())),
        Content::Yaml(text) => ("application/yaml", Body::from(text)),
    };
    let request = Request::builder()
        .method(method.clone())
        .uri(path)
        .header(http::header::ACCEPT, "application/json")
        .header(http::header::CONTENT_TYPE, kind)
        .body(body)
        .map_err(|error| problem(error.to_string()))?;
    let answer = client
        .send(request)
        .await
        .map_err(|error| problem(error.to_string()))?;
    let status = answer.status();
    let body = answer
        .into_body()
        .collect_bytes()
        .await
        .map_err(|error| problem(error.to_string()))?;
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

/// The same where anything but a success is an error.
pub(crate) async fn must(
    client: &Client,
    method: Method,
    path: &str,
    content: Content,
) -> Result<Value, ApiError> {
    let (status, answer) = send(client, method.clone(), path, content).await?;
    if status.is_success() {
        return Ok(answer);
    }
    Err(ApiError {
        method,
        path: path.to_owned(),
        problem: format!("{status}: {}", answer["message"].as_str().unwrap_or_default()),
    })
}
