//! Cards and description lists.

use leptos::prelude::*;

/// A card with a heading.
#[component]
pub fn Card(
    /// The heading.
    title: String,
    /// Further classes, for placement.
    #[prop(optional)]
    class: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("pf-v6-c-card pf-m-compact {class}")>
            <div class="pf-v6-c-card__title">
                <h2 class="pf-v6-c-card__title-text">{title}</h2>
            </div>
            <div class="pf-v6-c-card__body">{children()}</div>
        </section>
    }
}

/// A list of terms and values.
#[component]
pub fn Facts(
    /// Its rows.
    children: Children,
) -> impl IntoView {
    view! { <dl class="rc-facts">{children()}</dl> }
}

/// One row of [`Facts`].
#[component]
pub fn Row(
    /// What it is.
    term: String,
    /// Its value.
    children: Children,
) -> impl IntoView {
    view! {
        <dt>{term}</dt>
        <dd>{children()}</dd>
    }
}
