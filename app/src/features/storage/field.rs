//! One field of the wizard, drawn from its description. Knows kinds of control, not kinds of storage.

use super::wizard::{Wizard, field_id};
use super::words;
use crate::ui::{Icon, Tone};
use leptos::prelude::*;
use registry::storage::{About, ChoiceOption, Control, Field, FieldId};

/// What stands in a field now: as typed, else its default, which moves with what is chosen in other fields.
fn standing(wizard: Wizard, id: FieldId, start: String) -> Memo<String> {
    Memo::new(move |_| {
        let all = wizard
            .facts
            .with(|facts| wizard.form.with(|form| registry::storage::fields(form, facts)));
        all.into_iter()
            .find(|field| field.id == id)
            .map_or_else(|| start.clone(), |field| field.value)
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
    let is_claims = matches!(&field.control, Control::Choice(all) if all.iter().any(|o| matches!(o.about, About::Claim { .. })));
    let control = match field.control.clone() {
        Control::Choice(options) if is_claims => claims(wizard, id, options, &field.value),
        Control::Choice(options) => select(wizard, id, options, &field.value),
        Control::Fixed(because) => {
            return view! {
                <div class="pf-v6-c-form__group">
                    <div class="pf-v6-c-form__group-label">
                        <span class="pf-v6-c-form__label">{words::field(id)}</span>
                    </div>
                    <div class="pf-v6-c-form__group-control">
                        <p id=field_id(id) tabindex="-1">
                            <strong>{field.value.clone()}</strong>
                        </p>
                        <p class="rc-meta">{words::fixed(&because)}</p>
                        <input type="hidden" name=id.wire() value=field.value />
                    </div>
                </div>
            }
            .into_any();
        }
        Control::Number { .. } => text(wizard, id, &field, "numeric"),
        Control::Text { .. }
        | Control::Name
        | Control::Size
        | Control::Secret { .. }
        | Control::Switch
        | Control::Document { .. } => text(wizard, id, &field, "text"),
    };
    let required = field.required.then(|| {
        view! { <span class="pf-v6-c-form__label-required" aria-hidden="true">" *"</span> }
    });
    let label = format!("{}-label", field_id(id));
    let text = view! {
        <span class="pf-v6-c-form__label-text">{words::field(id)}</span>
        {required}
    };
    // Each claim has a label of its own; another one would rename the first claim, and choose it when pressed.
    let label = if is_claims {
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

fn helper(wizard: Wizard, id: FieldId) -> impl IntoView {
    let problem = Memo::new(move |_| wizard.problem_at(id));
    let warnings = Memo::new(move |_| {
        let all = wizard
            .facts
            .with(|facts| wizard.form.with(|form| registry::storage::warnings(form, facts)));
        all.into_iter()
            .filter(|warning| warning.field() == Some(id))
            .collect::<Vec<_>>()
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

fn text(wizard: Wizard, id: FieldId, field: &Field, mode: &'static str) -> AnyView {
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
                required=field.required
                aria-invalid=move || bad().then_some("true")
                aria-describedby=format!("{}-help", field_id(id))
                on:input=move |event| wizard.type_in(id, event_target_value(&event))
                on:blur=move |_| wizard.left.update(|left| { left.insert(id); })
            />
        </span>
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

fn claims(wizard: Wizard, id: FieldId, options: Vec<ChoiceOption>, value: &str) -> AnyView {
    let chosen = standing(wizard, id, value.to_owned());
    let first = options.iter().position(ChoiceOption::enabled);
    let columns = words::claim_columns();
    let heads = columns
        .iter()
        .map(|name| view! { <th class="pf-v6-c-table__th" scope="col">{name.clone()}</th> })
        .collect_view();
    let rows = options
        .into_iter()
        .enumerate()
        .filter_map(|(number, option)| {
            let enabled = option.enabled();
            let value = option.value.clone();
            let About::Claim { claim, fit, notes } = option.about else { return None };
            let (own, here) = (value.clone(), value.clone());
            // The first one that can be chosen carries the field's id, so that its label and errors lead here.
            let input = if Some(number) == first { field_id(id) } else { format!("{}-{number}", field_id(id)) };
            let cell = |label: &String, text: String| {
                view! { <td class="pf-v6-c-table__td" data-label=label.clone()>{text}</td> }
            };
            Some(
                view! {
                    <tr class="pf-v6-c-table__tr" class:rc-choice--off=!enabled>
                        <td class="pf-v6-c-table__td rc-choice__name" data-label=columns[0].clone()>
                            <div class="pf-v6-c-radio">
                                <input
                                    class="pf-v6-c-radio__input"
                                    type="radio"
                                    name=id.wire()
                                    id=input.clone()
                                    value=value.clone()
                                    disabled=!enabled
                                    checked=chosen.with_untracked(|now| *now == own)
                                    prop:checked=move || chosen.with(|now| *now == here)
                                    on:change=move |_| wizard.type_in(id, value.clone())
                                />
                                <label class="pf-v6-c-radio__label rc-mono" for=input>{claim.name.clone()}</label>
                            </div>
                        </td>
                        {cell(&columns[1], if claim.size.is_empty() { "-".into() } else { claim.size.clone() })}
                        {cell(&columns[2], words::modes(&claim.modes))}
                        {cell(&columns[3], claim.class.clone().filter(|c| !c.is_empty()).unwrap_or_else(|| "-".into()))}
                        {cell(&columns[4], words::phase(claim.phase))}
                        <td class="pf-v6-c-table__td" data-label=columns[5].clone()>
                            {words::claim_fit(&fit)}
                            {notes.iter().map(|note| view! { <p class="rc-meta">{words::claim_note(note)}</p> }).collect_view()}
                        </td>
                    </tr>
                }
                .into_any(),
            )
        })
        .collect_view();
    view! {
        <div class="rc-scroll">
            <table
                class="pf-v6-c-table pf-m-compact pf-m-grid-md"
                aria-labelledby=format!("{}-label", field_id(id))
                aria-describedby=format!("{}-help", field_id(id))
            >
                <thead class="pf-v6-c-table__thead">
                    <tr class="pf-v6-c-table__tr">{heads}</tr>
                </thead>
                <tbody class="pf-v6-c-table__tbody">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
