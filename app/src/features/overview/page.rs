//! Loading the overview, and keeping it live.

use super::read_overview;
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
    view! {
        <section class="rc-page">
            <PageHeader title="Image registry".to_owned() />
            {page.view(|overview| view! { <pre>{move || format!("{:?}", overview.get().headline)}</pre> }.into_any())}
        </section>
    }
}
