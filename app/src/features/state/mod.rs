//! The state page.

use crate::ui::PageHeader;
use leptos::prelude::*;

/// The state page.
#[component]
pub fn StatePage() -> impl IntoView {
    view! { <section class="rc-page"><PageHeader title="State".to_owned() below=true /></section> }
}
