//! The page that keeps one of several kinds of storage and takes the others away. It knows no kind's fields: whatever
//! is configured can be kept.

use super::{read_storage, words};
use crate::features::load::{Loaded, loaded};
use crate::features::overview::{read_once, said};
use crate::live::{self, Topic};
use crate::nav::{self, Nav};
use crate::plan::{PlanPanel, Run, Stage, form_token};
use crate::ui::{Alert, ButtonKind, LinkButton, PageHeader, Tone, focus};
use crate::words::cluster::cluster_error;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use registry::change::Change;
use registry::overview::Overview;
use registry::storage::{ConfigFacts, Facts, KeepForm, MemberFacts, kept_owner};
use std::sync::Arc;

/// The page.
#[component]
pub fn KeepPage() -> impl IntoView {
    let page: Loaded<Facts> = loaded(read_storage);
    live::follow(Topic::Storage, move |facts| page.set(facts));
    let overview = RwSignal::new(None::<Overview>);
    live::follow(Topic::Overview, move |now| overview.set(Some(now)));
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            <PageHeader title=words::keep_title() below=true />
            {page.view(move |facts| view! { <Body facts=facts overview=overview /> }.into_any())}
        </section>
    }
}

fn in_force(member: &MemberFacts, config: &ConfigFacts) -> bool {
    config.in_force.iter().any(|now| now.is_where(member))
}

/// What is chosen at first: what the address names, else what holds images now, else the first.
fn proposed(config: &ConfigFacts, asked: Option<&str>) -> String {
    let all = &config.configured;
    all.iter()
        .find(|member| Some(member.key.as_str()) == asked)
        .or_else(|| all.iter().find(|member| in_force(member, config)))
        .or_else(|| all.first())
        .map(|member| member.key.clone())
        .unwrap_or_default()
}

#[component]
fn Body(facts: Signal<Facts>, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    let asked = Nav::current().query("member");
    let config = Memo::new(move |_| facts.with(|facts| facts.config.clone()));
    let first = config.with_untracked(|config| {
        config
            .as_ref()
            .map(|config| proposed(config, asked.as_deref()))
            .unwrap_or_default()
    });
    let chosen = RwSignal::new(first);
    let reviewed = RwSignal::new(None::<KeepForm>);
    view! {
        {move || match reviewed.get() {
            Some(form) => view! { <Panel form=form reviewed=reviewed overview=overview /> }.into_any(),
            None => {
                match config.get() {
                    Ok(config) => choose(&config, chosen, reviewed, overview),
                    Err(error) => view! { <Alert tone=Tone::Failing title=cluster_error(&error) /> }.into_any(),
                }
            }
        }}
    }
}

fn choose(
    config: &ConfigFacts,
    chosen: RwSignal<String>,
    reviewed: RwSignal<Option<KeepForm>>,
    overview: RwSignal<Option<Overview>>,
) -> AnyView {
    let members = &config.configured;
    if members.len() < 2 {
        return view! {
            <Alert tone=Tone::Off title=words::keep_nothing(members)>
                <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::to_overview() />
            </Alert>
        }
        .into_any();
    }
    let review = move |event: SubmitEvent| {
        event.prevent_default();
        reviewed.set(Some(KeepForm {
            member: chosen.get_untracked(),
        }));
        read_once(overview);
    };
    let choices = members
        .iter()
        .map(|member| choice(member, config, chosen))
        .collect_view();
    view! {
        <form class="rc-stack rc-form" method="post" action=nav::form("keep") on:submit=review>
            <input type="hidden" name="token" value=form_token() />
            <p>{words::keep_intro(members)}</p>
            <fieldset class="rc-stack">
                <legend class="rc-legend">{words::keep_question()}</legend>
                {choices}
            </fieldset>
            <div class="rc-row">
                <button type="submit" class="pf-v6-c-button pf-m-primary">
                    <span class="pf-v6-c-button__text">{words::keep_review()}</span>
                </button>
                <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::cancel() />
            </div>
        </form>
    }
    .into_any()
}

fn choice(member: &MemberFacts, config: &ConfigFacts, chosen: RwSignal<String>) -> AnyView {
    let key = member.key.clone();
    let id = format!("keep-{key}");
    let about = format!("{id}-about");
    let (own, picked) = (key.clone(), key.clone());
    let owner = words::keep_owner(member, kept_owner(member, config));
    view! {
        <div class="rc-choice">
            <div class="rc-choice__body">
                <div class="pf-v6-c-radio">
                    <input
                        class="pf-v6-c-radio__input"
                        type="radio"
                        name="member"
                        id=id.clone()
                        value=key.clone()
                        checked=chosen.with_untracked(|now| *now == key)
                        prop:checked=move || chosen.with(|now| *now == own)
                        aria-describedby=about.clone()
                        on:change=move |_| chosen.set(picked.clone())
                    />
                    <label class="pf-v6-c-radio__label" for=id>{words::keep(&key)}</label>
                </div>
                <p class="rc-choice__about" id=about>
                    {words::keep_what(member)}
                    <span class="rc-choice__note">{words::keep_in_force(in_force(member, config))}</span>
                    {owner.map(|owner| view! { <span class="rc-choice__note">{owner}</span> })}
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// The plan for `form`. Its course is made here, in the panel's own scope: made in the form's handler it would go
/// with the form.
#[component]
fn Panel(
    form: KeepForm,
    reviewed: RwSignal<Option<KeepForm>>,
    overview: RwSignal<Option<Overview>>,
) -> impl IntoView {
    let apply = words::keep(&form.member);
    let run = Run::new(Change::Keep(form));
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            run.plan();
            // The form that had the focus is gone.
            focus("keep-review");
        }
    });
    let back = Arc::new(move || {
        if !matches!(run.stage.get_untracked(), Stage::Running(_)) {
            reviewed.set(None);
        }
    });
    view! {
        <div class="rc-stack">
            <h2 class="pf-v6-c-title pf-m-h2" id="keep-review" tabindex="-1">{words::keep_review()}</h2>
            <PlanPanel
                run=run
                apply=apply
                overview=overview
                problems=words::problems
                failure=said
                back=back
            />
        </div>
    }
}
