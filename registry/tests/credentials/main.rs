//! Storage credentials: how they stand, and the plans that replace and remove them.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

#[path = "../given/mod.rs"]
mod given;
mod golden;
mod laws;
mod planning;
mod standing;
mod world;
