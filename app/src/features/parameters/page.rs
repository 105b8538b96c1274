//! The page: the read-only switch, fields by group or the text, and the plan.

use super::api::{Known, read_parameters};
use super::editor::{Editor, View};
use super::field::field;
use super::read_only::{ReadOnlyBanner, switch};
use super::text::{in_the_way, text};
use super::words;
use crate::features::load::{Loaded, loaded};
use crate::features::overview::{read_once, said};
use crate::live::{self, Topic};
use crate::nav;
use crate::plan::{PlanPanel, Run, Stage};
use crate::ui::{
    Alert, ButtonKind, Card, CopyBlock, Facts, LinkButton, PageHeader, PushButton, Row, Tone, focus,
};
use crate::words::cluster::{cluster_error, missing_permission};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use registry::change::Change;
use registry::error::ClusterError;
use registry::objects::ManagementState;
use registry::overview::Overview;
use registry::parameters::{Group, ParamId, ParametersForm, param};
use std::sync::Arc;

/// The page.
#[component]
pub fn ParametersPage() -> impl IntoView {
    let page: Loaded<Known> = loaded(read_parameters);
    let overview = RwSignal::new(None::<Overview>);
    live::follow(Topic::Overview, move |now: Overview| {
        // What the page shows is the configuration; a newer one is read again.
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
            {page.view(move |known| view! { <Body known=known overview=overview /> }.into_any())}
        </section>
    }
}

#[component]
fn Body(known: Signal<Known>, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    let editor = Editor::new(known);
    let read_only = Memo::new(move |_| editor.facts.with(|facts| facts.read_only()));
    let missing = Memo::new(move |_| known.with(|known| known.missing.clone()));
    let refused = Signal::derive(move || matches!(missing.get(), Ok(Some(_))));
    let reviewing = Memo::new(move |_| editor.reviewed.with(Option::is_some));
    let review = Callback::new(move |form: ParametersForm| {
        editor.reviewed.set(Some(form));
        read_once(overview);
    });
    view! {
        <ReadOnlyBanner on=read_only />
        {move || notes(editor, missing.get())}
        {move || {
            if reviewing.get() {
                let form = editor.reviewed.get_untracked().unwrap_or_default();
                view! { <Panel form=form editor=editor overview=overview /> }.into_any()
            } else {
                view! {
                    {switch(read_only, refused, review)}
                    {edit(editor, refused, overview)}
                }
                    .into_any()
            }
        }}
    }
}

/// What stands above everything: why nothing can be saved, or why a save has no effect yet.
fn notes(editor: Editor, missing: Result<Option<registry::port::Verdict>, ClusterError>) -> AnyView {
    let facts = editor.facts.get();
    let alert = |tone: Tone, title: String| view! { <Alert tone=tone title=title /> }.into_any();
    let may_not = match missing {
        Ok(None) => None,
        Ok(Some(verdict)) => Some(
            view! {
                <Alert tone=Tone::Off title=words::look_only()>
                    <p>{missing_permission(&verdict.permission)}</p>
                </Alert>
            }
            .into_any(),
        ),
        Err(error) => Some(alert(Tone::Unknown, cluster_error(&error))),
    };
    let later = match facts.state {
        ManagementState::Managed if facts.storage_fails => {
            Some(alert(Tone::Attention, words::storage_fails()))
        }
        ManagementState::Managed => None,
        state => Some(alert(Tone::Off, words::not_managed(state))),
    };
    let overrides = (!facts.overrides.is_empty()).then(|| alert(Tone::Attention, words::overrides_set()));
    let unread = facts
        .schema
        .as_ref()
        .err()
        .map(|error| alert(Tone::Unknown, words::schema_unread(error)));
    view! { {may_not}{later}{overrides}{unread} }.into_any()
}

fn edit(editor: Editor, refused: Signal<bool>, overview: RwSignal<Option<Overview>>) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !refused.get_untracked() && editor.changes() > 0 {
            read_once(overview);
            editor.review();
        }
    };
    view! {
        <Show when=move || editor.restored.get()>
            <Alert tone=Tone::Off title=words::draft_restored() />
        </Show>
        <div class="rc-row rc-parameters__bar">
            {views(editor)}
            {move || (editor.view.get() == View::Form).then(|| groups(editor))}
        </div>
        <form class="rc-stack" on:submit=submit novalidate=true>
            <fieldset class="rc-plain" disabled=move || refused.get()>
                <legend class="rc-hidden">{words::title()}</legend>
                {move || match editor.view.get() {
                    View::Form => form(editor),
                    View::Yaml => text(editor),
                }}
            </fieldset>
            {bar(editor, refused)}
        </form>
    }
    .into_any()
}

fn choice(href: String, words: String, current: impl Fn() -> bool + Copy + Send + Sync + 'static) -> AnyView {
    view! {
        <li class="pf-v6-c-tabs__item" class:pf-m-current=current>
            <a class="pf-v6-c-tabs__link" href=href aria-current=move || current().then_some("true")>
                <span class="pf-v6-c-tabs__item-text">{words}</span>
            </a>
        </li>
    }
    .into_any()
}

fn views(editor: Editor) -> AnyView {
    let one = move |view: View| {
        let group = editor.group.get_untracked();
        let href = nav::parameters_at(view.wire(), group);
        choice(href, words::view(view), move || editor.view.get() == view)
    };
    view! {
        <nav class="pf-v6-c-tabs pf-m-secondary pf-m-nav" aria-label=words::views()>
            <ul class="pf-v6-c-tabs__list" role="list">{[View::Form, View::Yaml].map(one)}</ul>
        </nav>
    }
    .into_any()
}

fn groups(editor: Editor) -> AnyView {
    let one = move |group: Option<Group>| {
        let href = nav::parameters_at(View::Form.wire(), group);
        let words = group.map_or_else(words::all_groups, words::group);
        choice(href, words, move || editor.group.get() == group)
    };
    let each = Group::ALL.into_iter().map(Some);
    view! {
        <nav class="pf-v6-c-tabs pf-m-secondary pf-m-nav rc-parameters__groups" aria-label=words::groups()>
            <ul class="pf-v6-c-tabs__list" role="list">
                {std::iter::once(None).chain(each).map(one).collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}

/// The fields of the group asked for, or of all. The read-only switch has its own place.
fn form(editor: Editor) -> AnyView {
    let cards = move || {
        let asked = editor.group.get();
        let has: Vec<ParamId> = editor.facts.with(|facts| facts.current.keys().copied().collect());
        Group::ALL
            .into_iter()
            .filter(|group| asked.is_none_or(|asked| asked == *group))
            .map(|group| {
                let of_group = has
                    .iter()
                    .copied()
                    .filter(|id| param(*id).group == group && *id != ParamId::ReadOnly);
                let fields = of_group.map(|id| field(editor, id)).collect_view();
                view! {
                    <Card title=words::group(group)>
                        <div class="rc-stack">
                            {beside(editor, group)}
                            <div class="pf-v6-c-form rc-parameters__form">{fields}</div>
                        </div>
                    </Card>
                }
                .into_any()
            })
            .collect_view()
    };
    // Only what changes the fields draws them anew: the group, and which fields the release has.
    let shown = Memo::new(move |_| {
        let has: Vec<ParamId> = editor.facts.with(|facts| facts.current.keys().copied().collect());
        (editor.group.get(), has)
    });
    view! {
        <div class="rc-stack">
            {general(editor)}
            {move || {
                // A memo that is only tracked is never computed, and so never changes.
                let _ = shown.get();
                untrack(cards)
            }}
        </div>
    }
    .into_any()
}

/// What is wrong and has no field here.
fn general(editor: Editor) -> AnyView {
    let any = Memo::new(move |_| {
        let problems = editor
            .found
            .with(|found| found.iter().any(|problem| problem.field.is_none()));
        let refused = editor
            .refused
            .with(|all| all.iter().any(|cause| ParamId::at(&cause.field).is_none()));
        problems || refused
    });
    view! { {move || any.get().then(|| in_the_way(editor))} }.into_any()
}

/// What a group shows beside its fields.
fn beside(editor: Editor, group: Group) -> AnyView {
    let facts = editor.facts.get_untracked();
    match group {
        Group::Capacity => {
            let storage = words::storage(&facts.storage);
            view! {
                <Facts>
                    <Row term=words::state_term()>
                        {words::state(facts.state)} " "
                        <a href=nav::state(words::other_state(facts.state))>{words::change_state()}</a>
                    </Row>
                    <Row term=words::storage_term()>
                        {storage} " " <a href=nav::storage_setup()>{words::change_storage()}</a>
                    </Row>
                </Facts>
            }
            .into_any()
        }
        Group::Security => {
            let block = |name: String, text: String| {
                (!text.is_empty()).then(|| {
                    view! {
                        <details class="rc-details">
                            <summary>{name.clone()}</summary>
                            <CopyBlock name=name text=text />
                        </details>
                    }
                    .into_any()
                })
            };
            view! {
                <p>{words::secret(facts.secret_set)}</p>
                {block(words::observed(), facts.observed)}
                {block(words::overrides(), facts.overrides)}
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

fn bar(editor: Editor, refused: Signal<bool>) -> AnyView {
    let changes = Memo::new(move |_| editor.changes());
    let stopped = move || refused.get() || changes.get() == 0 || editor.asking.get();
    view! {
        {move || {
            let failed = editor.failed.get();
            (!failed.is_empty()).then(|| view! { <Alert tone=Tone::Failing title=failed /> })
        }}
        <div class="rc-row rc-wizard__footer">
            <span role="status">{move || words::changes(changes.get())}</span>
            <button
                type="submit"
                class="pf-v6-c-button pf-m-primary"
                class:pf-m-aria-disabled=stopped
                class:pf-m-in-progress=move || editor.asking.get()
                aria-disabled=move || stopped().then_some("true")
            >
                <span class="pf-v6-c-button__text">{words::review()}</span>
            </button>
            <Show when=move || { changes.get() > 0 || editor.edited.with(Option::is_some) }>
                <PushButton kind=ButtonKind::Secondary words=words::discard() on_press=move || editor.discard() />
            </Show>
            <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::leave() />
        </div>
    }
    .into_any()
}

/// The plan for `form`. Its course is made here, in the panel's own scope: made in the form's handler it would go with the
/// form.
#[component]
fn Panel(form: ParametersForm, editor: Editor, overview: RwSignal<Option<Overview>>) -> impl IntoView {
    // The switch is a form of its own: what else is typed stays.
    let whole = form != ParametersForm::one(ParamId::ReadOnly, "true")
        && form != ParametersForm::one(ParamId::ReadOnly, "false");
    let run = Run::new(Change::Parameters(form));
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            run.plan();
            focus(REVIEW);
        }
    });
    Effect::new(move |_| {
        if run.stage.with(|stage| *stage == Stage::Saved) && whole {
            editor.discard();
        }
    });
    Effect::new(move |_| {
        let refused = run.review.with(|review| {
            let runs = review.iter().flat_map(|review| &review.dry_runs);
            runs.filter_map(|run| match run {
                Err(ClusterError::Refused { causes }) => Some(causes.clone()),
                _ => None,
            })
            .flatten()
            .collect::<Vec<_>>()
        });
        if !refused.is_empty() {
            editor.refused.set(refused);
        }
    });
    let back = Arc::new(move || {
        if !matches!(run.stage.get_untracked(), Stage::Running(_)) {
            editor.reviewed.set(None);
        }
    });
    let done = move || run.stage.with(|stage| *stage == Stage::Saved);
    view! {
        <h2 class="pf-v6-c-title pf-m-h2" id=REVIEW tabindex="-1">{words::review()}</h2>
        <PlanPanel
            run=run
            apply=words::apply()
            overview=overview
            problems=words::problems
            failure=said
            back=back
        />
        <Show when=done>
            <div class="rc-row">
                <PushButton
                    kind=ButtonKind::Secondary
                    words=words::back_to_parameters()
                    on_press=move || editor.reviewed.set(None)
                />
            </div>
        </Show>
    }
}

const REVIEW: &str = "parameters-review";
