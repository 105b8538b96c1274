//! The wizard's page: loading, the step list, the step and its buttons.

use super::checks::{self, Checks};
use super::details::Details;
use super::draft;
use super::kinds::Kinds;
use super::read_storage;
use super::wizard::{Step, Wizard};
use super::words;
use crate::features::load::{Loaded, loaded};
use crate::features::overview::{read_once, said};
use crate::features::parameters::ReadOnlyBanner;
use crate::live::{self, Topic};
use crate::nav;
use crate::plan::{PlanPanel, Run, Stage};
use crate::ui::{Alert, ButtonKind, LinkButton, PageHeader, PushButton, Tone, focus};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use registry::change::Change;
use registry::overview::Overview;
use registry::storage::{CheckState, Facts, KindId};
use std::sync::Arc;

/// The storage wizard.
#[component]
pub fn StoragePage() -> impl IntoView {
    let page: Loaded<Facts> = loaded(read_storage);
    live::follow(Topic::Storage, move |facts| page.set(facts));
    let overview = RwSignal::new(None::<Overview>);
    live::follow(Topic::Overview, move |now| overview.set(Some(now)));
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            <PageHeader title=words::title() below=true />
            {page.view(move |facts| view! { <Body facts=facts overview=overview /> }.into_any())}
        </section>
    }
}

#[component]
fn Body(facts: Signal<Facts>, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    let wizard = Wizard::new(facts);
    let platform = move || {
        facts.with(|facts| {
            facts
                .platform
                .as_ref()
                .map(|p| words::platform(&p.platform.0))
                .unwrap_or_default()
        })
    };
    let read_only = Signal::derive(move || {
        facts.with(|facts| facts.config.as_ref().is_ok_and(|config| config.read_only))
    });
    // A new step is read from its heading; the first one keeps the focus where the page put it.
    Effect::new(move |before: Option<Step>| {
        let now = wizard.step.get();
        if before.is_some_and(|before| before != now) {
            focus("wizard-step");
        }
        now
    });
    view! {
        <p class="rc-meta">{platform}</p>
        <ReadOnlyBanner on=read_only link=true />
        <Show when=move || wizard.restored.get()>
            <Alert tone=Tone::Off title=words::draft_restored()>
                {move || wizard.asks_secrets().then(|| view! { <p>{words::keys_not_kept()}</p> })}
                <PushButton
                    kind=ButtonKind::Link
                    words=words::discard()
                    on_press=move || {
                        draft::discard();
                        wizard.form.update(|form| form.values.clear());
                        wizard.restored.set(false);
                    }
                />
            </Alert>
        </Show>
        <div class="rc-wizard">
            {steps(wizard)}
            <div class="rc-wizard__main pf-v6-c-card">
                <div class="pf-v6-c-card__body rc-stack">
                    {move || step_view(wizard, wizard.step.get(), overview)}
                </div>
            </div>
        </div>
    }
}

fn step_words(step: Step) -> String {
    match step {
        Step::Kind => words::step_kind(),
        Step::Details => words::step_details(),
        Step::Checks => words::step_checks(),
        Step::Review => words::step_review(),
    }
}

fn steps(wizard: Wizard) -> impl IntoView {
    let items = Step::ALL
        .into_iter()
        .enumerate()
        .map(|(number, step)| {
            let current = move || wizard.step.get() == step;
            let reached = move || step <= wizard.step.get();
            let label = format!("{} {}", number + 1, step_words(step));
            view! {
                <li class="rc-wizard__item">
                    <button
                        type="button"
                        class="rc-wizard__link"
                        disabled=move || !reached()
                        aria-current=move || current().then_some("step")
                        on:click=move |_| wizard.go(step)
                    >
                        {label}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="rc-wizard__nav" aria-label=words::steps()>
            <ol class="rc-wizard__list" role="list">
                {items}
            </ol>
        </nav>
    }
}

fn heading(text: String) -> impl IntoView {
    view! { <h2 class="pf-v6-c-title pf-m-h2" id="wizard-step" tabindex="-1">{text}</h2> }
}

fn step_view(wizard: Wizard, step: Step, overview: RwSignal<Option<Overview>>) -> AnyView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        wizard.next();
    };
    match step {
        Step::Kind => view! {
            <form class="rc-stack" method="get" action=nav::storage_setup() on:submit=on_submit>
                {heading(words::question())}
                <Kinds wizard=wizard />
                <input type="hidden" name="step" value=Step::Details.wire() />
                {buttons(wizard, step, words::next())}
            </form>
        }
        .into_any(),
        Step::Details => {
            let kind = wizard.form.with_untracked(|form| form.kind);
            let plain = matches!(kind, KindId::ExistingClaim | KindId::EmptyDir);
            view! {
                <form class="rc-stack" method="post" action=nav::form("storage") on:submit=on_submit novalidate=true>
                    {heading(words::kind(kind))}
                    <p>{words::kind_about(kind)}</p>
                    <input type="hidden" name="kind" value=kind.wire() />
                    <FormToken />
                    <Details wizard=wizard />
                    {(!plain).then(|| view! { <noscript><p>{words::needs_script()}</p></noscript> })}
                    {buttons(wizard, step, words::next())}
                </form>
            }
            .into_any()
        }
        Step::Checks => view! {
            <form class="rc-stack" on:submit=on_submit>
                {heading(words::step_checks())}
                <Checks wizard=wizard />
                {buttons(wizard, step, words::next())}
            </form>
        }
        .into_any(),
        Step::Review => view! { <ReviewStep wizard=wizard overview=overview /> }.into_any(),
    }
}

/// The token of a plain form, which only the server knows; a browser with WebAssembly sends JSON and needs none.
#[component]
fn FormToken() -> impl IntoView {
    view! { <input type="hidden" name="token" value=crate::plan::form_token() /> }
}

fn buttons(wizard: Wizard, step: Step, next: String) -> impl IntoView {
    let back = step.before().map(|before| {
        view! { <PushButton kind=ButtonKind::Secondary words=words::back() on_press=move || wizard.go(before) /> }
    });
    view! {
        <div class="rc-row rc-wizard__footer">
            <button type="submit" class="pf-v6-c-button pf-m-primary">
                <span class="pf-v6-c-button__text">{next}</span>
            </button>
            {back}
            <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::cancel() />
        </div>
    }
}

#[component]
fn ReviewStep(wizard: Wizard, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    let run = Run::new(Change::Storage(wizard.shown()));
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            run.plan();
        }
    });
    Effect::new(move |_| {
        if run.stage.with(|stage| *stage == Stage::Saved) {
            draft::discard();
            wizard.form.update(|form| form.secrets.clear());
        }
    });
    let found = checks::current(wizard);
    let blocked = Signal::derive(move || {
        let stands = found.with(|all| all.iter().any(|check| check.state == CheckState::Blocking));
        if stands { words::blocked() } else { String::new() }
    });
    // The stream brings the overview; where it does not, one read does.
    let latest = Signal::derive(move || overview.get());
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            read_once(overview);
        }
    });
    view! {
        {heading(words::kind(wizard.form.with_untracked(|form| form.kind)))}
        <PlanPanel
            run=run
            apply=words::apply()
            overview=latest
            problems=words::problems
            failure=said
            blocked=blocked
            back=Arc::new(move || wizard.go(Step::Checks))
        />
    }
}
