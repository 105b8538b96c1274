//! The address of a page at our own doors: where it is read, followed and changed. Few of a router's features are
//! needed, and one would be a tenth of what every page loads. Inside the OpenShift console the host owns the address
//! instead.

use crate::edition;
use crate::host::{self, Location};
use crate::nav::{Nav, Page};
use leptos::ev::{MouseEvent, popstate};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The request's address on the server, the browser's in a browser.
pub(crate) fn here() -> Location {
    #[cfg(feature = "ssr")]
    let address = {
        let url = use_context::<leptos_router::location::RequestUrl>();
        url.and_then(|url| url.parse().ok())
            .map(|url| match url.search() {
                "" => url.path().to_owned(),
                search => format!("{}?{search}", url.path()),
            })
    };
    #[cfg(not(feature = "ssr"))]
    let address = {
        let location = window().location();
        let path = location.pathname().ok();
        path.map(|path| path + &location.search().unwrap_or_default())
    };
    Location::read(&address.unwrap_or_default())
}

/// What pages read and change the address by.
pub(crate) fn provide() -> Nav {
    let now = RwSignal::new(here());
    Effect::new(move |_| {
        // Back and forward.
        let handle = window_event_listener(popstate, move |_| now.set(here()));
        on_cleanup(move || handle.remove());
    });
    let path = Memo::new(move |_| now.with(|now| now.path.clone()));
    let search = Memo::new(move |_| now.with(|now| now.search.clone()));
    let nav = Nav {
        path: path.into(),
        search: search.into(),
        go: Callback::new(move |address: String| go(now, &address)),
    };
    provide_context(nav);
    nav
}

/// Takes a click on a link to a page of ours. Everything else is the browser's, and so is every link once the server is
/// of another edition.
pub(crate) fn follow(event: &MouseEvent, nav: Nav) {
    let ours = |path: &str| Page::at(path).is_some() && !edition::is_other_now();
    host::follow(event, ours, |address| nav.go.run(address));
}

fn go(now: RwSignal<Location>, address: &str) {
    let seen = here();
    let next = Location::read(address);
    let window = window();
    // As a browser does: what is shown already is no step to go back to.
    let changed = window.history().and_then(|history| {
        let state = &JsValue::NULL;
        if seen == next {
            history.replace_state_with_url(state, "", Some(address))
        } else {
            history.push_state_with_url(state, "", Some(address))
        }
    });
    if changed.is_err() {
        // Browsers limit how often a page may change its address; a document is never refused.
        let _ = window.location().set_href(address);
        return;
    }
    now.set(next);
    match address.split_once('#') {
        Some((_, place)) if !place.is_empty() => {
            let place = place.to_owned();
            request_animation_frame(move || {
                if let Some(element) = host::element(&place) {
                    element.scroll_into_view();
                }
            });
        }
        _ => window.scroll_to_with_x_and_y(0.0, 0.0),
    }
}
