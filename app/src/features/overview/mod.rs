//! The overview page.

mod api;
mod links;
mod page;
mod view;
mod words;

pub use api::{ReadOverview, read_overview};
pub use page::OverviewPage;

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
