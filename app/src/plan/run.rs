//! The course of one plan in the browser: review, steps one by one, and what is known when it stops. No state lives on
//! the server; "continue" is planning again.

use super::patience::may_pass;
use super::{Review, review_change, run_step};
use crate::api::CallError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use registry::change::{Change, Restore};
use registry::overview::{Mark, Overview};
use registry::plan::Action;
use registry::port::Outcome;

/// Where a plan stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The review is being computed.
    Planning,
    /// The review could not be computed.
    Unplanned(CallError),
    /// The review is shown; nothing is written.
    Reviewed,
    /// This step is being carried out.
    Running(usize),
    /// This step failed; those before it are done.
    Stopped(usize, CallError),
    /// Every step is done; the operator acts.
    Saved,
}

/// One plan's course.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The form.
    pub change: RwSignal<Change>,
    /// Where it stands.
    pub stage: RwSignal<Stage>,
    /// The review shown, kept while it runs.
    pub review: RwSignal<Option<Review>>,
    /// The review before, when the cluster changed in between.
    pub outdated: RwSignal<Option<Review>>,
    /// What the user confirmed with.
    pub confirmation: RwSignal<String>,
    /// A plan that could not be made is being tried again, quietly.
    pub trying: RwSignal<bool>,
    /// How the registry stood when a plan was applied that moves its pods.
    pub before: RwSignal<Option<Mark>>,
    outcomes: RwSignal<Vec<Outcome>>,
    undo: RwSignal<Option<Restore>>,
    written: RwSignal<usize>,
}

impl Run {
    /// A plan for `change`, not reviewed yet.
    pub fn new(change: Change) -> Self {
        Self {
            change: RwSignal::new(change),
            stage: RwSignal::new(Stage::Planning),
            review: RwSignal::new(None),
            outdated: RwSignal::new(None),
            confirmation: RwSignal::new(String::new()),
            trying: RwSignal::new(false),
            before: RwSignal::new(None),
            outcomes: RwSignal::new(Vec::new()),
            undo: RwSignal::new(None),
            written: RwSignal::new(0),
        }
    }

    /// Plans, or plans again.
    pub fn plan(self) {
        self.stage.set(Stage::Planning);
        self.outcomes.set(Vec::new());
        self.confirmation.set(String::new());
        let change = self.change.get_untracked();
        spawn_local(async move {
            let answer = review_change(change).await;
            match answer {
                Ok(review) => {
                    let _ = self.review.try_set(Some(review));
                    let _ = self.stage.try_set(Stage::Reviewed);
                }
                Err(error) => {
                    let _ = self.stage.try_set(Stage::Unplanned(error));
                }
            }
        });
    }

    /// Plans again where planning or a step failed, and leaves what is shown as it is until the answer is another one.
    pub async fn try_again(self) {
        if self.trying.try_get_untracked() != Some(false) {
            return;
        }
        self.trying.set(true);
        let answer = review_change(self.change.get_untracked()).await;
        let _ = self.trying.try_set(false);
        // Whoever pressed another button meanwhile is not overtaken.
        if !self.stage.try_with_untracked(may_pass).unwrap_or(false) {
            return;
        }
        match answer {
            Ok(review) => {
                self.outcomes.set(Vec::new());
                self.confirmation.set(String::new());
                self.review.set(Some(review));
                self.stage.set(Stage::Reviewed);
            }
            Err(error) => {
                let stopped = self
                    .stage
                    .with_untracked(|stage| matches!(stage, Stage::Stopped(..)));
                let failed = Stage::Unplanned(error);
                let same = self.stage.with_untracked(|stage| *stage == failed);
                // The account of a plan that stopped is worth more than that it still cannot go on.
                let worth_less = stopped && may_pass(&failed);
                if !same && !worth_less {
                    self.stage.set(failed);
                }
            }
        }
    }

    /// Plans another form in this place, for example the inverse.
    pub fn plan_other(self, change: Change) {
        self.change.set(change);
        self.review.set(None);
        self.outdated.set(None);
        self.undo.set(None);
        self.written.set(0);
        self.plan();
    }

    /// Carries the reviewed plan out, step by step, and stops at the first that fails. `now` is how the registry stands.
    pub fn apply(self, now: Option<&Overview>) {
        let Some(review) = self.review.get_untracked() else {
            return;
        };
        let moves = review.plan.moves_pods();
        self.before.set(now.filter(|_| moves).map(Overview::mark));
        self.outdated.set(None);
        self.stage.set(Stage::Running(0));
        let change = self.change.get_untracked();
        let confirmation = self.confirmation.get_untracked();
        spawn_local(async move {
            for (step, hash) in review.hashes.iter().take(review.plan.steps.len()).enumerate() {
                let _ = self.stage.try_set(Stage::Running(step));
                match run_step(change.clone(), hash.clone(), confirmation.clone()).await {
                    Ok(done) => self.remember(&review, step, done.outcome),
                    Err(CallError::Changed(fresh)) if step == 0 => {
                        let Ok(fresh) = fresh.read() else {
                            let _ = self.stage.try_set(Stage::Stopped(step, CallError::Server));
                            return;
                        };
                        let _ = self.outdated.try_set(Some(review.clone()));
                        let _ = self.review.try_set(Some(fresh));
                        let _ = self.confirmation.try_set(String::new());
                        let _ = self.stage.try_set(Stage::Reviewed);
                        return;
                    }
                    Err(error) => {
                        let _ = self.stage.try_set(Stage::Stopped(step, error));
                        return;
                    }
                }
            }
            let _ = self.stage.try_set(Stage::Saved);
        });
    }

    /// The generation the operator must have seen before its conditions count: that of the last patch.
    pub fn generation(self) -> Option<i64> {
        self.outcomes
            .with(|all| all.iter().rev().find_map(|outcome| outcome.generation))
    }

    /// Keeps what is needed to take the step back. The inverse is that of the plan the first step belonged to: a plan
    /// made anew to continue starts from a cluster that is half changed already.
    fn remember(self, review: &Review, step: usize, outcome: Outcome) {
        let uid = outcome.uid.clone();
        let step = review.plan.steps.get(step);
        let created = step.filter(|step| matches!(step.action(), Action::Create { .. }));
        let _ = self.outcomes.try_update(|all| all.push(outcome));
        let _ = self.written.try_update(|count| *count += 1);
        let _ = self.undo.try_update(|undo| {
            if undo.is_none() {
                *undo = review.plan.inverse.form().cloned();
            }
            if let (Some(step), Some(undo), Some(uid)) = (created, undo.as_mut(), uid) {
                undo.made(step.target(), &uid);
            }
        });
    }

    /// The form that takes back what has been written so far, if anything was and it can be.
    pub fn inverse(self) -> Option<Restore> {
        self.undo.get().map(Restore::of_what_was_made)
    }

    /// What was sent and the cluster did not keep.
    pub fn dropped(self) -> Vec<String> {
        let of = |outcome: &Outcome| outcome.dropped.clone();
        self.outcomes.with(|all| all.iter().flat_map(of).collect())
    }

    /// How many steps have been written, continued plans included.
    pub fn done(self) -> usize {
        self.written.get()
    }
}
