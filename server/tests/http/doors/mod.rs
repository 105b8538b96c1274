//! The doors of a deployment: who comes in, with what, and how long it lasts.

mod console;
mod house;
mod ops;
mod route;
mod secrets;
mod sessions;
mod tls;
