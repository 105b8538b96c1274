//! The console's pages, the same code on the server and in the browser.
//!
//! **Invariant:** knows the cluster only through the port in `registry`; never sees a Kubernetes client. Both builds
//! render the same HTML: no clock, no random id, no map order, no `cfg` inside a view.

// The types of views nest deeply; layout queries over them pass the default of 128.
#![recursion_limit = "512"]

mod address;
pub mod api;
mod console;
#[cfg(feature = "ssr")]
mod document;
pub mod door;
pub mod edition;
pub mod features;
pub mod host;
pub mod later;
pub mod live;
pub mod nav;
pub mod pages;
pub mod plan;
#[cfg(feature = "ssr")]
pub mod session;
mod shell;
pub mod ui;
pub mod wire;
pub mod words;

pub use console::Part;
#[cfg(feature = "ssr")]
pub use document::{Assets, NotFoundStatus, document};
pub use shell::{Console, Page};
