//! Fields for texts that are more than a line, or that nobody should read over a shoulder: typed, pasted, dropped or read
//! from a file. A secret stands in no attribute and has no name, so that neither a page nor a plain form can carry it.

use super::wizard::{Wizard, field_id};
use super::words;
use crate::ui::{FilePick, take_dropped};
use leptos::prelude::*;
use registry::storage::{Control, Field, FieldId};

/// A field that is typed into.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    wizard: Wizard,
    id: FieldId,
    secret: bool,
    required: bool,
    /// Why a file was not taken.
    refused: RwSignal<Option<String>>,
}

impl Typed {
    pub(super) fn new(wizard: Wizard, field: &Field) -> Self {
        Self {
            wizard,
            id: field.id,
            secret: matches!(field.control, Control::Secret { .. }),
            required: field.required,
            refused: RwSignal::default(),
        }
    }

    fn take(self, text: String) {
        self.refused.set(None);
        if self.secret {
            self.wizard.type_secret(self.id, text);
        } else {
            self.wizard.type_in(self.id, text);
        }
    }

    /// What a file held, or why it was not taken.
    fn read(self, read: Option<String>) {
        match read {
            Some(text) => {
                self.take(text);
                self.left();
            }
            None => self.refused.set(Some(words::file_refused())),
        }
    }

    /// What stands in it; read by the control alone.
    fn text(self) -> String {
        self.wizard.form.with(|form| {
            if self.secret {
                form.secret(self.id).to_owned()
            } else {
                form.values.get(&self.id).cloned().unwrap_or_default()
            }
        })
    }

    fn left(self) {
        self.wizard.left.update(|left| {
            left.insert(self.id);
        });
    }

    fn is_bad(self) -> bool {
        self.wizard.problem_at(self.id).is_some()
    }

    fn help(self) -> String {
        format!("{}-help", field_id(self.id))
    }
}

/// A secret: a line that is hidden unless asked for, or the text of a file.
pub(super) fn secret(typed: Typed, file: bool) -> AnyView {
    let shown = RwSignal::new(false);
    let reveal = view! {
        <button
            type="button"
            class="pf-v6-c-button pf-m-control"
            aria-pressed=move || shown.get().to_string()
            aria-controls=field_id(typed.id)
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            <span class="pf-v6-c-button__text">
                {words::show()} <span class="rc-hidden">{words::field(typed.id)}</span>
            </span>
        </button>
    };
    let control = if file {
        area(typed, Signal::derive(move || !shown.get()))
    } else {
        view! {
            <span class="pf-v6-c-form-control" class:pf-m-error=move || typed.is_bad()>
                <input
                    type=move || if shown.get() { "text" } else { "password" }
                    id=field_id(typed.id)
                    prop:value=move || typed.text()
                    autocomplete="new-password"
                    spellcheck="false"
                    required=typed.required
                    aria-invalid=move || typed.is_bad().then_some("true")
                    aria-describedby=typed.help()
                    on:input=move |event| typed.take(event_target_value(&event))
                    on:blur=move |_| typed.left()
                />
            </span>
        }
        .into_any()
    };
    view! {
        <div class="rc-secret" class:rc-secret--line=!file>
            {control}
            <div class="rc-row">{reveal} {file.then(|| pick(typed))}</div>
        </div>
        {refused(typed)}
    }
    .into_any()
}

/// A text of many lines that is no secret.
pub(super) fn document(typed: Typed) -> AnyView {
    view! {
        {area(typed, Signal::stored(false))}
        <div class="rc-row">{pick(typed)}</div>
        {refused(typed)}
    }
    .into_any()
}

fn pick(typed: Typed) -> impl IntoView {
    view! { <FilePick words=words::from_file(&words::field(typed.id)) on_read=move |read| typed.read(read) /> }
}

fn area(typed: Typed, hidden: Signal<bool>) -> AnyView {
    view! {
        <span class="pf-v6-c-form-control pf-m-resize-vertical" class:pf-m-error=move || typed.is_bad()>
            <textarea
                id=field_id(typed.id)
                class="rc-mono"
                class:rc-masked=hidden
                rows="4"
                prop:value=move || typed.text()
                autocomplete="off"
                spellcheck="false"
                required=typed.required
                aria-invalid=move || typed.is_bad().then_some("true")
                aria-describedby=typed.help()
                on:input=move |event| typed.take(event_target_value(&event))
                on:blur=move |_| typed.left()
                on:dragover=move |event| event.prevent_default()
                on:drop=move |event| take_dropped(&event, move |read| typed.read(read))
            ></textarea>
        </span>
    }
    .into_any()
}

fn refused(typed: Typed) -> impl IntoView {
    move || {
        typed
            .refused
            .get()
            .map(|why| view! { <p class="rc-refused" role="alert">{why}</p> })
    }
}
