//! The storage wizard: four steps from a choice to a running registry; and the page that keeps one of several kinds.

mod api;
mod checks;
mod claims;
mod details;
mod draft;
mod field;
mod keep;
mod kinds;
mod page;
mod typed;
mod wizard;
mod words;

pub use api::{ReadStorage, read_storage};
pub use keep::KeepPage;
pub use page::StoragePage;
pub use wizard::Step;
#[cfg(feature = "ssr")]
pub(crate) use words::problems;
