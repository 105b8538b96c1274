//! Reviewing and carrying out plans: the same for every feature. A feature brings a form; everything from the review
//! to the verified result happens here.

mod api;
mod confirm;
mod panel;
mod patience;
#[cfg(feature = "ssr")]
mod plain;
mod run;
mod said;
mod steps;
mod summary;
pub mod words;

#[cfg(feature = "ssr")]
pub use api::server;
pub use api::{DryRun, Review, ReviewChange, RunStep, StepDone, review_change, run_step};
pub use panel::PlanPanel;
#[cfg(feature = "ssr")]
pub use plain::{PlainForm, PlainPage, plain_document, plain_outcome, plain_problems, plain_review};
pub use run::{Run, Stage};
pub use steps::PlanSteps;
pub use summary::{Commands, Summary};

/// The token that a form without WebAssembly must send back: bound to the session, given by the server as
/// [`FormToken`]. Empty in the browser, which sends JSON instead.
pub fn form_token() -> String {
    leptos::prelude::use_context::<FormToken>()
        .map(|token| token.0)
        .unwrap_or_default()
}

/// See [`form_token`].
#[derive(Clone, Debug)]
pub struct FormToken(pub String);
