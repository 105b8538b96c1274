//! Trying again by itself where the answer may change without anybody doing anything: the operator has yet to make its
//! configuration, or the cluster is away for a while. What is tried again is the plan, which only reads; writing is
//! always somebody's own press.

use super::{Run, Stage, words};
use crate::api::CallError;
use crate::ui::{ButtonKind, PushButton};
use leptos::prelude::*;
use leptos::task::spawn_local;
use registry::error::ClusterError;
use registry::resource::Resource;
use std::time::Duration;

/// Seconds before the first try; doubled for each that fails, up to [`LONGEST`].
const FIRST: u32 = 5;
const LONGEST: u32 = 60;

/// Seconds to wait after so many tries that failed.
fn wait(failed: u32) -> u32 {
    2_u32.saturating_pow(failed).saturating_mul(FIRST).min(LONGEST)
}

/// Whether the answer may become another one by itself. A plan that stopped is only tried again where it is sure that
/// the failing step wrote nothing.
pub(super) fn may_pass(stage: &Stage) -> bool {
    match stage {
        Stage::Unplanned(CallError::Cluster(error)) => is_early(error) || error.passes(),
        Stage::Stopped(_, CallError::Cluster(error)) => is_early(error),
        _ => false,
    }
}

/// The operator has not made its configuration yet; nobody else should.
fn is_early(error: &ClusterError) -> bool {
    matches!(
        error,
        ClusterError::Missing {
            resource: Resource::Config,
            ..
        }
    )
}

/// The wait for the next try.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    run: Run,
    wanted: Memo<bool>,
    /// Seconds left; `None` while a try is under way, and when trying was ended.
    left: RwSignal<Option<u32>>,
    failed: RwSignal<u32>,
    ended: RwSignal<bool>,
}

impl Patience {
    /// Watches over the course of a plan for as long as the caller's scope lives.
    pub(super) fn new(run: Run) -> Self {
        let patience = Self {
            run,
            wanted: Memo::new(move |_| run.stage.with(may_pass)),
            left: RwSignal::new(None),
            failed: RwSignal::new(0),
            ended: RwSignal::new(false),
        };
        Effect::new(move |_| {
            if !patience.wanted.get() {
                return;
            }
            patience.failed.set(0);
            patience.ended.set(false);
            patience.left.set(Some(wait(0)));
            if let Ok(clock) = set_interval_with_handle(move || patience.tick(), Duration::from_secs(1)) {
                on_cleanup(move || clock.clear());
            }
        });
        patience
    }

    fn tick(self) {
        match self.left.try_get_untracked().flatten() {
            Some(0 | 1) => self.try_now(),
            Some(seconds) => self.left.set(Some(seconds - 1)),
            None => {}
        }
    }

    fn try_now(self) {
        self.left.set(None);
        spawn_local(async move {
            self.run.try_again().await;
            if self.wanted.try_get_untracked() != Some(true) {
                return;
            }
            let _ = self.failed.try_update(|failed| *failed += 1);
            if self.ended.try_get_untracked() == Some(false) {
                self.count();
            }
        });
    }

    /// Counts down to the next try.
    fn count(self) {
        let _ = self.left.try_set(Some(wait(self.failed.get_untracked())));
    }

    /// Ends trying by itself, or begins it again.
    fn turn(self) {
        let ended = !self.ended.get_untracked();
        self.ended.set(ended);
        if ended {
            self.left.set(None);
        } else if !self.run.trying.get_untracked() {
            self.count();
        }
    }
}

/// When the next try is, and the buttons to do it now or not at all. Nothing while there is nothing to wait for.
#[component]
pub(super) fn NextTry(patience: Patience) -> impl IntoView {
    let Patience {
        run,
        wanted,
        left,
        ended,
        ..
    } = patience;
    let told = move || match (run.trying.get(), ended.get(), left.get()) {
        (true, ..) | (false, false, None) => words::trying(),
        (false, true, _) => words::not_trying(),
        (false, false, Some(seconds)) => words::next_try(seconds),
    };
    let turn = Signal::derive(move || {
        if ended.get() {
            words::try_by_itself()
        } else {
            words::stop_trying()
        }
    });
    view! {
        <Show when=move || wanted.get()>
            <div class="rc-row">
                // A timer is not read out by itself at every second.
                <p role="timer">{told}</p>
                <PushButton
                    kind=ButtonKind::Secondary
                    words=words::try_now()
                    busy=run.trying
                    on_press=move || patience.try_now()
                />
                <PushButton kind=ButtonKind::Link words=turn on_press=move || patience.turn() />
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::later::Later;

    #[test]
    fn a3_the_waits_double_from_five_seconds_and_end_at_a_minute() {
        let waits: Vec<u32> = (0..7).map(wait).collect();
        assert_eq!(waits, [5, 10, 20, 40, 60, 60, 60]);
        assert_eq!(wait(u32::MAX), LONGEST);
    }

    #[test]
    fn a3_only_what_can_pass_by_itself_and_wrote_nothing_is_tried_again() {
        let missing = |resource| {
            CallError::Cluster(ClusterError::Missing {
                resource,
                name: "cluster".into(),
            })
        };
        let early = || missing(Resource::Config);
        for (stage, passes) in [
            (Stage::Unplanned(early()), true),
            (Stage::Stopped(0, early()), true),
            (Stage::Stopped(1, early()), true),
            (Stage::Unplanned(missing(Resource::Claim)), false),
            (Stage::Unplanned(ClusterError::Unreachable.into()), true),
            (Stage::Stopped(0, ClusterError::Unreachable.into()), false),
            (Stage::Stopped(0, ClusterError::Unknown.into()), false),
            (Stage::Unplanned(ClusterError::SignedOut.into()), false),
            (
                Stage::Unplanned(CallError::Problems(Later::of(&Vec::new()).unwrap())),
                false,
            ),
            (Stage::Reviewed, false),
            (Stage::Saved, false),
        ] {
            assert_eq!(may_pass(&stage), passes, "{stage:?}");
        }
    }
}
