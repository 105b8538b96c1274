//! The doors of a deployment: who comes in, with what, and how long it lasts.

mod addresses;
mod audit;
mod console;
mod house;
mod logout;
mod ops;
mod route;
mod secrets;
mod sessions;
mod tls;
mod upstream;
