//! The steps of a plan, with their field changes and how far they are.

use super::{Review, Stage, words};
use crate::ui::{Icon, Tone};
use leptos::prelude::*;
use registry::overview::Progress;
use registry::plan::FieldChange;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Planned,
    Refused,
    Running,
    Done,
    Failed,
    NotStarted,
}

impl Mark {
    fn of(stage: &Stage, step: usize, accepted: bool) -> Self {
        match stage {
            Stage::Running(now) | Stage::Stopped(now, _) if step < *now => Self::Done,
            Stage::Running(now) if step == *now => Self::Running,
            Stage::Stopped(now, _) if step == *now => Self::Failed,
            Stage::Running(_) => Self::Planned,
            Stage::Stopped(..) => Self::NotStarted,
            Stage::Saved => Self::Done,
            Stage::Planning | Stage::Unplanned(_) | Stage::Reviewed if accepted => Self::Planned,
            Stage::Planning | Stage::Unplanned(_) | Stage::Reviewed => Self::Refused,
        }
    }

    fn of_operator(stage: &Stage, progress: Option<&Progress>) -> Self {
        match (stage, progress) {
            (Stage::Stopped(..), _) => Self::NotStarted,
            (Stage::Saved, Some(Progress::Done)) => Self::Done,
            (Stage::Saved, Some(Progress::Failed { .. })) => Self::Failed,
            (Stage::Saved, _) => Self::Running,
            _ => Self::Planned,
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Planned | Self::NotStarted => Tone::Off,
            Self::Refused | Self::Failed => Tone::Failing,
            Self::Running => Tone::Changing,
            Self::Done => Tone::Ok,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Planned => words::step_planned(),
            Self::Refused => words::step_refused(),
            Self::Running => words::step_running(),
            Self::Done => words::step_done(),
            Self::Failed => words::step_failed(),
            Self::NotStarted => words::step_not_started(),
        }
    }
}

/// The steps in order; the last entry is always the wait for the operator.
#[component]
pub fn PlanSteps(
    /// The plan.
    review: Review,
    /// How far it is.
    #[prop(into)]
    stage: Signal<Stage>,
    /// How far the operator is, once every step is done.
    #[prop(into, optional)]
    operator: Signal<Option<Progress>>,
) -> impl IntoView {
    let waiting = Memo::new(move |_| Mark::of_operator(&stage.get(), operator.get().as_ref()));
    let entries = review
        .plan
        .steps
        .iter()
        .enumerate()
        .map(|(number, step)| {
            let accepted = review.dry_runs.get(number).is_none_or(Result::is_ok);
            let mark = Memo::new(move |_| Mark::of(&stage.get(), number, accepted));
            let by_key = step.target().resource.is_read_by_name();
            let draw = |field| if by_key { key(&field) } else { change(field) };
            let changes = step.changes().into_iter().map(draw).collect_view();
            view! {
                <li class=move || format!("rc-plan__step {}", mark.get().tone().class())>
                    <span class="rc-plan__mark">{move || view! { <Icon name=mark.get().tone().icon() /> }}</span>
                    <h3 class="rc-plan__title">{words::step(step)}</h3>
                    <span class="rc-plan__time">{move || mark.get().words()}</span>
                    <ul class="rc-plan__body rc-diff" role="list">
                        {changes}
                    </ul>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <ol class="rc-plan" role="list">
            {entries}
            <li class=move || format!("rc-plan__step {}", waiting.get().tone().class())>
                <span class="rc-plan__mark">{move || view! { <Icon name=waiting.get().tone().icon() /> }}</span>
                <h3 class="rc-plan__title">{words::wait_step()}</h3>
                <span class="rc-plan__time">{move || waiting.get().words()}</span>
            </li>
        </ol>
    }
}

/// A key of a Secret or ConfigMap: that it changes is all that is shown.
fn key(field: &FieldChange) -> AnyView {
    let what = words::key_change(field);
    let (gone, comes) = match field.after {
        None => (Some(what), None),
        Some(_) => (None, Some(what)),
    };
    view! {
        <li class="rc-diff__field">
            <code class="rc-diff__path">{field.path.clone()}</code>
            <div>
                {gone.map(|what| view! { <del>{what}</del> })} {comes.map(|what| view! { <ins>{what}</ins> })}
            </div>
        </li>
    }
    .into_any()
}

fn change(field: FieldChange) -> AnyView {
    let (before, after) = words::sides(&field);
    view! {
        <li class="rc-diff__field">
            <code class="rc-diff__path">{field.path}</code>
            <div>
                <del>
                    <span class="rc-hidden">{words::was()}</span>
                    {before}
                </del>
                <ins>
                    <span class="rc-hidden">{words::becomes()}</span>
                    {after}
                </ins>
            </div>
        </li>
    }
    .into_any()
}
