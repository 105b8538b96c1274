//! What pages and server functions are given, the same to both: the caller's session, the answer's nonce, the time a
//! page may wait.

use crate::calls;
use crate::doors::Caller;
use crate::front::Front;
use app::NotFoundStatus;
use app::plan::FormToken;
use app::session::PageBudget;
use http::StatusCode;
use http::request::Parts;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;
use std::time::Duration;

/// The most a page may be asked to wait, in seconds.
const LONGEST_WAIT: u64 = 10;

/// Provides it. Runs once per request, after the integration's own contexts, so that what is provided here wins.
pub(crate) fn provide(front: &Front) {
    let Some(request) = use_context::<Parts>() else {
        return;
    };
    if let Some(nonce) = request.extensions.get::<Nonce>() {
        provide_context(nonce.clone());
    }
    provide_context(front.console.clone());
    provide_context(calls::asked(&request.headers));
    if let Some(caller) = request.extensions.get::<Caller>() {
        provide_context(caller.session.clone());
        // Without randomness the page has no token, and its plain forms are refused.
        if let Ok(token) = front.form_key().token(&caller.id) {
            provide_context(FormToken(token));
        }
    }
    if let Some(seconds) = wait(request.uri.query().unwrap_or_default()) {
        provide_context(PageBudget(Duration::from_secs(seconds)));
    }
    if let Some(answer) = use_context::<ResponseOptions>() {
        provide_context(NotFoundStatus(Arc::new(move || {
            answer.set_status(StatusCode::NOT_FOUND)
        })));
    }
}

fn wait(query: &str) -> Option<u64> {
    let (_, value) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "wait")?;
    value.parse::<u64>().ok().map(|seconds| seconds.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_waits_as_asked_and_never_longer_than_ten_seconds() {
        for (query, seconds) in [
            ("", None),
            ("wait=3", Some(3)),
            ("to=Managed&wait=10", Some(10)),
            ("wait=3600", Some(10)),
            ("wait=-1", None),
            ("wait=", None),
        ] {
            assert_eq!(wait(query), seconds, "{query}");
        }
    }
}
