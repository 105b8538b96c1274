//! The panel every plan is shown and carried out in.

use super::confirm::Confirm;
use super::patience::{NextTry, Patience, may_pass};
use super::said::call_said;
use super::{Commands, PlanSteps, Review, Run, Stage, Summary, words};
use crate::api::CallError;
use crate::live::{Live, State};
use crate::nav;
use crate::ui::{Alert, ButtonKind, LinkButton, PushButton, Skeleton, Tone};
use crate::words::cluster::{call_error, try_again};
use leptos::prelude::*;
use registry::change::{Change, Problem};
use registry::overview::{Overview, Progress, progress_since};
use std::sync::Arc;

/// Reviews, applies and verifies the change of `run`.
#[component]
pub fn PlanPanel(
    /// The plan's course; the caller starts it with [`Run::plan`].
    run: Run,
    /// The words of the button that applies it: verb and object.
    #[prop(into)]
    apply: Signal<String>,
    /// The overview as it is now, to see what the operator does.
    #[prop(into)]
    overview: Signal<Option<Overview>>,
    /// Says in words why the form gives no plan.
    problems: fn(&[Problem]) -> Vec<String>,
    /// Goes back to the form, if there is one.
    #[prop(optional)]
    back: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Why the plan may not be applied although nothing in it stands against it; empty when it may.
    #[prop(into, optional)]
    blocked: Signal<String>,
    /// Says in words what the operator reports when it fails.
    failure: fn(&Overview) -> String,
) -> impl IntoView {
    let back = StoredValue::new(back);
    // An undo is planned in the same place, and its button says what it does.
    let apply = Signal::derive(move || {
        if run.change.with(|change| matches!(change, Change::Restore(_))) {
            words::take_back()
        } else {
            apply.get()
        }
    });
    let operator = Memo::new(move |_| {
        let goal = run.review.with(|review| review.as_ref().map(|r| r.plan.goal))?;
        let saved = run.stage.with(|stage| *stage == Stage::Saved);
        let before = run.before.get();
        let generation = run.generation();
        let since = |now: &Overview| progress_since(before.as_ref(), &goal, generation, now);
        let seen = || overview.with(|now| now.as_ref().map(since));
        if saved { seen() } else { None }
    });
    let patience = Patience::new(run);
    let live = Live::current();
    // The review is drawn once and then only marked, so that nothing jumps while it runs.
    let shown = Memo::new(move |_| run.review.get());
    view! {
        <div class="rc-stack">
            {move || unplanned(run, problems)}
            {move || outdated(run)}
            {move || {
                shown
                    .get()
                    .map(|review| {
                        view! { <Reviewed run=run review=review operator=operator /> }
                    })
            }}
            {move || stopped(run)}
            <NextTry patience=patience />
            {move || lost(run)}
            {move || verified(run, operator, overview, failure, live)}
            <div class="rc-row">{move || actions(run, apply, back, blocked, overview)}</div>
        </div>
    }
}

fn unplanned(run: Run, problems: fn(&[Problem]) -> Vec<String>) -> Option<AnyView> {
    match run.stage.get() {
        Stage::Planning if run.review.with(Option::is_none) => {
            Some(view! { <Skeleton words=words::planning() /> }.into_any())
        }
        Stage::Unplanned(error @ CallError::Problems(_)) => {
            let CallError::Problems(found) = &error else {
                return None;
            };
            let list = problems(&found.read().unwrap_or_default())
                .into_iter()
                .map(|text| view! { <li>{text}</li> })
                .collect_view();
            Some(
                view! {
                    <Alert tone=Tone::Failing title=call_error(&error)>
                        <ul>{list}</ul>
                    </Alert>
                }
                .into_any(),
            )
        }
        // The wait for the next try stands below it.
        stage @ Stage::Unplanned(_) if may_pass(&stage) => {
            let Stage::Unplanned(error) = stage else {
                return None;
            };
            Some(view! { <Alert tone=Tone::Attention title=call_error(&error) /> }.into_any())
        }
        Stage::Unplanned(error) => Some(
            view! {
                <Alert tone=Tone::Failing title=call_error(&error)>
                    {call_said(&error)}
                    <PushButton kind=ButtonKind::Link words=try_again() on_press=move || run.plan() />
                </Alert>
            }
            .into_any(),
        ),
        _ => None,
    }
}

/// What moved between the plan that was shown and the one that replaced it.
fn moved(old: &Review, new: &Review) -> Vec<String> {
    let fields = |review: &Review| {
        review
            .plan
            .steps
            .iter()
            .flat_map(|s| s.changes())
            .collect::<Vec<_>>()
    };
    let (seen, fresh) = (fields(old), fields(new));
    let say = |path: &str, looked: Option<&serde_json::Value>, now: Option<&serde_json::Value>| {
        let (looked, now) = (words::value(looked), words::value(now));
        (looked != now).then(|| words::moved(path, &looked, &now))
    };
    let known = seen.iter().filter_map(|was| {
        let now = match fresh.iter().find(|field| field.path == was.path) {
            Some(field) => field.before.as_ref(),
            None => was.after.as_ref(),
        };
        say(&was.path, was.before.as_ref(), now)
    });
    // A field only the new plan sets was as wanted when the old one was made.
    let added = fresh
        .iter()
        .filter(|field| seen.iter().all(|was| was.path != field.path));
    let added = added.filter_map(|field| say(&field.path, field.after.as_ref(), field.before.as_ref()));
    known.chain(added).collect()
}

fn outdated(run: Run) -> Option<AnyView> {
    let (old, new) = (run.outdated.get()?, run.review.get()?);
    let list = moved(&old, &new)
        .into_iter()
        .map(|text| view! { <li>{text}</li> })
        .collect_view();
    Some(
        view! {
            <Alert tone=Tone::Attention title=words::changed()>
                <ul>{list}</ul>
            </Alert>
        }
        .into_any(),
    )
}

#[component]
fn Reviewed(run: Run, review: Review, operator: Memo<Option<Progress>>) -> impl IntoView {
    if review.plan.steps.is_empty() {
        return view! { <Alert tone=Tone::Ok title=words::nothing_to_do() /> }.into_any();
    }
    let confirmation = review.plan.confirmation.clone();
    let asking = move || run.stage.with(|stage| *stage == Stage::Reviewed);
    view! {
        <div class="rc-review">
            <section class="rc-stack" aria-label=words::steps()>
                {view! { <PlanSteps review=review.clone() stage=run.stage operator=operator /> }.into_any()}
                {view! { <Commands review=review.clone() /> }.into_any()}
            </section>
            <div class="rc-stack">
                <Summary review=review.clone() />
                <Show when=asking>
                    <Confirm asked=confirmation.clone() given=run.confirmation />
                </Show>
            </div>
        </div>
    }
    .into_any()
}

fn stopped(run: Run) -> Option<AnyView> {
    let Stage::Stopped(step, error) = run.stage.get() else {
        return None;
    };
    let all = run
        .review
        .with(|review| review.as_ref().map_or(0, |r| r.plan.steps.len()));
    let unknown = matches!(
        error,
        CallError::Cluster(registry::error::ClusterError::Unknown) | CallError::Server | CallError::Updated
    );
    Some(
        view! {
            <div role="alert">
                <Alert tone=Tone::Failing title=words::stopped(step, all)>
                    <p>{call_error(&error)}</p>
                    {call_said(&error)}
                    {unknown.then(|| view! { <p>{words::outcome_unknown()}</p> })}
                </Alert>
            </div>
        }
        .into_any(),
    )
}

/// A release without a field prunes it in silence, so the answer is compared with what was sent.
fn lost(run: Run) -> Option<AnyView> {
    let paths = run.dropped();
    (!paths.is_empty())
        .then(|| view! { <Alert tone=Tone::Failing title=words::dropped(&paths) /> }.into_any())
}

fn verified(
    run: Run,
    operator: Memo<Option<Progress>>,
    overview: Signal<Option<Overview>>,
    failure: fn(&Overview) -> String,
    live: Live,
) -> Option<AnyView> {
    if run.stage.get() != Stage::Saved {
        return None;
    }
    let state = operator.get();
    // What was seen last is no news while nothing is heard; a verdict that was reached stands.
    let unheard = match live.state() {
        State::Reconnecting => Some(words::contact_lost()),
        State::SignedOut => Some(words::login_ended()),
        State::Outdated => Some(words::console_updated()),
        _ => None,
    };
    let reached = matches!(state, Some(Progress::Done | Progress::Failed { .. }));
    let (tone, title, more) = match &state {
        state if !reached && let Some(title) = unheard => {
            (Tone::Unknown, title, state.as_ref().map(words::last_seen))
        }
        None => (Tone::Changing, words::may_leave(), None),
        Some(state @ Progress::Done) => (Tone::Ok, words::progress(state), None),
        Some(state @ Progress::Failed { .. }) => (
            Tone::Failing,
            words::progress(state),
            overview.with(|now| now.as_ref().map(failure)),
        ),
        Some(state) => (Tone::Changing, words::progress(state), Some(words::may_leave())),
    };
    Some(
        view! {
            <div role="status">
                <Alert tone=tone title=title>
                    {more}
                </Alert>
            </div>
        }
        .into_any(),
    )
}

fn actions(
    run: Run,
    apply: Signal<String>,
    back: StoredValue<Option<Arc<dyn Fn() + Send + Sync>>>,
    blocked: Signal<String>,
    overview: Signal<Option<Overview>>,
) -> AnyView {
    let back_button = move || {
        back.get_value().map(|back| {
            view! { <PushButton kind=ButtonKind::Secondary words=words::back() on_press=move || back() /> }
        })
    };
    let to_overview =
        || view! { <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::overview() /> };
    let undo = move || {
        run.inverse().map(|form| {
            view! {
                <PushButton
                    kind=ButtonKind::Secondary
                    words=words::undo(run.done())
                    on_press=move || run.plan_other(Change::Restore(form.clone()))
                />
            }
        })
    };
    match run.stage.get() {
        Stage::Planning => ().into_any(),
        Stage::Unplanned(_) => view! { {back_button()} {to_overview()} }.into_any(),
        Stage::Reviewed => {
            let Some(review) = run.review.get() else {
                return ().into_any();
            };
            if review.plan.steps.is_empty() {
                return view! { {back_button()} {to_overview()} }.into_any();
            }
            let may = review.may_run();
            let asked = review.plan.confirmation.clone();
            let deletes = matches!(asked, registry::plan::Confirmation::TypeName(_));
            let refused = Signal::derive(move || {
                let blocked = blocked.get();
                if !may {
                    words::cannot_apply()
                } else if !blocked.is_empty() {
                    blocked
                } else if asked.is_met_by(&run.confirmation.get()) {
                    String::new()
                } else {
                    words::confirm_first()
                }
            });
            let kind = if deletes {
                ButtonKind::Danger
            } else {
                ButtonKind::Primary
            };
            view! {
                <PushButton kind=kind words=apply refused=refused on_press=move || overview.with_untracked(|now| run.apply(now.as_ref())) />
                {back_button()}
                <PushButton kind=ButtonKind::Link words=words::plan_again() on_press=move || run.plan() />
            }
            .into_any()
        }
        Stage::Running(_) => view! {
            <PushButton kind=ButtonKind::Primary words=words::applying() busy=true on_press=|| {} />
        }
        .into_any(),
        Stage::Stopped(step, _) => view! {
            <PushButton kind=ButtonKind::Primary words=words::go_on(step + 1) on_press=move || run.plan() />
            {undo()}
            <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::leave() />
        }
        .into_any(),
        Stage::Saved => view! { {undo()} {to_overview()} }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::objects::ManagementState;
    use registry::resource::Resource;
    use registry::snapshot::{Query, Snapshot};
    use registry::storage::{FieldId, KindId, StorageForm};
    use serde_json::json;

    /// The review of "emptyDir" against a cluster with these replicas.
    fn review(state: &str, replicas: i64) -> Review {
        let config = json!({"metadata": {"name": "cluster"},
            "spec": {"managementState": state, "replicas": replicas, "storage": {}}});
        let facts: Snapshot = [(Query::singleton(Resource::Config), Ok(vec![config]))]
            .into_iter()
            .collect();
        let mut form = StorageForm::untouched(KindId::EmptyDir);
        form.values.insert(FieldId::Replicas, "1".into());
        let plan = Change::Storage(form).plan(&facts).unwrap();
        assert_eq!(plan.goal.state, ManagementState::Managed);
        Review {
            hashes: Vec::new(),
            verdicts: Ok(Vec::new()),
            dry_runs: Vec::new(),
            commands: Vec::new(),
            yaml: String::new(),
            plan,
        }
    }

    #[test]
    fn n1_a_conflict_names_each_field_with_what_was_seen_and_what_is_now() {
        let moved_fields = moved(&review("Removed", 2), &review("Removed", 3));
        assert_eq!(moved_fields, [words::moved("spec.replicas", "2", "3")]);
    }

    #[test]
    fn n1_what_someone_else_did_already_is_named_too() {
        let moved_fields = moved(&review("Removed", 2), &review("Managed", 2));
        assert_eq!(
            moved_fields,
            [words::moved("spec.managementState", "Removed", "Managed")]
        );
    }

    #[test]
    fn n1_a_field_that_was_as_wanted_and_no_longer_is_is_named() {
        let moved_fields = moved(&review("Removed", 1), &review("Removed", 3));
        assert_eq!(moved_fields, [words::moved("spec.replicas", "1", "3")]);
    }

    #[test]
    fn n1_nothing_is_named_when_nothing_the_plan_touches_moved() {
        assert_eq!(moved(&review("Removed", 2), &review("Removed", 2)), [""; 0]);
    }
}
