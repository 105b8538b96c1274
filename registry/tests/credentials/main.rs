//! Storage credentials: how they stand, and the plans that replace and remove them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "../given/mod.rs"]
mod given;
mod golden;
mod laws;
mod planning;
mod standing;
mod world;
