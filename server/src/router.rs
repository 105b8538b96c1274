//! Every route of the server, and what stands in front of them.

use crate::front::{Front, guarded};
use crate::guard::{Class, LAUNCH_PATH, Refusal};
use crate::{doors, forms, notice, pages, proxy, streams};
use app::live::EVENTS_PATH;
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use leptos::config::LeptosOptions;
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, generate_route_list, render_app_async_with_context};
use std::sync::{Arc, OnceLock};

/// The pages' addresses. Found once in a process: while they are looked for, every page that is being rendered
/// anywhere in it has its loading suppressed and would never be answered.
static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();

/// The whole server as a service. Must be called inside a Tokio runtime.
pub fn router(front: &Arc<Front>) -> Router {
    let options = LeptosOptions::builder().output_name("registry-console").build();
    let document = {
        let (assets, console) = (front.site.pages().clone(), front.console.clone());
        move || app::document(assets.clone(), console.clone())
    };
    let routes = ROUTES
        .get_or_init(|| generate_route_list(document.clone()))
        .clone();
    let launch = {
        let front = Arc::clone(front);
        move |request: Request| async move { doors::launched(&front, request) }
    };
    let events = {
        let front = Arc::clone(front);
        move |request: Request| async move { streams::events(&front, request) }
    };
    let proxied = {
        let front = Arc::clone(front);
        move |request: Request| async move { proxy::proxied(&front, request).await }
    };
    let review = {
        let front = Arc::clone(front);
        move |request: Request| async move { forms::review(&front, request).await }
    };
    let apply = {
        let front = Arc::clone(front);
        move |request: Request| async move { forms::apply(&front, request).await }
    };
    let context = {
        let front = Arc::clone(front);
        move || pages::provide(&front)
    };
    let other = {
        let (front, document) = (Arc::clone(front), document.clone());
        move |request: Request| other(front, document, request)
    };
    Router::new()
        .route(LAUNCH_PATH, get(launch))
        .route(EVENTS_PATH, get(events))
        .route(proxy::PROXY_ROUTE, get(proxied))
        .route("/forms/{feature}", post(review))
        .route("/forms/{feature}/apply", post(apply))
        .leptos_routes_with_context(&options, routes, context, document)
        .fallback(other)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(front), guarded))
        .with_state(options)
}

/// A built file, or the page for addresses nobody knows.
async fn other<Document, View>(front: Arc<Front>, document: Document, request: Request) -> Response
where
    Document: Fn() -> View + Clone + Send + Sync + 'static,
    View: leptos::IntoView + 'static,
{
    if let Some(file) = front.site.answer(request.uri().path(), request.headers()) {
        return file;
    }
    let class = Class::of(request.uri().path(), &front.site);
    if class != Class::Page {
        return notice::refusal(Refusal::Unknown, class, front.site.pages());
    }
    let context = move || pages::provide(&front);
    let mut response = render_app_async_with_context(context, document)(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
