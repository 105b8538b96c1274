//! Documents that only the server writes: drawn by `app` with what the closure gives them, and taken over by no script.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use leptos::nonce::Nonce;
use leptos::prelude::{Owner, provide_context};

/// The mark that views leave between texts. In a title a browser would show it.
const MARK: (&str, &str) = ("<!></title>", "</title>");

/// A document as an answer. `nonce` is what its own small scripts may run by, where it has some.
pub(crate) fn document(status: StatusCode, nonce: Option<&Nonce>, draw: impl FnOnce() -> String) -> Response {
    let html = Owner::new().with(|| {
        if let Some(nonce) = nonce {
            provide_context(nonce.clone());
        }
        draw()
    });
    let html = html.replacen(MARK.0, MARK.1, 1);
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}
