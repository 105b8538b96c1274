//! The state line with its ways out.

use crate::features::overview::{links, words};
use crate::ui::{ButtonKind, LinkButton, PushButton, StatusLine, Tone};
use leptos::prelude::*;
use registry::objects::ManagementState;
use registry::overview::{Overview, WayOut};

/// The page's one primary action: setting up storage, where that is the first way out.
pub(super) fn primary(overview: &Overview) -> Option<WayOut> {
    overview
        .ways_out
        .first()
        .filter(|way| **way == WayOut::SetUpStorage)
        .cloned()
}

/// Headline, cause, what was before, ways out.
#[component]
pub(super) fn Status(
    overview: Memo<Overview>,
    state: Memo<Option<ManagementState>>,
    retry: Callback<()>,
) -> impl IntoView {
    let tone = Memo::new(move |_| overview.with(|o| Tone::from(o.tone())));
    let headline = Memo::new(move |_| overview.with(|o| words::headline(&o.headline)));
    let cause = Memo::new(move |_| overview.with(words::headline_cause));
    let before = Memo::new(move |_| overview.with(words::before));
    // Not twice what stands beside the title: the primary action, and the way to the state page.
    let ways = Memo::new(move |_| {
        overview.with(|o| {
            let primary = primary(o);
            let titled = |way: &WayOut| *way == WayOut::ReviewState && state.get().is_some();
            let own = o
                .ways_out
                .iter()
                .filter(|way| primary.as_ref() != Some(way) && !titled(way));
            own.map(|way| (way.clone(), links::way_out(way, state.get())))
                .collect::<Vec<_>>()
        })
    });
    let buttons = move || {
        let buttons: Vec<_> = ways
            .get()
            .into_iter()
            .enumerate()
            .map(|(n, (way, href))| {
                let kind = if n == 0 {
                    ButtonKind::Secondary
                } else {
                    ButtonKind::Link
                };
                let words = words::way_out(&way);
                match href {
                    Some(href) => view! { <LinkButton kind=kind href=href words=words /> }.into_any(),
                    None => view! { <PushButton kind=kind words=words on_press=move || retry.run(()) /> }
                        .into_any(),
                }
            })
            .collect();
        (!buttons.is_empty()).then(|| view! { <div class="rc-overview__ways">{buttons}</div> })
    };
    view! {
        <div class="rc-overview__status">
            <StatusLine tone=tone headline=headline cause=cause />
            {move || before.get().map(|before| view! { <p class="rc-overview__before">{before}</p> })}
            {buttons}
        </div>
    }
}
