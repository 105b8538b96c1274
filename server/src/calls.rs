//! What server functions need around them: they are made to see nothing that could turn an answer into a redirect, and
//! their errors get the status that says what happened.

use app::api::CallError;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use registry::error::ClusterError;

/// The header by which server functions mark an error.
const MARK: &str = "serverfnerror";
/// An error holds one plan at most.
const LARGEST: usize = 8 << 20;

/// A server function that believes a plain form called it answers with a redirect to the `Referer` and the error in
/// its address. Nobody is a plain form here.
pub(crate) fn plain_request(headers: &mut HeaderMap) {
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    headers.remove(header::REFERER);
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
        CallError::Server => StatusCode::BAD_REQUEST,
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
