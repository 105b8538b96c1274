//! The overview as HTML and as words, for clusters made of the domain's fixtures.

#![expect(
    clippy::unwrap_used,
    reason = "a fixture that is not what it says fails the test"
)]

mod doors;
mod given;
mod html;
mod said;
