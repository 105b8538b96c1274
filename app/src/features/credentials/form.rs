//! The form that replaces the keys. It is drawn only where a script runs, it is no form that a browser could send by
//! itself, and what is typed into it is kept nowhere but in it.

use super::key::KeyInput;
use super::page::without_script;
use super::words;
use crate::nav;
use crate::ui::{Alert, ButtonKind, Icon, LinkButton, Tone, focus};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use registry::credentials::{
    CredentialsForm, CredentialsProblem, KeyId, Need, Variant, Wish, fit, need, problems,
};
use registry::secret_text::SecretText;
use registry::storage::Facts;
use std::collections::{BTreeMap, BTreeSet};

/// What was typed so far, and which fields were left once. It lives as long as the page, so that a look at the plan loses
/// nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct Typing {
    pub(super) secrets: RwSignal<BTreeMap<KeyId, SecretText>>,
    pub(super) left: RwSignal<BTreeSet<KeyId>>,
    variant: RwSignal<Option<Variant>>,
}

impl Typing {
    /// Forgets everything.
    pub(super) fn clear(self) {
        self.secrets.update(BTreeMap::clear);
        self.left.update(BTreeSet::clear);
    }
}

#[component]
pub(super) fn Replace(
    facts: Signal<Facts>,
    typing: Typing,
    /// Takes the form to be reviewed.
    on_review: impl Fn(CredentialsForm) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let runs = RwSignal::new(false);
    Effect::new(move |_| runs.set(true));
    let need = Memo::new(move |_| facts.with(|facts| facts.config.as_ref().ok().map(need)));
    view! {
        {move || {
            if !runs.get() {
                return without_script();
            }
            match need.get() {
                Some(Need::Keys { variants, .. }) => {
                    view! { <Keys facts=facts typing=typing variants=variants on_review=on_review /> }.into_any()
                }
                Some(other) => {
                    view! {
                        <Alert tone=Tone::Off title=words::takes_none(&other)>
                            <LinkButton kind=ButtonKind::Link href=nav::credentials() words=words::cancel() />
                        </Alert>
                    }
                        .into_any()
                }
                None => ().into_any(),
            }
        }}
    }
}

#[component]
fn Keys(
    facts: Signal<Facts>,
    typing: Typing,
    variants: Vec<Variant>,
    /// Takes the form to be reviewed.
    on_review: impl Fn(CredentialsForm) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let first = facts.with_untracked(|facts| {
        let now = facts.credentials.user.as_ref().ok().and_then(Option::as_ref);
        let need = facts.config.as_ref().ok().map(need);
        now.zip(need)
            .and_then(|(secret, need)| fit(&need, secret).variant)
    });
    let usual = first.or_else(|| variants.first().copied()).unwrap_or(Variant::S3);
    let chosen = typing.variant;
    let offered = variants.clone();
    let variant = Memo::new(move |_| chosen.get().filter(|one| offered.contains(one)).unwrap_or(usual));
    let form = move || CredentialsForm {
        wish: Wish::Replace(variant.get()),
        // What was typed for another set stays in the page.
        secrets: typing.secrets.with(|all| {
            let of_set = all.iter().filter(|(key, _)| variant.get().keys().contains(key));
            of_set.map(|(key, text)| (*key, text.clone())).collect()
        }),
    };
    let found = Memo::new(move |_| facts.with(|facts| problems(&form(), facts)));
    let tried = RwSignal::new(false);
    let review = move |event: SubmitEvent| {
        event.prevent_default();
        let problems = found.get_untracked();
        match problems.first() {
            None => on_review(untrack(form)),
            Some(first) => {
                tried.set(true);
                typing
                    .left
                    .update(|left| left.extend(variant.get_untracked().keys()));
                if let Some(key) = first.key() {
                    focus(&super::key::id(key));
                }
            }
        }
    };
    let whole = move || {
        let all = found.get();
        let whole = all
            .into_iter()
            .filter(|problem| problem.key().is_none() && tried.get());
        whole
            .map(|problem| view! { <Alert tone=Tone::Failing title=words::problem(&problem) /> })
            .collect_view()
    };
    let several = (variants.len() > 1).then(|| choice(&variants, variant, chosen));
    view! {
        <form class="pf-v6-c-form rc-form" autocomplete="off" novalidate on:submit=review>
            <p>{words::intro()}</p>
            {several}
            {move || {
                variant
                    .get()
                    .keys()
                    .iter()
                    .map(|key| view! { <KeyInput id=*key typing=typing problems=found /> })
                    .collect_view()
            }}
            {whole}
            <div class="rc-row">
                <button type="submit" class="pf-v6-c-button pf-m-primary">
                    <span class="pf-v6-c-button__text">{words::review()}</span>
                </button>
                <LinkButton kind=ButtonKind::Link href=nav::credentials() words=words::cancel() />
            </div>
        </form>
    }
}

fn choice(variants: &[Variant], now: Memo<Variant>, chosen: RwSignal<Option<Variant>>) -> AnyView {
    let options = variants
        .iter()
        .enumerate()
        .map(|(at, variant)| {
            let variant = *variant;
            view! {
                <option value=at.to_string() selected=now.get_untracked() == variant>
                    {words::variant(variant)}
                </option>
            }
        })
        .collect_view();
    let variants = variants.to_vec();
    view! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-label">
                <label class="pf-v6-c-form__label" for="credentials-variant">
                    <span class="pf-v6-c-form__label-text">{words::which_variant()}</span>
                </label>
            </div>
            <div class="pf-v6-c-form__group-control">
                <span class="pf-v6-c-form-control">
                    <select
                        id="credentials-variant"
                        on:change=move |event| {
                            let at = event_target_value(&event).parse::<usize>().ok();
                            if let Some(variant) = at.and_then(|at| variants.get(at)) {
                                chosen.set(Some(*variant));
                            }
                        }
                    >
                        {options}
                    </select>
                    <span class="pf-v6-c-form-control__utilities">
                        <span class="pf-v6-c-form-control__toggle-icon">
                            <Icon name="caret-down" />
                        </span>
                    </span>
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// The first thing to say about a key, once its field was left.
pub(super) fn problem_of(
    key: KeyId,
    typing: Typing,
    found: &[CredentialsProblem],
) -> Option<CredentialsProblem> {
    let left = typing.left.with(|left| left.contains(&key));
    found
        .iter()
        .find(|problem| left && problem.key() == Some(key))
        .cloned()
}
