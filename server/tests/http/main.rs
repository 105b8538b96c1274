//! The whole server, from HTTP request to HTTP response, on the sandbox.

mod assets;
mod common;
mod endpoints;
mod faults;
mod forms;
mod fuzz;
mod guard;
mod headers;
mod launch;
mod limits;
mod scripted;
mod secrets;
mod slow;
mod streams;
