//! Reviewing and carrying out plans: the same for every feature. A feature brings a form; everything from the review
//! to the verified result happens here.

mod api;
mod confirm;
mod panel;
mod run;
mod steps;
mod summary;
pub mod words;

#[cfg(feature = "ssr")]
pub use api::server;
pub use api::{DryRun, Review, ReviewChange, RunStep, StepDone, review_change, run_step};
pub use panel::PlanPanel;
pub use run::{Run, Stage};
pub use steps::PlanSteps;
pub use summary::{Commands, Summary};
