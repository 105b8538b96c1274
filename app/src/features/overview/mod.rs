//! The overview page.

mod api;
mod links;
mod page;
mod view;
mod words;

pub use api::{ReadOverview, read_overview};
pub use page::OverviewPage;
