//! The port to a cluster, over kube-rs: reads, watches, steps and permission questions as requests to an API server.
//!
//! **Invariants:** every request carries the credential of the one [`User`] it is made for; nothing read for one user
//! is kept for another; a write is sent once and never repeated blindly; no token, body or raw refusal is logged.
//! What a registry is, and what any of its fields means, is none of this crate's business.

mod ask;
mod backoff;
mod channel;
mod connection;
mod failure;
mod impersonation;
mod limits;
mod login;
mod proxy;
mod read;
mod review;
mod run;
mod status;
mod token;
mod user;
mod watch;
mod wire;

#[cfg(test)]
mod script;

pub use connection::{ConnectError, Connection, Description};
pub use impersonation::Impersonation;
pub use limits::Limits;
pub use proxy::{ByteStream, NoPassage, Passage};
pub use token::{Token, TokenError};
pub use user::User;
