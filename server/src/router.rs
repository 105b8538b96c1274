//! Every route of each door, and what stands in front of them.

use crate::doors::console::PLUGIN_PATH;
use crate::doors::{Caller, Door, local, route};
use crate::front::{Front, guarded};
use crate::guard::{
    CALLBACK_PATH, Class, LAUNCH_PATH, LOGIN_PATH, LOGOUT_PATH, Refusal, SIGNED_OUT_PATH, START_PATH,
    TOKEN_PATH,
};
use crate::{forms, notice, pages, proxy, squeeze, streams};
use app::Console;
use app::live::EVENTS_PATH;
use app::nav::Page;
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use leptos::config::LeptosOptions;
use leptos::prelude::use_context;
use leptos_axum::{LeptosRoutes as _, handle_server_fns_with_context, render_app_async_with_context};
use std::future::Future;
use std::sync::Arc;

/// The whole server of one door as a service. Must be called inside a Tokio runtime.
pub fn router(front: &Arc<Front>) -> Router {
    let everywhere = Router::new()
        .route(
            EVENTS_PATH,
            get(on(front, |front, request| async move {
                streams::events(&front, request)
            })),
        )
        .route(
            proxy::PROXY_ROUTE,
            get(on(front, |front, request| async move {
                proxy::proxied(&front, request).await
            })),
        );
    let routes = match &front.door {
        Door::Local(_) => with_pages(front, everywhere.route(LAUNCH_PATH, get(on(front, launched)))),
        Door::Route(_) => {
            let routes = everywhere
                .route(LOGIN_PATH, get(on(front, login)))
                .route(START_PATH, get(on(front, start)))
                .route(CALLBACK_PATH, get(on(front, callback)))
                .route(TOKEN_PATH, post(on(front, with_token)))
                .route(LOGOUT_PATH, post(on(front, logout)))
                .route(
                    SIGNED_OUT_PATH,
                    get(on(front, |front, request| async move {
                        route::signed_out(&front, &request)
                    })),
                );
            with_pages(front, routes)
        }
        Door::Console(_) => everywhere
            .route("/api/{*call}", post(on(front, call)))
            .route(&format!("{PLUGIN_PATH}/{{*file}}"), get(on(front, file)))
            .fallback(on(front, nothing)),
    };
    routes
        .layer(axum::middleware::from_fn(squeeze::pages))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(front), guarded))
}

/// A handler that has the front.
fn on<Handle, Answer>(
    front: &Arc<Front>,
    handle: Handle,
) -> impl Fn(Request) -> Answer + Clone + Send + Sync + 'static
where
    Handle: Fn(Arc<Front>, Request) -> Answer + Clone + Send + Sync + 'static,
    Answer: Future<Output = Response> + Send + 'static,
{
    let front = Arc::clone(front);
    move |request| handle(Arc::clone(&front), request)
}

/// Pages, server functions, plain forms and files: what a door has that browsers come to by themselves.
fn with_pages(front: &Arc<Front>, routes: Router) -> Router {
    let options = LeptosOptions::builder().output_name("registry-console").build();
    let document = {
        let (assets, console) = (front.site.pages().clone(), front.console.clone());
        move || app::document(assets.clone(), with_user(console.clone()))
    };
    let context = {
        let front = Arc::clone(front);
        move || pages::provide(&front)
    };
    let unknown = {
        let document = document.clone();
        on(front, move |front, request| {
            other(front, document.clone(), request)
        })
    };
    let mut pages = Router::new();
    for page in Page::ALL {
        let (context, document) = (context.clone(), document.clone());
        pages = pages.route(
            page.path(),
            get(move |request| render_app_async_with_context(context.clone(), document.clone())(request)),
        );
    }
    pages
        .route(
            "/forms/{feature}",
            post(on(front, |front, request| async move {
                forms::review(&front, request).await
            })),
        )
        .route(
            "/forms/{feature}/apply",
            post(on(front, |front, request| async move {
                forms::apply(&front, request).await
            })),
        )
        .leptos_routes_with_context(&options, Vec::new(), context, document)
        .with_state(options)
        .merge(routes)
        .fallback(unknown)
}

/// Who is logged in stands in the frame.
fn with_user(console: Console) -> Console {
    let caller = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned());
    Console {
        user: caller.and_then(|caller| caller.name),
        ..console
    }
}

async fn launched(front: Arc<Front>, request: Request) -> Response {
    match &front.door {
        Door::Local(door) => local::launched(&front, door, request),
        _ => unknown(&front, Class::Launch),
    }
}

async fn login(front: Arc<Front>, request: Request) -> Response {
    match &front.door {
        Door::Route(door) => route::page(&front, door, &request),
        _ => unknown(&front, Class::Login),
    }
}

async fn start(front: Arc<Front>, request: Request) -> Response {
    match &front.door {
        Door::Route(door) => route::start(&front, door, request).await,
        _ => unknown(&front, Class::Login),
    }
}

async fn callback(front: Arc<Front>, request: Request) -> Response {
    match &front.door {
        Door::Route(door) => route::callback(&front, door, request).await,
        _ => unknown(&front, Class::Login),
    }
}

async fn with_token(front: Arc<Front>, request: Request) -> Response {
    match &front.door {
        Door::Route(door) => route::with_token(&front, door, request).await,
        _ => unknown(&front, Class::SignIn),
    }
}

async fn logout(front: Arc<Front>, request: Request) -> Response {
    match &front.door {
        Door::Route(door) => forms::logout(&front, door, request).await,
        _ => unknown(&front, Class::Form),
    }
}

/// A server function where there are no pages.
async fn call(front: Arc<Front>, request: Request) -> Response {
    handle_server_fns_with_context(move || pages::provide(&front), request)
        .await
        .into_response()
}

/// A built file where the OpenShift console looks for it.
async fn file(front: Arc<Front>, request: Request) -> Response {
    let path = request.uri().path().strip_prefix(PLUGIN_PATH).unwrap_or_default();
    if let Door::Console(door) = &front.door
        && let Some(said) = door.says(path, front.site.pages())
    {
        // Asked for again and again, and stale ones have broken plugins before.
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
        return (headers, said.to_string()).into_response();
    }
    match front.site.answer(path, request.headers()) {
        Some(file) => file,
        None => unknown(&front, Class::Asset),
    }
}

async fn nothing(front: Arc<Front>, _: Request) -> Response {
    unknown(&front, Class::Nothing)
}

fn unknown(front: &Front, class: Class) -> Response {
    notice::refusal(Refusal::Unknown, class, front.site.pages())
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
    let class = Class::of(request.uri().path(), &front.door, &front.site);
    if class != Class::Page {
        return unknown(&front, class);
    }
    let context = move || pages::provide(&front);
    let mut response = render_app_async_with_context(context, document)(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
