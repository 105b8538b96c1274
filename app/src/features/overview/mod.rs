//! The overview page.

mod api;
mod brief;
mod links;
mod page;
mod view;
mod words;

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

#[cfg(all(test, feature = "ssr"))]
mod tests;
