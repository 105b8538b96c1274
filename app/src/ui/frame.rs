//! The parts of the frame: navigation, page headers, the page for unknown addresses.

use crate::host::Frame;
use crate::nav::{self, Group, Page};
use crate::ui::button::ButtonKind;
use crate::ui::{EmptyState, LinkButton, Tone};
use crate::words::shell as words;
use leptos::prelude::*;
use leptos_meta::Title;

/// The id of a page's one h1.
pub const HEADING: &str = "page-heading";

/// The navigation of our own doors: groups, and pages in them.
#[component]
pub fn Navigation() -> impl IntoView {
    let path = nav::Nav::current().path;
    let item = move |page: Page| {
        let current = Memo::new(move |_| path.with(|path| Page::at(path)) == Some(page));
        view! {
            <li class="pf-v6-c-nav__item">
                <a
                    href=page.address()
                    class="pf-v6-c-nav__link"
                    class:pf-m-current=current
                    aria-current=move || current.get().then_some("page")
                >
                    <span class="pf-v6-c-nav__link-text">{words::page(page)}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="pf-v6-c-nav" aria-label=words::navigation()>
            <ul class="pf-v6-c-nav__list" role="list">
                {Group::ALL.iter().flat_map(|group| group.pages()).map(|page| item(*page)).collect_view()}
            </ul>
        </nav>
    }
}

/// Breadcrumb, title and the page's actions.
#[component]
pub fn PageHeader(
    /// The one h1.
    title: String,
    /// Whether the page lies below the overview.
    #[prop(optional)]
    below: bool,
    /// Actions, one of them primary at most.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let frame = Frame::current();
    if let Frame::Tab = frame {
        // The host's page has breadcrumb and heading.
        return children
            .map(|children| view! { <div class="rc-page__actions">{children()}</div> })
            .into_any();
    }
    let named = match frame {
        Frame::Host(set_title) => {
            set_title.run(words::title(title.clone()));
            ().into_any()
        }
        _ => view! { <Title text=title.clone() /> }.into_any(),
    };
    let crumbs = below.then(|| {
        view! {
            <nav class="pf-v6-c-breadcrumb" aria-label=words::breadcrumb()>
                <ol class="pf-v6-c-breadcrumb__list" role="list">
                    <li class="pf-v6-c-breadcrumb__item">
                        <a href=nav::overview() class="pf-v6-c-breadcrumb__link">{words::overview()}</a>
                    </li>
                    <li class="pf-v6-c-breadcrumb__item">
                        <span class="pf-v6-c-breadcrumb__item-divider" aria-hidden="true">"/"</span>
                        <span class="pf-v6-c-breadcrumb__link pf-m-current" aria-current="page">{title.clone()}</span>
                    </li>
                </ol>
            </nav>
        }
    });
    view! {
        {named}
        <div class="rc-page__head">
            {crumbs}
            <div class="rc-page__title">
                <h1 class="pf-v6-c-title pf-m-h1" id=HEADING tabindex="-1">{title}</h1>
                {children.map(|children| view! { <div class="rc-page__actions">{children()}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// An address the console has no page for.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(set) = use_context::<crate::NotFoundStatus>() {
        (set.0)();
    }
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            <PageHeader title=words::not_found() />
            <EmptyState title=words::not_found() body=words::not_found_body() tone=Tone::Unknown>
                <LinkButton kind=ButtonKind::Primary href=nav::overview() words=words::to_overview() />
            </EmptyState>
        </section>
    }
}
