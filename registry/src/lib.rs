//! The pure domain of the registry console: typed cluster objects, facts, forms, checks, explanations and plans.
//!
//! **Invariant:** no I/O, no clock, no randomness, no async runtime, no user interface, and no Kubernetes client
//! library. The same code runs on the server and in the browser, so a form is checked as it is typed by the very
//! function that plans it on the server. [`port::Cluster`] only *names* futures; others implement it.

pub mod change;
pub mod credentials;
pub mod error;
mod json_text;
pub mod name;
pub mod objects;
pub mod overview;
pub mod parameters;
pub mod plan;
pub mod port;
pub mod redact;
pub mod resource;
pub mod rights;
pub mod secret_text;
pub mod snapshot;
pub mod state;
pub mod storage;
pub mod yaml;
