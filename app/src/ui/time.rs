//! Points in time. Server and browser render the same absolute text; a browser that runs the page then turns it into
//! an age, which a server could not keep true.

use crate::words::ui as words;
use leptos::prelude::*;

/// Seconds of the page's clock; `None` until the browser runs the page, and always on the server.
#[derive(Clone, Copy, Debug)]
struct Clock(RwSignal<Option<f64>>);

/// Gives the page a clock for every [`Time`] on it.
pub fn provide_clock() {
    let now = RwSignal::new(None);
    provide_context(Clock(now));
    Effect::new(move |_| {
        now.set(seconds(None));
        let tick = move || {
            let _ = now.try_set(seconds(None));
        };
        if let Ok(every) = set_interval_with_handle(tick, std::time::Duration::from_secs(20)) {
            on_cleanup(move || every.clear());
        }
    });
}

/// A point in time: absolute at first, then how long ago, with the absolute time beside it for pointers.
#[component]
pub fn Time(
    /// RFC 3339.
    #[prop(into)]
    at: Signal<String>,
) -> impl IntoView {
    let clock = use_context::<Clock>();
    let text = move || {
        let at = at.get();
        match (clock.and_then(|clock| clock.0.get()), seconds(Some(&at))) {
            (Some(now), Some(then)) => words::ago(now - then),
            _ => words::utc(&at),
        }
    };
    view! {
        <time datetime=move || at.get() title=move || words::utc(&at.get())>
            {text}
        </time>
    }
}

/// Seconds since 1970 of a text, or of now; only a browser can tell.
#[cfg(feature = "hydrate")]
fn seconds(at: Option<&str>) -> Option<f64> {
    let milliseconds = at.map_or_else(js_sys::Date::now, js_sys::Date::parse);
    milliseconds.is_finite().then_some(milliseconds / 1000.0)
}

#[cfg(not(feature = "hydrate"))]
fn seconds(_: Option<&str>) -> Option<f64> {
    None
}
