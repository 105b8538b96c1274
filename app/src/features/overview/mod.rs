//! The overview page.

mod api;
mod brief;
mod links;
mod page;
mod view;
mod words;

use leptos::prelude::*;

pub use api::{ReadOverview, read_overview};
pub use brief::{Brief, Pull};
pub use page::OverviewPage;

/// The headline in words.
pub fn headline(overview: &registry::overview::Overview) -> String {
    words::headline(&overview.headline)
}

/// The state line in words: headline and cause.
pub fn said(overview: &registry::overview::Overview) -> String {
    let headline = words::headline(&overview.headline);
    match words::headline_cause(overview) {
        cause if cause.is_empty() => headline,
        cause => format!("{headline} {cause}"),
    }
}

/// A storage member's name for people.
pub fn member(member: &str) -> String {
    words::member(member)
}

/// Brings the overview where the page's stream has not brought one.
pub fn read_once(overview: RwSignal<Option<registry::overview::Overview>>) {
    if overview.with_untracked(Option::is_some) {
        return;
    }
    leptos::task::spawn_local(async move {
        if let Ok(now) = read_overview().await
            && overview.try_get_untracked().is_some_and(|seen| seen.is_none())
        {
            overview.set(Some(now));
        }
    });
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
