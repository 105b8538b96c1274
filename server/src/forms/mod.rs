//! Forms of browsers without WebAssembly: a form gives a review page, the review page's form carries the plan out. The
//! same plans, hashes and steps as the pages' own calls; no secret ever comes this way, because no form here has one.

mod decode;
mod token;

pub(crate) use token::FormKey;

use crate::documents::document;
use crate::doors::{Caller, Route};
use crate::front::Front;
use crate::guard::{Class, Refusal};
use crate::{calls, notice};
use app::Console;
use app::api::CallError;

use app::plan::{
    FormToken, PlainForm, PlainPage, plain_document, plain_outcome, plain_problems, plain_review, server,
};
use app::session::Session;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use decode::Sent;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::{RenderHtml as _, provide_context};
use registry::error::ClusterError;
use registry::plan::PlanHash;

/// The body is in memory and within the front's limit already.
const BODY: usize = 1 << 20;

/// A form and who sent it.
struct Asked {
    caller: Caller,
    sent: Sent,
}

/// Shows what a form would do.
pub(crate) async fn review(front: &Front, request: Request) -> Response {
    let asked = match asked(front, request).await {
        Ok(asked) => asked,
        Err(refusal) => return notice::refusal(refusal, Class::Form, front.site.pages()),
    };
    let session = &asked.caller.session;
    match server::review(session, &asked.sent.change).await {
        Ok(review) => page(front, &asked.caller, StatusCode::OK, || {
            plain_review(form(front, &asked), review, false)
        }),
        Err(error) => failed(front, &asked, &error),
    }
}

/// Carries the reviewed plan out, whole, and stops at the first step that fails. The hash is that of the plan shown:
/// when the cluster gives another plan by now, nothing is written and the new one is shown.
pub(crate) async fn apply(front: &Front, request: Request) -> Response {
    let asked = match asked(front, request).await {
        Ok(asked) => asked,
        Err(refusal) => return notice::refusal(refusal, Class::Form, front.site.pages()),
    };
    let Sent {
        change,
        hash,
        confirmation,
        ..
    } = &asked.sent;
    let session: &Session = &asked.caller.session;
    let review = match server::review(session, change).await {
        Ok(review) => review,
        Err(error) => return failed(front, &asked, &error),
    };
    if review.hashes.first() != Some(&PlanHash::from(hash.clone())) || review.plan.steps.is_empty() {
        return page(front, &asked.caller, StatusCode::CONFLICT, || {
            plain_review(form(front, &asked), review, true)
        });
    }
    if !review.plan.confirmation.is_met_by(confirmation) {
        return page(front, &asked.caller, StatusCode::UNPROCESSABLE_ENTITY, || {
            plain_review(form(front, &asked), review, false)
        });
    }
    for step in 0..review.plan.steps.len() {
        let Some(hash) = review.hashes.get(step) else {
            break;
        };
        match server::run(session, change, hash, confirmation).await {
            Ok(_) => {}
            Err(CallError::Changed(fresh)) if step == 0 => {
                let Ok(fresh) = fresh.read() else {
                    return failed(front, &asked, &CallError::Server);
                };
                return page(front, &asked.caller, StatusCode::CONFLICT, || {
                    plain_review(form(front, &asked), fresh, true)
                });
            }
            Err(error) => {
                let status = calls::status(&error);
                return page(front, &asked.caller, status, || {
                    plain_outcome(review, step, error)
                });
            }
        }
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::from_static("/"));
    response
}

/// Ends the caller's login, if the form is one of a page that was given to this caller.
pub(crate) async fn logout(front: &Front, route: &Route, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let given = match (parts.extensions.get::<Caller>(), to_bytes(body, BODY).await) {
        (Some(caller), Ok(body)) => {
            let token = form_urlencoded::parse(&body).find(|(name, _)| name == "token");
            token.is_some_and(|(_, token)| front.form_key().gave(&token, &caller.id))
        }
        _ => false,
    };
    if !given {
        return notice::refusal(Refusal::Origin, Class::Form, front.site.pages());
    }
    crate::doors::route::leave(front, route, &parts).await
}

async fn asked(front: &Front, request: Request) -> Result<Asked, Refusal> {
    let (parts, body) = request.into_parts();
    let caller = parts
        .extensions
        .get::<Caller>()
        .cloned()
        .ok_or(Refusal::NoSession)?;
    let body = to_bytes(body, BODY).await.map_err(|_| Refusal::TooLarge)?;
    let feature = parts.uri.path().split('/').nth(2).unwrap_or_default();
    let sent = decode::form(feature, &body)?;
    if !front.form_key().gave(&sent.token, &caller.id) {
        return Err(Refusal::Origin);
    }
    Ok(Asked { caller, sent })
}

fn form(front: &Front, asked: &Asked) -> PlainForm {
    PlainForm {
        feature: asked.sent.feature,
        fields: asked.sent.fields.clone(),
        // Without randomness there is none, and what this page sends is refused.
        token: front.form_key().token(&asked.caller.id).unwrap_or_default(),
    }
}

fn failed(front: &Front, asked: &Asked, error: &CallError) -> Response {
    if matches!(error, CallError::Cluster(ClusterError::SignedOut)) {
        return notice::refusal(Refusal::NoSession, Class::Form, front.site.pages());
    }
    page(front, &asked.caller, calls::status(error), || {
        plain_problems(&asked.sent.change, error)
    })
}

fn page(front: &Front, caller: &Caller, status: StatusCode, draw: impl FnOnce() -> PlainPage) -> Response {
    let console = Console {
        user: caller.name.clone(),
        ..front.console.clone()
    };
    document(status, None, || {
        // Without randomness the page has no token, and its plain forms are refused.
        if let Ok(token) = front.form_key().token(&caller.id) {
            provide_context(FormToken(token));
        }
        plain_document(front.site.pages().clone(), console, draw()).to_html()
    })
}
