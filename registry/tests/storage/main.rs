//! The storage wizard's rules and plans, on clusters made of fixtures.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

#[path = "../given/mod.rs"]
mod given;

mod clouds;
mod clouds_ibm_openstack;
mod golden;
mod keeping;
mod laws;
mod restoring;
mod rules;
mod s3;
mod s3_checks;
mod scenarios;
mod world;
