//! One field of the wizard, drawn from its description. Knows kinds of control, not kinds of storage.

use super::claims::claims;
use super::typed::{Typed, document, secret};
use super::wizard::{Wizard, field_id};
use super::words;
use crate::ui::{Icon, Tone};
use leptos::prelude::*;
use registry::storage::{About, ChoiceOption, Control, Field, FieldId, FixedBecause, Note, Warning, notes};

/// What stands in a field now: as typed, else its default, which moves with what is chosen in other fields.
pub(super) fn standing(wizard: Wizard, id: FieldId, start: String) -> Memo<String> {
    Memo::new(move |_| {
        wizard.fields.with(|all| {
            all.iter()
                .find(|field| field.id == id)
                .map_or_else(|| start.clone(), |field| field.value.clone())
        })
    })
}

/// Draws a field. It is drawn anew when its description changes, but not for what is typed into it.
#[component]
pub(super) fn FieldView(
    wizard: Wizard,
    /// The field; its value is only the one it starts with.
    field: Field,
) -> impl IntoView {
    let id = field.id;
    let input = Typed::new(wizard, &field);
    // Each option of these has a label of its own; another one would rename the first, and choose it when pressed.
    let mut own_labels = false;
    let control = match field.control.clone() {
        Control::Fixed(because) => return fixed(&field, &because),
        Control::Switch => return check(wizard, &field),
        Control::Choice(options) if any(&options, |about| matches!(about, About::Claim { .. })) => {
            own_labels = true;
            claims(wizard, id, options, &field.value)
        }
        Control::Choice(options) if any(&options, is_weighty) => {
            own_labels = true;
            radios(wizard, id, options, &field.value)
        }
        Control::Choice(options) => select(wizard, id, options, &field.value),
        Control::Number { .. } => text(wizard, &field, "numeric", Vec::new()),
        Control::Text { suggestions, .. } => text(wizard, &field, "text", suggestions),
        Control::Name | Control::Size => text(wizard, &field, "text", Vec::new()),
        Control::Secret { file } => secret(input, file),
        Control::Document { .. } => document(input),
    };
    let label = format!("{}-label", field_id(id));
    let text = view! {
        <span class="pf-v6-c-form__label-text">{words::field(id)}</span>
        {field.required.then(required)}
    };
    let label = if own_labels {
        view! { <span class="pf-v6-c-form__label" id=label>{text}</span> }.into_any()
    } else {
        view! { <label class="pf-v6-c-form__label" for=field_id(id) id=label>{text}</label> }.into_any()
    };
    view! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-label">{label}</div>
            <div class="pf-v6-c-form__group-control">{control} {helper(wizard, id)}</div>
        </div>
    }
    .into_any()
}

fn any(options: &[ChoiceOption], is: impl Fn(&About) -> bool) -> bool {
    options.iter().any(|option| is(&option.about))
}

/// Choices that decide over the rest of the form; all of their options are to be read.
fn is_weighty(about: &About) -> bool {
    matches!(
        about,
        About::OriginNew
            | About::OriginExisting
            | About::CredentialsKeep { .. }
            | About::CredentialsCloud
            | About::CredentialsNew
    )
}

fn required() -> impl IntoView {
    view! { <span class="pf-v6-c-form__label-required" aria-hidden="true">" *"</span> }
}

fn fixed(field: &Field, because: &FixedBecause) -> AnyView {
    let id = field.id;
    view! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-label">
                <span class="pf-v6-c-form__label">{words::field(id)}</span>
            </div>
            <div class="pf-v6-c-form__group-control">
                <p id=field_id(id) tabindex="-1">
                    <strong>{field.value.clone()}</strong>
                </p>
                <p class="rc-meta">{words::fixed(because)}</p>
                <input type="hidden" name=id.wire() value=field.value.clone() />
            </div>
        </div>
    }
    .into_any()
}

/// A switch is a box to tick: nothing happens before the review.
fn check(wizard: Wizard, field: &Field) -> AnyView {
    let id = field.id;
    let standing = standing(wizard, id, field.value.clone());
    view! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-control">
                <div class="pf-v6-c-check">
                    <input
                        class="pf-v6-c-check__input"
                        type="checkbox"
                        id=field_id(id)
                        checked=field.value == "true"
                        prop:checked=move || standing.with(|now| now == "true")
                        aria-describedby=format!("{}-help", field_id(id))
                        on:change=move |event| wizard.type_in(id, event_target_checked(&event).to_string())
                    />
                    <label class="pf-v6-c-check__label" for=field_id(id)>{words::field(id)}</label>
                </div>
                {helper(wizard, id)}
            </div>
        </div>
    }
    .into_any()
}

fn helper(wizard: Wizard, id: FieldId) -> impl IntoView {
    let problem = Memo::new(move |_| wizard.problem_at(id));
    let warnings = Memo::new(move |_| {
        let of_field = |warning: &Warning| warning.field() == Some(id);
        let all = wizard.warnings.get().into_iter();
        all.filter(of_field).collect::<Vec<_>>()
    });
    let notes = Memo::new(move |_| {
        let all = wizard
            .facts
            .with(|facts| wizard.form.with(|form| notes(form, facts)));
        let of_field = |note: &Note| note.field() == id;
        all.into_iter().filter(of_field).collect::<Vec<_>>()
    });
    let line = |tone: Tone, class: &'static str, text: String| {
        view! {
            <div class=format!("pf-v6-c-helper-text__item {class}")>
                <span class="pf-v6-c-helper-text__item-icon">
                    <Icon name=tone.icon() />
                </span>
                <span class="pf-v6-c-helper-text__item-text">{text}</span>
            </div>
        }
    };
    view! {
        <div class="pf-v6-c-form__helper-text" id=format!("{}-help", field_id(id)) aria-live="polite">
            <div class="pf-v6-c-helper-text">
                {move || match problem.get() {
                    Some(problem) => line(Tone::Failing, "pf-m-error", words::problem(&problem)).into_any(),
                    None => {
                        view! {
                            <div class="pf-v6-c-helper-text__item">
                                <span class="pf-v6-c-helper-text__item-text">{words::help(wizard.form.with_untracked(|form| form.kind), id)}</span>
                            </div>
                        }
                            .into_any()
                    }
                }}
                {move || {
                    notes
                        .get()
                        .iter()
                        .map(|note| line(Tone::Ok, "pf-m-success", words::note(note)))
                        .collect_view()
                }}
                {move || {
                    warnings
                        .get()
                        .iter()
                        .map(|warning| line(Tone::Attention, "pf-m-warning", words::warning(warning)))
                        .collect_view()
                }}
            </div>
        </div>
    }
}

fn text(wizard: Wizard, field: &Field, mode: &'static str, suggestions: Vec<String>) -> AnyView {
    let id = field.id;
    let list = format!("{}-list", field_id(id));
    let listed = (!suggestions.is_empty()).then(|| list.clone());
    let options = suggestions
        .into_iter()
        .map(|text| view! { <option value=text></option> })
        .collect_view();
    let typed = standing(wizard, id, field.value.clone());
    let bad = move || wizard.problem_at(id).is_some();
    view! {
        <span class="pf-v6-c-form-control" class:pf-m-error=bad>
            <input
                type="text"
                inputmode=mode
                id=field_id(id)
                name=id.wire()
                value=field.value.clone()
                prop:value=typed
                autocomplete="off"
                spellcheck="false"
                list=listed.clone()
                required=field.required
                aria-invalid=move || bad().then_some("true")
                aria-describedby=format!("{}-help", field_id(id))
                on:input=move |event| wizard.type_in(id, event_target_value(&event))
                on:blur=move |_| wizard.left.update(|left| { left.insert(id); })
            />
        </span>
        {listed.is_some().then(|| view! { <datalist id=list>{options}</datalist> })}
    }
    .into_any()
}

fn select(wizard: Wizard, id: FieldId, options: Vec<ChoiceOption>, value: &str) -> AnyView {
    let chosen = standing(wizard, id, value.to_owned());
    let bad = move || wizard.problem_at(id).is_some();
    let list = options
        .into_iter()
        .map(|option| {
            let own = option.value.clone();
            let enabled = option.enabled();
            let here = own.clone();
            view! {
                <option value=own.clone() disabled=!enabled selected=chosen.with_untracked(|now| *now == own)
                    prop:selected=move || chosen.with(|now| *now == here)>
                    {words::option(&option)}
                </option>
            }
        })
        .collect_view();
    view! {
        <span class="pf-v6-c-form-control" class:pf-m-error=bad>
            <select
                id=field_id(id)
                name=id.wire()
                aria-invalid=move || bad().then_some("true")
                aria-describedby=format!("{}-help", field_id(id))
                on:change=move |event| wizard.type_in(id, event_target_value(&event))
                on:blur=move |_| wizard.left.update(|left| { left.insert(id); })
            >
                {list}
            </select>
            <span class="pf-v6-c-form-control__utilities">
                <span class="pf-v6-c-form-control__toggle-icon">
                    <Icon name="caret-down" />
                </span>
            </span>
        </span>
    }
    .into_any()
}

fn radios(wizard: Wizard, id: FieldId, options: Vec<ChoiceOption>, value: &str) -> AnyView {
    let chosen = standing(wizard, id, value.to_owned());
    let list = options
        .into_iter()
        .enumerate()
        .map(|(number, option)| {
            let (own, here, value) = (option.value.clone(), option.value.clone(), option.value.clone());
            // The first one carries the field's id, so that errors lead here.
            let input = if number == 0 {
                field_id(id)
            } else {
                format!("{}-{number}", field_id(id))
            };
            view! {
                <div class="pf-v6-c-radio">
                    <input
                        class="pf-v6-c-radio__input"
                        type="radio"
                        name=id.wire()
                        id=input.clone()
                        value=own.clone()
                        checked=chosen.with_untracked(|now| *now == own)
                        prop:checked=move || chosen.with(|now| *now == here)
                        on:change=move |_| wizard.type_in(id, value.clone())
                    />
                    <label class="pf-v6-c-radio__label" for=input>{words::option(&option)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <div
            role="radiogroup"
            class="rc-stack rc-stack--sm"
            aria-labelledby=format!("{}-label", field_id(id))
            aria-describedby=format!("{}-help", field_id(id))
        >
            {list}
        </div>
    }
    .into_any()
}
