//! The small page, or the small JSON, that a turned away request gets. Its words are fixed; nothing of the request is
//! repeated in it.

use crate::guard::{Class, Refusal};
use app::Assets;
use app::api::CallError;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use registry::error::ClusterError;

/// The answer to a refused request.
pub(crate) fn refusal(refusal: Refusal, class: Class, assets: &Assets) -> Response {
    let mut response = if class.reads_json() {
        json(refusal)
    } else {
        html(refusal.title(), &refusal.to_string(), "", assets)
    };
    *response.status_mut() = refusal.status();
    if refusal == Refusal::TooManyStreams {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// A page of a heading and a sentence. `head` is markup of our own.
pub(crate) fn html(title: &str, text: &str, head: &str, assets: &Assets) -> Response {
    let Assets {
        style, page_style, ..
    } = assets;
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\" class=\"rc-root\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Registry Console</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"{style}\"><link rel=\"stylesheet\" href=\"{page_style}\">{head}</head>\
         <body><main class=\"pf-v6-c-page__main\"><section class=\"rc-page\">\
         <h1 class=\"pf-v6-c-title pf-m-h1\">{title}</h1><p>{text}</p>\
         <p><a href=\"/\">Go to the overview</a></p></section></main></body></html>"
    );
    let mut response = Response::new(Body::from(page));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

fn json(refusal: Refusal) -> Response {
    let error = match refusal {
        Refusal::NoSession | Refusal::LoginEnded => CallError::Cluster(ClusterError::SignedOut),
        _ => CallError::Server,
    };
    let body = serde_json::to_vec(&error).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
