//! The console's server: doors that say who asks, one guard in front of everything, pages, server functions, event
//! streams, proxied reads and plain forms.
//!
//! **Invariants:** no request reaches a page, a server function, a stream or a form without passing the guard and a
//! door; nothing read for one caller is kept for another; no token, cookie, query string or body is logged. What a
//! registry is lives in `registry`, how pages look in `app`, how a cluster is spoken to in `cluster`.

// The types of views nest deeply; layout queries over them pass the default of 128.
#![recursion_limit = "256"]

pub mod assets;
mod audit;
mod bearer;
mod calls;
pub mod cli;
mod documents;
pub mod doors;
mod follow;
mod forms;
mod front;
pub mod guard;
pub mod listen;
pub mod log;
mod notice;
pub mod ops;
pub mod outbound;
mod pages;
mod proxy;
pub mod random;
mod router;
mod squeeze;
pub mod start;
mod streams;
pub mod tls;

pub use front::{Front, Settings};
pub use router::router;
