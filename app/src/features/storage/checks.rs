//! The third step: the guide's checklist, live. What nobody can check for the user is a reminder with a box to tick,
//! never a green tick of ours.

use super::wizard::Wizard;
use super::words;
use crate::ui::{Icon, Tone};
use leptos::prelude::*;
use registry::storage::{Check, CheckState, checks};

fn tone(state: &CheckState) -> Tone {
    match state {
        CheckState::Ok => Tone::Ok,
        CheckState::Attention => Tone::Attention,
        CheckState::Blocking => Tone::Failing,
        CheckState::Reminder => Tone::Off,
        CheckState::Unknown(_) => Tone::Unknown,
    }
}

/// The checks as they stand now.
pub(super) fn current(wizard: Wizard) -> Memo<Vec<Check>> {
    Memo::new(move |_| {
        wizard
            .facts
            .with(|facts| wizard.form.with(|form| checks(form, facts)))
    })
}

/// The list of checks.
#[component]
pub(super) fn Checks(wizard: Wizard) -> impl IntoView {
    let all = current(wizard);
    view! {
        <p class="rc-meta">{words::checks_intro()}</p>
        <ul class="rc-checks" role="list">
            <For each=move || all.get() key=|check| format!("{check:?}") let(check)>
                {entry(check)}
            </For>
        </ul>
    }
}

fn entry(check: Check) -> impl IntoView {
    let tone = tone(&check.state);
    let found = match &check.state {
        CheckState::Unknown(error) => Some(error.to_string()),
        _ => check.finding.as_ref().map(words::finding),
    };
    let box_id = format!("check-{:?}", check.id);
    let reminder = matches!(check.state, CheckState::Reminder).then(|| {
        view! {
            <div class="pf-v6-c-check">
                <input class="pf-v6-c-check__input" type="checkbox" id=box_id.clone() />
                <label class="pf-v6-c-check__label" for=box_id>{words::i_did_this()}</label>
            </div>
        }
    });
    view! {
        <li class=format!("rc-check {}", tone.class())>
            <span class="rc-tone">
                <Icon name=tone.icon() />
            </span>
            <div class="rc-check__text">
                <strong>{words::check(check.id)}</strong>
                <span class="rc-meta">{words::check_state(&check.state)}</span>
                {found.map(|text| view! { <p>{text}</p> })}
                {reminder}
            </div>
        </li>
    }
}
