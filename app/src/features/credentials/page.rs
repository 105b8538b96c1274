//! How the credentials stand, and one of two things to do about it.

use super::form::{Replace, Typing};
use super::standing::Standing;
use super::words;
use crate::features::load::{Loaded, loaded};
use crate::features::overview::{read_once, said};
use crate::features::storage::read_storage;
use crate::live::{self, Topic};
use crate::nav::{self, Nav};
use crate::plan::{PlanPanel, Run, Stage};
use crate::ui::{Alert, ButtonKind, LinkButton, PageHeader, PushButton, Tone, focus};
use crate::words::cluster::cluster_error;
use leptos::prelude::*;
use registry::change::Change;
use registry::credentials::{CredentialsForm, Need, Wish, need};
use registry::overview::Overview;
use registry::storage::Facts;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What somebody came to do; the address says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Look,
    Replace,
    Remove,
}

/// The page.
#[component]
pub fn CredentialsPage() -> impl IntoView {
    let page: Loaded<Facts> = loaded(read_storage);
    live::follow(Topic::Storage, move |facts| page.set(facts));
    let overview = RwSignal::new(None::<Overview>);
    live::follow(Topic::Overview, move |now| overview.set(Some(now)));
    crate::ui::provide_clock();
    view! {
        <section class="pf-v6-c-page__main-section rc-page">
            <PageHeader title=words::title() below=true />
            {page
                .view(move |facts| {
                    view! { <Body facts=facts overview=overview reload=move || page.reload() /> }.into_any()
                })}
        </section>
    }
}

#[component]
fn Body(
    facts: Signal<Facts>,
    overview: RwSignal<Option<Overview>>,
    /// Reads the facts again.
    reload: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let nav = Nav::current();
    let task = Memo::new(move |_| match nav.query("to").as_deref() {
        Some("replace") => Task::Replace,
        Some("remove") => Task::Remove,
        _ => Task::Look,
    });
    let reviewed = RwSignal::new(None::<CredentialsForm>);
    let typing = Typing::default();
    // Another address is another task: what was typed for the former goes.
    Effect::new(move |before: Option<Task>| {
        let now = task.get();
        if before.is_some_and(|before| before != now) {
            reviewed.set(None);
            typing.clear();
        }
        if now == Task::Remove {
            reviewed.set(Some(removal()));
            read_once(overview);
        }
        now
    });
    let review = move |form: CredentialsForm| {
        reviewed.set(Some(form));
        read_once(overview);
    };
    view! {
        <Standing facts=facts />
        {move || match (task.get(), reviewed.get()) {
            (_, Some(form)) => {
                view! { <Panel form=form typing=typing reviewed=reviewed overview=overview reload=reload /> }
                    .into_any()
            }
            (Task::Look, None) => choices(facts),
            (Task::Replace, None) => view! { <Replace facts=facts typing=typing on_review=review /> }.into_any(),
            // Drawn by the server, where nothing is planned yet.
            (Task::Remove, None) => without_script(),
        }}
    }
}

fn removal() -> CredentialsForm {
    CredentialsForm {
        wish: Wish::Remove,
        secrets: BTreeMap::new(),
    }
}

/// What can be done; what cannot is said.
fn choices(facts: Signal<Facts>) -> AnyView {
    let config = Memo::new(move |_| facts.with(|facts| facts.config.clone()));
    let user = Memo::new(move |_| facts.with(|facts| facts.credentials.user.clone()));
    view! {
        {move || match config.get() {
            Err(error) => view! { <Alert tone=Tone::Failing title=cluster_error(&error) /> }.into_any(),
            Ok(config) => {
                let user = user.get();
                let there = !matches!(user, Ok(None));
                let takes = matches!(need(&config), Need::Keys { .. });
                view! {
                    <div class="rc-row">
                        {takes
                            .then(|| {
                                view! {
                                    <LinkButton
                                        kind=ButtonKind::Primary
                                        href=nav::credentials_replace()
                                        words=words::replace(there)
                                    />
                                }
                            })}
                        {there
                            .then(|| {
                                view! {
                                    <LinkButton
                                        kind=ButtonKind::Secondary
                                        href=nav::credentials_remove()
                                        words=words::remove()
                                    />
                                }
                            })}
                        <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::to_overview() />
                    </div>
                }
                    .into_any()
            }
        }}
    }
    .into_any()
}

/// What stands in place of a form that must not be sent without a script.
pub(super) fn without_script() -> AnyView {
    view! {
        <noscript>
            <p>{words::no_script()}</p>
        </noscript>
    }
    .into_any()
}

/// The plan for `form`. Its course is made here, in the panel's own scope: made in the form's handler it would go
/// with the form.
#[component]
fn Panel(
    form: CredentialsForm,
    typing: Typing,
    reviewed: RwSignal<Option<CredentialsForm>>,
    overview: RwSignal<Option<Overview>>,
    /// Reads the facts again.
    reload: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let removes = form.wish == Wish::Remove;
    let run = Run::new(Change::Credentials(form));
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            run.plan();
            focus("credentials-review");
        }
    });
    Effect::new(move |_| {
        if run.stage.with(|stage| *stage == Stage::Saved) {
            // What was typed has done its part.
            run.change.update(|change| {
                if let Change::Credentials(form) = change {
                    form.secrets.clear();
                }
            });
            typing.clear();
            reload();
        }
    });
    let nav = Nav::current();
    let back = Arc::new(move || {
        if !matches!(run.stage.get_untracked(), Stage::Running(_)) {
            reviewed.set(None);
            if removes {
                nav.go.run(nav::credentials());
            }
        }
    });
    let saved = move || run.stage.with(|stage| *stage == Stage::Saved);
    view! {
        <div class="rc-stack">
            <h2 class="pf-v6-c-title pf-m-h2" id="credentials-review" tabindex="-1">
                {words::review()}
            </h2>
            <PlanPanel
                run=run
                apply=words::apply(removes)
                overview=overview
                problems=words::problems
                failure=said
                back=back
            />
            {move || {
                saved()
                    .then(|| {
                        view! {
                            <div>
                                <PushButton
                                    kind=ButtonKind::Link
                                    words=words::look_again()
                                    on_press=move || nav.go.run(nav::credentials())
                                />
                            </div>
                        }
                    })
            }}
        </div>
    }
}
