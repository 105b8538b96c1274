//! The overview page.

mod api;
mod page;

pub use api::{ReadOverview, read_overview};
pub use page::OverviewPage;
