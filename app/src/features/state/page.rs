//! Choosing a state, seeing what it does, and carrying the change out.

use super::consequences::consequences;
use super::{read_state, words};
use crate::features::load::{Loaded, loaded};
use crate::features::overview::{read_once, said};
use crate::live::{self, Topic};
use crate::nav::{self, Nav};
use crate::plan::{PlanPanel, Run, Stage, form_token};
use crate::ui::{ButtonKind, Card, LinkButton, PageHeader, focus};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use registry::change::Change;
use registry::objects::ManagementState;
use registry::overview::Overview;
use registry::plan::Confirmation;
use registry::state::{StateFacts, StateForm};
use std::sync::Arc;

const STATES: [ManagementState; 3] = [
    ManagementState::Managed,
    ManagementState::Unmanaged,
    ManagementState::Removed,
];

fn read(text: &str) -> Option<ManagementState> {
    STATES.into_iter().find(|state| state.wire() == text)
}

/// The page.
#[component]
pub fn StatePage() -> impl IntoView {
    let page: Loaded<StateFacts> = loaded(read_state);
    let overview = RwSignal::new(None::<Overview>);
    live::follow(Topic::Overview, move |now: Overview| {
        // What the page shows depends on the configuration; a newer one is read again.
        let generation = |of: &Overview| of.config.as_ref().map(|c| (c.generation, c.observed)).ok();
        let moved = overview.with_untracked(|seen| {
            seen.as_ref()
                .is_some_and(|seen| generation(seen) != generation(&now))
        });
        overview.set(Some(now));
        if moved {
            page.reload();
        }
    });
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            <PageHeader title=words::title() below=true />
            {page.view(move |facts| view! { <Body facts=facts overview=overview /> }.into_any())}
        </section>
    }
}

fn now(facts: &StateFacts) -> ManagementState {
    facts
        .config
        .as_ref()
        .map_or(ManagementState::Other, |config| config.state)
}

#[component]
fn Body(facts: Signal<StateFacts>, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    let nav = Nav::current();
    let asked = nav.query("to").and_then(|text| read(&text));
    let start = facts.with_untracked(now);
    let other = if start == ManagementState::Managed {
        ManagementState::Removed
    } else {
        ManagementState::Managed
    };
    let to = RwSignal::new(asked.filter(|to| *to != start).unwrap_or(other));
    let keep = RwSignal::new(false);
    let reviewed = RwSignal::new(None::<StateForm>);
    let state = Memo::new(move |_| facts.with(now));
    let may_keep = Memo::new(move |_| {
        to.get() == ManagementState::Removed
            && facts.with(|facts| {
                let lost = facts.held.as_ref().is_ok_and(|held| {
                    held.iter()
                        .any(|h| h.deleted && h.kind != registry::plan::StorageKind::EmptyDir)
                });
                lost && facts.can_mark_storage.as_ref().is_ok_and(|can| *can)
            })
    });
    let review = move |event: SubmitEvent| {
        event.prevent_default();
        reviewed.set(Some(StateForm {
            to: to.get_untracked(),
            keep_data: keep.get_untracked() && may_keep.get_untracked(),
        }));
        read_once(overview);
    };
    view! {
        <p class="rc-meta">{move || words::now(state.get())}</p>
        <Show when=move || reviewed.with(Option::is_none)>
            <form class="rc-review" method="post" action=nav::form("state") on:submit=review>
                <div class="rc-stack">
                    <input type="hidden" name="token" value=form_token() />
                    <fieldset class="rc-stack">
                        <legend class="rc-legend">{words::question()}</legend>
                        {STATES.into_iter().map(|state_| choice(state_, state, to)).collect_view()}
                    </fieldset>
                    <Show when=move || may_keep.get()>
                        <div class="pf-v6-c-check">
                            <input
                                class="pf-v6-c-check__input"
                                type="checkbox"
                                id="keep-data"
                                name="keep_data"
                                value="true"
                                prop:checked=keep
                                on:change=move |event| keep.set(event_target_checked(&event))
                            />
                            <label class="pf-v6-c-check__label" for="keep-data">{words::keep_data()}</label>
                        </div>
                    </Show>
                    <div class="rc-row">
                        <button type="submit" class="pf-v6-c-button pf-m-primary">
                            <span class="pf-v6-c-button__text">{words::review()}</span>
                        </button>
                        <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::cancel() />
                    </div>
                </div>
                {move || {
                    let to = to.get();
                    let keep = keep.get() && may_keep.get();
                    let body = facts.with(|facts| consequences(facts, to, keep));
                    view! { <Card title=words::consequences(to)>{body}</Card> }
                }}
            </form>
        </Show>
        {move || {
            reviewed.get().map(|form| view! { <Panel form=form reviewed=reviewed overview=overview /> })
        }}
    }
}

fn choice(
    state: ManagementState,
    now: Memo<ManagementState>,
    to: RwSignal<ManagementState>,
) -> impl IntoView {
    let id = format!("state-{}", state.wire());
    let about = format!("{id}-about");
    let is_now = move || now.get() == state;
    view! {
        <div class="rc-choice" class:rc-choice--off=is_now>
            <div class="rc-choice__body">
                <div class="pf-v6-c-radio">
                    <input
                        class="pf-v6-c-radio__input"
                        type="radio"
                        name="to"
                        id=id.clone()
                        value=state.wire()
                        disabled=is_now
                        checked=to.get_untracked() == state
                        prop:checked=move || to.get() == state
                        aria-describedby=about.clone()
                        on:change=move |_| to.set(state)
                    />
                    <label class="pf-v6-c-radio__label" for=id>{words::name(state)}</label>
                </div>
                <p class="rc-choice__about" id=about>
                    {words::about(state)}
                    <span class="rc-choice__note">{move || is_now().then(|| words::now(state))}</span>
                </p>
            </div>
        </div>
    }
}

/// The plan for `form`. Its course is made here, in the panel's own scope: made in the form's handler it would go
/// with the form.
#[component]
fn Panel(
    form: StateForm,
    reviewed: RwSignal<Option<StateForm>>,
    overview: RwSignal<Option<Overview>>,
) -> impl IntoView {
    let to = form.to;
    let run = Run::new(Change::State(form));
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            run.plan();
            // The form that had the focus is gone.
            focus("state-review");
        }
    });
    // The button's words follow the plan: what deletes says so.
    let apply = Signal::derive(move || {
        let deletes = run.review.with(|review| {
            review
                .as_ref()
                .is_some_and(|r| matches!(r.plan.confirmation, Confirmation::TypeName(_)))
        });
        words::apply(to, deletes)
    });
    let back = Arc::new(move || {
        if !matches!(run.stage.get_untracked(), Stage::Running(_)) {
            reviewed.set(None);
        }
    });
    view! {
        <h2 class="pf-v6-c-title pf-m-h2" id="state-review" tabindex="-1">{words::review()}</h2>
        <PlanPanel
            run=run
            apply=apply
            overview=overview
            problems=words::problems
            failure=said
            back=back
        />
    }
}
