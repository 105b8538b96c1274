//! Changing the management state: what it does to pods, data, builds and workloads, and the plan for it. It knows
//! nothing of how a registry is set up; that is the storage wizard's.

mod facts;
mod form;
mod planning;

pub use facts::{Held, Start, StateFacts, Users, queries};
pub use form::{StateForm, StateProblem};
pub use planning::plan;
