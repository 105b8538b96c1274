//! The console's pages, the same code on the server and in the browser.
//!
//! **Invariant:** knows the cluster only through the port in `registry`; never sees a Kubernetes client. Both builds
//! render the same HTML: no clock, no random id, no map order, no `cfg` inside a view.

pub mod api;
pub mod door;
pub mod features;
pub mod live;
pub mod nav;
pub mod plan;
#[cfg(feature = "ssr")]
pub mod session;
mod shell;
pub mod ui;
pub mod words;

pub use shell::{Assets, Console, NotFoundStatus, Page, document};
