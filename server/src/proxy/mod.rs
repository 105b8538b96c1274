//! The proxied call, `GET /proxy/…`: a closed read path to the API server, for raw views and for lists that only the
//! browser needs. Knows addresses and statuses; nothing of the browser's request but its checked address goes further,
//! and the answer is handed on as it arrives, unread.

mod address;

use crate::calls;
use crate::doors::Caller;
use crate::front::Front;
use crate::guard::{Class, Refusal};
use crate::notice;
use app::api::CallError;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderValue, header};

/// Everything below this is a proxied call.
pub(crate) const PROXY_PATH: &str = "/proxy";
/// The route of them all; what stands behind it is read by [`address`], undecoded.
pub(crate) const PROXY_ROUTE: &str = "/proxy/{*address}";

/// Hands an answer of the API server on, or says what the API server did instead.
pub(crate) async fn proxied(front: &Front, request: Request) -> Response {
    let refuse = |refusal| notice::refusal(refusal, Class::Proxy, front.site.pages());
    // A door without a way of its own to the API server has nothing to hand on.
    let user = match request.extensions().get::<Caller>() {
        Some(Caller { user: Some(user), .. }) => user,
        Some(_) => return refuse(Refusal::Unknown),
        None => return refuse(Refusal::NoSession),
    };
    let passage = match address::passage(request.uri()) {
        Ok(passage) => passage,
        Err(refusal) => return refuse(refusal),
    };
    match user.proxy(&passage).await {
        // An error in the middle breaks the connection, so that half an answer is never taken for a whole one.
        Ok(bytes) => json(Body::from_stream(bytes)),
        Err(error) => {
            let error = CallError::Cluster(error);
            let mut response = json(Body::from(serde_json::to_vec(&error).unwrap_or_default()));
            *response.status_mut() = calls::status(&error);
            response
        }
    }
}

fn json(body: Body) -> Response {
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
