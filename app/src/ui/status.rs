//! The status line: the same place, order and tones on every page.

use super::icon::{Icon, Tone};
use crate::live::{Live, State};
use crate::words::ui as words;
use leptos::prelude::*;

/// Headline, cause, and whether the page is live.
#[component]
pub fn StatusLine(
    /// The tone of the headline.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The headline.
    #[prop(into)]
    headline: Signal<String>,
    /// One sentence of cause; may be empty.
    #[prop(into)]
    cause: Signal<String>,
) -> impl IntoView {
    let announced = Memo::new(move |_| headline.get());
    view! {
        <div class=move || format!("rc-status {}", tone.get().class())>
            <span class="rc-status__icon">{move || view! { <Icon name=tone.get().icon() /> }}</span>
            <p class="rc-status__headline" role="status">{announced}</p>
            <div class="rc-status__live">
                <LiveMark />
            </div>
            <p class="rc-status__cause">{cause}</p>
        </div>
    }
}

/// Whether what stands on the page follows the cluster.
#[component]
pub fn LiveMark() -> impl IntoView {
    let live = Live::current();
    view! {
        <span class="rc-live" class:rc-live-on=move || live.state() == State::Live data-live=move || format!("{:?}", live.state())>
            <span class="rc-live__dot" aria-hidden="true"></span>
            {move || words::live(live.state())}
        </span>
    }
}
