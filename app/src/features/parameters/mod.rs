//! The operator's parameters: fields and the same as YAML, one plan for both, and the read-only switch. The rules are
//! `registry`'s; what is YAML is read on the server.

mod api;
mod draft;
mod editor;
mod field;
mod page;
mod read_only;
mod text;
mod words;

pub use api::{Known, ReadParameters, WriteParameters, read_parameters, write_parameters};
pub use page::ParametersPage;
pub use read_only::ReadOnlyBanner;
#[cfg(feature = "ssr")]
pub(crate) use words::problems;
