//! Messages: alerts, empty states, skeletons.

use super::icon::{Icon, Tone};
use crate::words::ui as words;
use leptos::prelude::*;

/// An inline alert. The tone's word stands hidden before the title, so colour and icon are never alone.
#[component]
pub fn Alert(
    /// Its tone.
    tone: Tone,
    /// Its title: the whole message when short.
    title: String,
    /// More, if there is more.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let modifier = match tone {
        Tone::Ok => "pf-m-success",
        Tone::Changing | Tone::Unknown | Tone::Off => "pf-m-info",
        Tone::Attention => "pf-m-warning",
        Tone::Failing => "pf-m-danger",
    };
    view! {
        <div class=format!("pf-v6-c-alert pf-m-inline {modifier}")>
            <div class="pf-v6-c-alert__icon">
                <Icon name=tone.icon() />
            </div>
            <p class="pf-v6-c-alert__title">
                <span class="rc-hidden">{words::tone(tone)}</span>
                {title}
            </p>
            {children.map(|children| view! { <div class="pf-v6-c-alert__description">{children()}</div> })}
        </div>
    }
}

/// What stands where there is nothing to show, with the reason and ways on.
#[component]
pub fn EmptyState(
    /// The heading.
    title: String,
    /// Why there is nothing.
    body: String,
    /// Its tone.
    tone: Tone,
    /// Ways on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="pf-v6-c-empty-state pf-m-sm">
            <div class="pf-v6-c-empty-state__content">
                <div>
                    <div class=format!("pf-v6-c-empty-state__icon {}", tone.class())>
                        <Icon name=tone.icon() />
                    </div>
                    <h2 class="pf-v6-c-empty-state__title-text">{title}</h2>
                </div>
                <div class="pf-v6-c-empty-state__body">{body}</div>
                {children
                    .map(|children| {
                        view! {
                            <div class="pf-v6-c-empty-state__footer">
                                <div class="pf-v6-c-empty-state__actions">{children()}</div>
                            </div>
                        }
                    })}
            </div>
        </div>
    }
}

/// A page's place holder while its first read is under way: the heights the content will have.
#[component]
pub fn Skeleton(
    /// What is awaited.
    words: String,
) -> impl IntoView {
    view! {
        <div class="rc-skeleton" role="status">
            <span class="rc-hidden">{words}</span>
            <div class="pf-v6-c-skeleton pf-m-text-2xl"></div>
            <div class="pf-v6-c-skeleton rc-skeleton__line"></div>
            <div class="pf-v6-c-skeleton rc-skeleton__block"></div>
        </div>
    }
}
