//! What server functions need around them: they are made to see nothing that could turn an answer into a redirect, their
//! errors get the status that says what happened, and everything is written in the form the caller asked for.

use crate::guard::Class;
use app::api::CallError;
use app::wire::Form;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use registry::error::ClusterError;

/// The header by which server functions mark an error.
const MARK: &str = "serverfnerror";
/// An error holds one plan at most.
const LARGEST: usize = 8 << 20;

/// The form the caller asked for.
pub(crate) fn asked(headers: &HeaderMap) -> Form {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.map(Form::asked).unwrap_or_default()
}

/// A server function that believes a plain form called it answers with a redirect to the `Referer` and the error in
/// its address. Nobody is a plain form here.
pub(crate) fn plain_request(headers: &mut HeaderMap) {
    let kind = HeaderValue::from_static(asked(headers).kind());
    headers.insert(header::ACCEPT, kind);
    headers.remove(header::REFERER);
}

/// A call's answer as the caller asked for it. Errors are JSON until here, whoever made them; what a function returned
/// is in the form asked for and only has to be called so.
pub(crate) async fn as_asked(mut response: Response, class: Class, form: Form) -> Response {
    if class != Class::Call {
        return response;
    }
    let kind = HeaderValue::from_static(form.kind());
    if response.status().is_success() {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        return response;
    }
    if form == Form::Json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let json = to_bytes(body, LARGEST).await.unwrap_or_default();
    let error = serde_json::from_slice(&json).unwrap_or(CallError::Server);
    parts.headers.insert(header::CONTENT_TYPE, kind);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(form.write(&error).unwrap_or_default()))
}

/// Server functions answer every error with 500; the error itself says better.
pub(crate) async fn telling_status(response: Response) -> Response {
    if !response.headers().contains_key(MARK) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    if let Ok(error) = serde_json::from_slice::<CallError>(&bytes) {
        parts.status = status(&error);
    }
    parts.headers.remove(MARK);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(bytes))
}

/// The status that says what the error says.
pub(crate) fn status(error: &CallError) -> StatusCode {
    match error {
        CallError::Problems(_) => StatusCode::UNPROCESSABLE_ENTITY,
        CallError::Changed(_) | CallError::Unconfirmed => StatusCode::CONFLICT,
        // All that is left for the server itself: a body that is no such call.
        CallError::Server | CallError::Updated => StatusCode::BAD_REQUEST,
        CallError::Cluster(error) => match error {
            ClusterError::SignedOut => StatusCode::UNAUTHORIZED,
            ClusterError::Forbidden { .. } | ClusterError::Denied { .. } => StatusCode::FORBIDDEN,
            ClusterError::Missing { .. } | ClusterError::NotServed { .. } => StatusCode::NOT_FOUND,
            ClusterError::Conflict { .. } | ClusterError::Exists { .. } => StatusCode::CONFLICT,
            ClusterError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            ClusterError::TooSlow { .. } => StatusCode::GATEWAY_TIMEOUT,
            ClusterError::Throttled { .. } | ClusterError::Unavailable { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            _ => StatusCode::BAD_GATEWAY,
        },
    }
}
