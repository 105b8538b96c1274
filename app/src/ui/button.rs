//! Buttons and links that look like buttons. Words are a verb and an object.

use leptos::prelude::*;

/// How much weight a button has. A page has at most one primary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one action the page is for.
    Primary,
    /// Beside it.
    Secondary,
    /// A link among text.
    Link,
    /// Deletes data.
    Danger,
}

impl ButtonKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "pf-v6-c-button pf-m-primary",
            Self::Secondary => "pf-v6-c-button pf-m-secondary",
            Self::Link => "pf-v6-c-button pf-m-link",
            Self::Danger => "pf-v6-c-button pf-m-danger",
        }
    }
}

/// A button that acts in the page.
#[component]
pub fn PushButton(
    /// Its weight.
    kind: ButtonKind,
    /// Its words.
    #[prop(into)]
    words: Signal<String>,
    /// What it does.
    on_press: impl Fn() + 'static,
    /// Whether something it waits for is under way: it keeps focus but does not act.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Why it cannot be pressed; empty when it can.
    #[prop(into, optional)]
    refused: Signal<String>,
) -> impl IntoView {
    let stopped = move || busy.get() || !refused.get().is_empty();
    view! {
        <button
            type="button"
            class=kind.class()
            class:pf-m-in-progress=busy
            class:pf-m-aria-disabled=stopped
            aria-disabled=move || stopped().then_some("true")
            title=move || Some(refused.get()).filter(|why| !why.is_empty())
            on:click=move |_| {
                if !busy.get_untracked() && refused.get_untracked().is_empty() {
                    on_press();
                }
            }
        >
            <span class="pf-v6-c-button__text">{words}</span>
        </button>
    }
}

/// A link to another page that looks like a button.
#[component]
pub fn LinkButton(
    /// Its weight.
    kind: ButtonKind,
    /// Where it leads; from `nav`.
    href: String,
    /// Its words.
    words: String,
) -> impl IntoView {
    view! {
        <a href=href class=kind.class()>
            <span class="pf-v6-c-button__text">{words}</span>
        </a>
    }
}
