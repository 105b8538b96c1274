//! The two questions every plan answers: what would happen, and do the next step.

use crate::api::CallError;
use crate::door::DoorClient;
#[cfg(feature = "ssr")]
use crate::session::Session;
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use registry::change::Change;
use registry::error::ClusterError;
use registry::plan::{Plan, PlanHash};
use registry::port::{Outcome, Verdict};
use serde::{Deserialize, Serialize};

/// A plan with everything a person needs to judge it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The plan.
    pub plan: Plan,
    /// Before each step the hash of what remains; the first is the plan's own.
    pub hashes: Vec<PlanHash>,
    /// The API server's word on each permission the plan needs.
    pub verdicts: Result<Vec<Verdict>, ClusterError>,
    /// What the API server's dry run said to each step.
    pub dry_runs: Vec<DryRun>,
    /// The plan as `oc` commands.
    pub commands: Vec<String>,
    /// The plan as YAML.
    pub yaml: String,
}

/// The API server's answer to one step's dry run: schema, admission and permission, never the storage itself.
pub type DryRun = Result<(), ClusterError>;

impl Review {
    /// Whether nothing known stands against carrying the plan out.
    pub fn may_run(&self) -> bool {
        !self.plan.steps.is_empty()
            && self.dry_runs.iter().all(Result::is_ok)
            && self
                .verdicts
                .as_ref()
                .is_ok_and(|all| all.iter().all(|verdict| verdict.allowed))
    }
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// What the API server reported.
    pub outcome: Outcome,
}

/// Plans `change` from the cluster as it is now and tries every step without writing.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "plan/review")]
pub async fn review_change(
    /// The form.
    change: Change,
) -> Result<Review, CallError> {
    server::review(&Session::current()?, &change).await
}

/// Does the first step of what remains of the plan for `change`, if that is still the plan with this `hash`.
///
/// The server reads the cluster again and plans again; steps that are already true drop out, so a replayed, reordered
/// or forged request meets another hash and is answered with [`CallError::Changed`].
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "plan/run")]
pub async fn run_step(
    /// The form that was reviewed.
    change: Change,
    /// The hash of the remaining plan, from the review.
    hash: PlanHash,
    /// What the user confirmed with; see [`registry::plan::Confirmation::is_met_by`].
    confirmation: String,
) -> Result<StepDone, CallError> {
    server::run(&Session::current()?, &change, &hash, &confirmation).await
}

#[cfg(feature = "ssr")]
/// What the two questions do on the server; also used by the forms that need no WebAssembly.
pub mod server {
    use super::{Review, StepDone};
    use crate::api::CallError;
    use crate::later::Later;
    use crate::session::Session;
    use registry::change::{Change, Problem};
    use registry::error::ClusterError;
    use registry::plan::{Plan, PlanHash, oc_commands, yaml};
    use registry::port::Mode;

    async fn plan(session: &Session, change: &Change) -> Result<Plan, CallError> {
        let facts = session.cluster.read(&change.queries()).await;
        if facts.signed_out() {
            return Err(ClusterError::SignedOut.into());
        }
        change.plan(&facts).map_err(|found| match found.as_slice() {
            // Nothing is wrong with the form when it is the cluster that does not answer.
            [Problem::Unread(error)] => error.clone().into(),
            _ => Later::of(&found).map_or(CallError::Server, CallError::Problems),
        })
    }

    fn changed(fresh: &Review) -> CallError {
        Later::of(fresh).map_or(CallError::Server, CallError::Changed)
    }

    async fn judge(session: &Session, plan: Plan) -> Review {
        let verdicts = session.cluster.allowed(&plan.permissions()).await;
        let mut dry_runs = Vec::new();
        for step in &plan.steps {
            dry_runs.push(session.cluster.run(step, Mode::DryRun).await.map(|_| ()));
        }
        Review {
            hashes: plan.hashes(&session.plan_key),
            verdicts,
            dry_runs,
            commands: oc_commands(&plan.steps),
            yaml: yaml(&plan.steps),
            plan,
        }
    }

    /// See [`super::review_change`].
    ///
    /// # Errors
    /// When nothing can be planned.
    pub async fn review(session: &Session, change: &Change) -> Result<Review, CallError> {
        let plan = plan(session, change).await?;
        Ok(judge(session, plan).await)
    }

    /// See [`super::run_step`].
    ///
    /// # Errors
    /// When the plan is another one by now, is not confirmed, or its first step fails.
    pub async fn run(
        session: &Session,
        change: &Change,
        hash: &PlanHash,
        confirmation: &str,
    ) -> Result<StepDone, CallError> {
        let plan = plan(session, change).await?;
        if plan.hash(&session.plan_key) != *hash {
            return Err(changed(&judge(session, plan).await));
        }
        if !plan.confirmation.is_met_by(confirmation) {
            return Err(CallError::Unconfirmed);
        }
        let Some(step) = plan.steps.first() else {
            return Err(changed(&judge(session, plan).await));
        };
        match session.cluster.run(step, Mode::Apply).await {
            Ok(outcome) => Ok(StepDone { outcome }),
            Err(error @ (ClusterError::Conflict { .. } | ClusterError::Exists { .. })) => {
                let fresh = review(session, change).await?;
                // Somebody who may not look at what is in the way plans the same again and again.
                if fresh.hashes.first() == Some(hash) {
                    return Err(error.into());
                }
                Err(changed(&fresh))
            }
            Err(error) => Err(error.into()),
        }
    }
}
