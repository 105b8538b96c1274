//! The page that changes the management state: what each state does, what it would hit, by name, and the plan.

mod api;
mod consequences;
mod page;
mod words;

pub use api::{ReadState, read_state};
pub use page::StatePage;
#[cfg(feature = "ssr")]
pub(crate) use words::problems;
