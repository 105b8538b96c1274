//! The storage page.

use crate::ui::PageHeader;
use leptos::prelude::*;

/// The storage page.
#[component]
pub fn StoragePage() -> impl IntoView {
    view! { <section class="rc-page"><PageHeader title="Storage".to_owned() below=true /></section> }
}
