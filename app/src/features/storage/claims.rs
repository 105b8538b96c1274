//! The claims to choose from, as a table of radio buttons: each with what it is good for, or why it is no good.

use super::field::standing;
use super::wizard::{Wizard, field_id};
use super::words;
use leptos::prelude::*;
use registry::storage::{About, ChoiceOption, FieldId};

pub(super) fn claims(wizard: Wizard, id: FieldId, options: Vec<ChoiceOption>, value: &str) -> AnyView {
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
