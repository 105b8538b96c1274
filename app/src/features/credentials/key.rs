//! One key: typed, pasted or read from a file. It has no name and stands in no attribute, so that neither a page nor a
//! form of the browser's own can carry it.

use super::form::{Typing, problem_of};
use super::words;
use crate::ui::{FilePick, Icon, Tone, take_dropped};
use leptos::prelude::*;
use registry::credentials::{CredentialsProblem, KeyId, key_problem};
use registry::secret_text::SecretText;

/// The id of a key's control.
pub(super) fn id(key: KeyId) -> String {
    format!("key-{}", key.name().to_ascii_lowercase())
}

#[component]
pub(super) fn KeyInput(id: KeyId, typing: Typing, problems: Memo<Vec<CredentialsProblem>>) -> impl IntoView {
    let key = id;
    let refused = RwSignal::new(false);
    let problem = Memo::new(move |_| problems.with(|found| problem_of(key, typing, found)));
    let control = if key.is_file() {
        file(key, typing, refused, problem)
    } else {
        line(key, typing, problem)
    };
    view! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-label">
                <label class="pf-v6-c-form__label" for=self::id(key)>
                    <span class="pf-v6-c-form__label-text">{words::key(key)}</span>
                    <span class="pf-v6-c-form__label-required" aria-hidden="true">" *"</span>
                </label>
            </div>
            <div class="pf-v6-c-form__group-control">
                {control} {move || refused.get().then(|| view! { <p class="rc-refused" role="alert">{words::file_refused()}</p> })}
                {helper(key, typing, problem)}
            </div>
        </div>
    }
}

fn take(key: KeyId, typing: Typing, text: String) {
    typing.secrets.update(|all| {
        all.insert(key, SecretText::new(text));
    });
}

fn text(key: KeyId, typing: Typing) -> String {
    typing.secrets.with(|all| {
        all.get(&key)
            .map(|text| text.expose().to_owned())
            .unwrap_or_default()
    })
}

fn leave(key: KeyId, typing: Typing) {
    typing.left.update(|left| {
        left.insert(key);
    });
}

/// What is typed is hidden unless asked for. A name is no secret, but nobody needs to have it completed either.
fn line(key: KeyId, typing: Typing, problem: Memo<Option<CredentialsProblem>>) -> AnyView {
    let shown = RwSignal::new(key.is_name());
    let bad = move || problem.with(Option::is_some);
    view! {
        <div class="rc-secret">
            <span class="pf-v6-c-form-control" class:pf-m-error=bad>
                <input
                    type=move || if shown.get() { "text" } else { "password" }
                    id=id(key)
                    prop:value=move || text(key, typing)
                    autocomplete="new-password"
                    spellcheck="false"
                    required
                    aria-invalid=move || bad().then_some("true")
                    aria-describedby=help(key)
                    on:input=move |event| take(key, typing, event_target_value(&event))
                    on:blur=move |_| leave(key, typing)
                />
            </span>
            {(!key.is_name()).then(|| view! { <div class="rc-row">{show(key, shown)}</div> })}
        </div>
    }
    .into_any()
}

fn file(
    key: KeyId,
    typing: Typing,
    refused: RwSignal<bool>,
    problem: Memo<Option<CredentialsProblem>>,
) -> AnyView {
    let shown = RwSignal::new(false);
    let bad = move || problem.with(Option::is_some);
    let read = move |read: Option<String>| {
        refused.set(read.is_none());
        if let Some(text) = read {
            take(key, typing, text);
            leave(key, typing);
        }
    };
    view! {
        <div class="rc-secret">
            <span class="pf-v6-c-form-control pf-m-resize-vertical" class:pf-m-error=bad>
                <textarea
                    id=id(key)
                    class="rc-mono"
                    class:rc-masked=move || !shown.get()
                    rows="4"
                    prop:value=move || text(key, typing)
                    autocomplete="off"
                    spellcheck="false"
                    required
                    aria-invalid=move || bad().then_some("true")
                    aria-describedby=help(key)
                    on:input=move |event| take(key, typing, event_target_value(&event))
                    on:blur=move |_| leave(key, typing)
                    on:dragover=move |event| event.prevent_default()
                    on:drop=move |event| take_dropped(&event, read)
                ></textarea>
            </span>
            <div class="rc-row">{show(key, shown)} <FilePick words=words::from_file(key) on_read=read /></div>
        </div>
    }
    .into_any()
}

fn show(key: KeyId, shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="pf-v6-c-button pf-m-control"
            aria-pressed=move || shown.get().to_string()
            aria-controls=id(key)
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            <span class="pf-v6-c-button__text">
                {words::show()} <span class="rc-hidden">{words::key(key)}</span>
            </span>
        </button>
    }
}

fn help(key: KeyId) -> String {
    format!("{}-help", id(key))
}

/// One line that says what is wrong, or what to know, or the key's name. They take each other's place, or whatever stands
/// below would move away from under the pointer that leaves the field.
fn helper(key: KeyId, typing: Typing, problem: Memo<Option<CredentialsProblem>>) -> impl IntoView {
    let notes = Memo::new(move |_| {
        let left = typing.left.with(|left| left.contains(&key));
        let notes = typing.secrets.with(|all| {
            let typed = all.get(&key)?;
            key_problem(key, Some(typed))
                .is_none()
                .then(|| words::read(key, typed))
        });
        notes.filter(|_| left).unwrap_or_default()
    });
    let item = |class: &'static str, tone: Option<Tone>, text: String| {
        view! {
            <div class=format!("pf-v6-c-helper-text__item {class}")>
                {tone
                    .map(|tone| {
                        view! {
                            <span class="pf-v6-c-helper-text__item-icon">
                                <Icon name=tone.icon() />
                            </span>
                        }
                    })}
                <span class="pf-v6-c-helper-text__item-text">{text}</span>
            </div>
        }
    };
    view! {
        <div class="pf-v6-c-form__helper-text" id=help(key) aria-live="polite">
            <div class="pf-v6-c-helper-text">
                {move || match (problem.get(), notes.get()) {
                    (Some(problem), _) => {
                        item("pf-m-error", Some(Tone::Failing), words::problem(&problem)).into_any()
                    }
                    (None, notes) if notes.is_empty() => item("", None, words::help(key)).into_any(),
                    (None, notes) => {
                        notes
                            .into_iter()
                            .map(|(tone, text)| item("", Some(tone), text))
                            .collect_view()
                            .into_any()
                    }
                }}
            </div>
        </div>
    }
}
