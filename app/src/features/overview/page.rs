//! Loading the overview, and keeping it live.

use super::view::OverviewView;
use super::{read_overview, words};
use crate::features::load::{Loaded, loaded};
use crate::live::{self, Topic};
use crate::ui::PageHeader;
use leptos::prelude::*;
use registry::overview::Overview;

/// The overview.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let page: Loaded<Overview> = loaded(read_overview);
    live::follow(Topic::Overview, move |overview| page.set(overview));
    let retry = Callback::new(move |()| page.reload());
    view! {
        <section class="pf-v6-c-page__main-section rc-page rc-overview">
            <PageHeader title=words::page() />
            {page.view(move |overview| view! { <OverviewView overview=overview retry=retry /> }.into_any())}
        </section>
    }
}
