//! The controllers below the operator: claims get volumes, Deployments get pods, deleted objects go.
//!
//! None of them schedules or runs anything; they only write what real ones would have written.

mod claims;
pub(crate) mod deletion;
mod events;
mod pods;
mod routes;
mod workloads;

use jiff::Timestamp;

use crate::world::World;

/// One round of everything.
pub(crate) fn run(world: &mut World, now: Timestamp) {
    claims::run(world, now);
    workloads::run(world, now);
    routes::run(world, now);
    deletion::run(world, now);
}
