//! Plans for browsers without WebAssembly: whole documents, written by the server only, with plain forms instead of
//! signals. Knows no route but `nav`'s and no rule of any feature.

use super::said::call_said;
use super::{PlanSteps, Review, Stage, Summary, words};
use crate::api::CallError;
use crate::features::doors::Account;
use crate::features::{parameters, state, storage};
use crate::nav::{self, Nav};
use crate::ui::{self, Alert, ButtonKind, LinkButton, PageHeader, Tone};
use crate::words::cluster::call_error;
use crate::words::shell;
use crate::{Assets, Console};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use registry::change::{Change, Problem};
use registry::plan::Confirmation;

/// A form to be sent back as it came, and what lets it be sent.
#[derive(Clone, Debug)]
pub struct PlainForm {
    /// The feature, as in the form's address.
    pub feature: &'static str,
    /// The form's own fields by name. Never a secret: such forms need WebAssembly.
    pub fields: Vec<(String, String)>,
    /// See [`super::form_token`].
    pub token: String,
}

/// A page's title and what stands below the frame.
pub struct PlainPage {
    title: String,
    content: AnyView,
}

impl std::fmt::Debug for PlainPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PlainPage({})", self.title)
    }
}

impl PlainPage {
    fn new(title: String, content: AnyView) -> Self {
        provide_meta_context();
        let content = view! {
            <PageHeader title=title.clone() below=true />
            {content}
        };
        Self {
            title,
            content: content.into_any(),
        }
    }
}

fn title() -> String {
    "Review the plan".into()
}

fn stopped_title() -> String {
    "The plan stopped".into()
}

fn apply() -> String {
    "Apply the plan".into()
}

/// A whole document: the page in our own frame, without a script.
pub fn plain_document(assets: Assets, console: Console, page: PlainPage) -> impl IntoView {
    // The address is a form's, which no link of the navigation leads to.
    provide_context(Nav {
        path: Signal::derive(String::new),
        search: Signal::derive(String::new),
        go: Callback::new(|_: String| {}),
    });
    let sandbox = console.sandbox.map(|scenario| {
        view! {
            <div class="pf-v6-c-banner pf-m-blue rc-banner" role="note">
                {shell::sandbox(&scenario)}
            </div>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" class="rc-root">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{shell::title(page.title)}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.style />
                <link rel="stylesheet" href=assets.page_style />
            </head>
            <body>
                <div class="pf-v6-c-page">
                    <a class="pf-v6-c-skip-to-content pf-v6-c-button pf-m-primary" href="#main">
                        {shell::skip()}
                    </a>
                    <header class="pf-v6-c-masthead pf-m-display-inline">
                        <div class="pf-v6-c-masthead__main">
                            <div class="pf-v6-c-masthead__brand">
                                <a href=nav::overview() class="pf-v6-c-masthead__logo rc-logo">
                                    {shell::product()}
                                </a>
                            </div>
                        </div>
                        <div class="pf-v6-c-masthead__content rc-masthead-cluster">
                            <span class="rc-masthead-cluster__name">{console.cluster}</span>
                            {console.user.map(|name| view! { <Account name=name /> })}
                        </div>
                    </header>
                    <div class="pf-v6-c-page__sidebar pf-m-expanded rc-sidebar">
                        <div class="pf-v6-c-page__sidebar-body">
                            <ui::Navigation />
                        </div>
                    </div>
                    <div class="pf-v6-c-page__main-container" tabindex="-1">
                        <main class="pf-v6-c-page__main" id="main" tabindex="0">
                            {sandbox}
                            <section class="rc-page">{page.content}</section>
                        </main>
                    </div>
                </div>
            </body>
        </html>
    }
}

/// The review, with the form that carries it out. `changed` says that another plan was shown before.
pub fn plain_review(form: PlainForm, review: Review, changed: bool) -> PlainPage {
    let action = format!("{}/apply", nav::form(form.feature));
    let hash = review.hashes.first().map(ToString::to_string);
    let refused = (!review.may_run()).then(|| {
        let why = if review.plan.steps.is_empty() {
            words::nothing_to_do()
        } else {
            words::cannot_apply()
        };
        view! { <Alert tone=Tone::Attention title=why /> }
    });
    let confirm = confirm(&review.plan.confirmation);
    let kind = match review.plan.confirmation {
        Confirmation::TypeName(_) => ButtonKind::Danger,
        _ => ButtonKind::Primary,
    };
    let submit = review.may_run().then(|| {
        view! {
            <form method="post" action=action class="rc-stack">
                <input type="hidden" name="token" value=form.token />
                <input type="hidden" name="hash" value=hash />
                {form
                    .fields
                    .into_iter()
                    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                    .collect_view()} {confirm}
                <div class="rc-row">
                    <button type="submit" class=kind.class()>
                        <span class="pf-v6-c-button__text">{apply()}</span>
                    </button>
                    <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::leave() />
                </div>
            </form>
        }
    });
    let content = view! {
        {changed.then(|| view! { <Alert tone=Tone::Attention title=words::changed() /> })}
        {refused}
        <h2 class="pf-v6-c-title pf-m-h2">{words::steps()}</h2>
        <PlanSteps review=review.clone() stage=Stage::Reviewed />
        <Summary review=review />
        {submit}
    };
    PlainPage::new(title(), content.into_any())
}

fn confirm(asked: &Confirmation) -> AnyView {
    match asked {
        Confirmation::Review => ().into_any(),
        Confirmation::Tick => view! {
            <div class="pf-v6-c-check">
                <input
                    class="pf-v6-c-check__input"
                    type="checkbox"
                    id="plan-confirm"
                    name="confirmation"
                    value="yes"
                    required
                />
                <label class="pf-v6-c-check__label" for="plan-confirm">{words::tick()}</label>
            </div>
        }
        .into_any(),
        Confirmation::TypeName(name) => view! {
            <div class="pf-v6-c-form__group">
                <label class="pf-v6-c-form__label" for="plan-confirm">
                    <span class="pf-v6-c-form__label-text">{words::type_name(name)}</span>
                </label>
                <span class="pf-v6-c-form-control">
                    <input type="text" id="plan-confirm" name="confirmation" autocomplete="off" required />
                </span>
            </div>
        }
        .into_any(),
    }
}

/// Why there is no plan, or none that may be applied.
pub fn plain_problems(change: &Change, error: &CallError) -> PlainPage {
    let list = match error {
        CallError::Problems(found) => problems(change, &found.read().unwrap_or_default()),
        _ => Vec::new(),
    };
    let raw = call_said(error);
    let content = view! {
        <Alert tone=Tone::Failing title=call_error(error)>
            <ul>{list.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            {raw}
        </Alert>
        <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::overview() />
    };
    PlainPage::new(title(), content.into_any())
}

/// A plan that stopped at `step`: what is done, what is not, and why.
pub fn plain_outcome(review: Review, step: usize, error: CallError) -> PlainPage {
    let said = words::stopped(step, review.plan.steps.len());
    let why = call_error(&error);
    let raw = call_said(&error);
    let content = view! {
        <Alert tone=Tone::Failing title=said>
            <p>{why}</p>
            {raw}
        </Alert>
        <h2 class="pf-v6-c-title pf-m-h2">{words::steps()}</h2>
        <PlanSteps review=review stage=Stage::Stopped(step, error) />
        <LinkButton kind=ButtonKind::Link href=nav::overview() words=words::overview() />
    };
    PlainPage::new(stopped_title(), content.into_any())
}

fn problems(change: &Change, found: &[Problem]) -> Vec<String> {
    match change {
        Change::State(_) => state::problems(found),
        Change::Storage(_) => storage::problems(found),
        Change::Parameters(_) => parameters::problems(found),
        // No plain form carries credentials.
        Change::Keep(_) | Change::Restore(_) | Change::Credentials(_) => {
            found.iter().map(words::problem).collect()
        }
    }
}
