//! The registry in brief, beside something else: how it does, and where images are pulled from.

use super::{read_overview, words};
use crate::features::load::{Loaded, loaded};
use crate::live::{self, Topic};
use crate::nav;
use crate::ui::{ButtonKind, Card, CopyBlock, LinkButton, StatusLine, Tone};
use leptos::prelude::*;
use registry::overview::Overview;

/// Where an image stream is pulled from, as the cluster wrote into its status; empty where it wrote nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pull {
    /// Inside the cluster.
    pub inside: String,
    /// Through a route.
    pub outside: String,
}

/// The state line and the addresses.
#[component]
pub fn Brief(
    /// The addresses.
    pull: Pull,
) -> impl IntoView {
    let page: Loaded<Overview> = loaded(read_overview);
    live::follow(Topic::Overview, move |overview| page.set(overview));
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            {page.view(|overview| view! { <Line overview=overview /> }.into_any())}
            <Addresses pull=pull />
            <div class="rc-row">
                <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::to_registry() />
            </div>
        </section>
    }
}

#[component]
fn Line(overview: Signal<Overview>) -> impl IntoView {
    let tone = Memo::new(move |_| overview.with(|o| Tone::from(o.tone())));
    let headline = Memo::new(move |_| overview.with(|o| words::headline(&o.headline)));
    let cause = Memo::new(move |_| overview.with(words::headline_cause));
    view! { <StatusLine tone=tone headline=headline cause=cause /> }
}

#[component]
fn Addresses(pull: Pull) -> impl IntoView {
    let address = |name: String, address: String, none: String| {
        if address.is_empty() {
            view! { <p>{none}</p> }.into_any()
        } else {
            view! { <CopyBlock name=name text=address /> }.into_any()
        }
    };
    view! {
        <Card title=words::pull_title()>
            <div class="rc-stack rc-form">
                {address(words::pull_outside(), pull.outside, words::pull_outside_none())}
                {address(words::pull_inside(), pull.inside, words::pull_inside_none())}
            </div>
        </Card>
    }
}
