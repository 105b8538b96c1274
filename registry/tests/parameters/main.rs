//! The operator's parameters: what may be saved, what saving does, and the same as YAML.

#![expect(
    clippy::unwrap_used,
    reason = "a plan or a fixture that is not there fails the test"
)]

#[path = "../given/mod.rs"]
mod given;
mod laws;
mod planning;
mod restoring;
mod rules;
mod text;
mod world;
