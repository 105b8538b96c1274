//! The third step: the guide's checklist, live. What nobody can check for the user is a reminder with a box to tick,
//! never a green tick of ours.

use super::wizard::Wizard;
use super::words;
use crate::ui::{CopyBlock, Icon, Tone};
use leptos::prelude::*;
use registry::storage::{Check, CheckId, CheckState, Command, checks, commands};

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
    let commands = Memo::new(move |_| {
        wizard
            .facts
            .with(|facts| wizard.form.with(|form| commands(form, facts)))
    });
    view! {
        <p class="rc-meta">{words::checks_intro()}</p>
        <ul class="rc-checks" role="list">
            <For each=move || all.get() key=|check| format!("{check:?}") let(check)>
                {entry(wizard, check, commands)}
            </For>
        </ul>
    }
}

fn entry(wizard: Wizard, check: Check, commands: Memo<Vec<Command>>) -> impl IntoView {
    let tone = tone(&check.state);
    let id = check.id;
    let kind = wizard.form.with_untracked(|form| form.kind);
    let found = match &check.state {
        CheckState::Unknown(error) => Some(error.to_string()),
        _ => check.finding.as_ref().map(words::finding),
    };
    let reminder = matches!(check.state, CheckState::Reminder).then(|| tick(wizard, id));
    // What is in order needs no command.
    let open = !matches!(check.state, CheckState::Ok);
    let serving = move || {
        let all = commands.get().into_iter();
        let all = all.filter(move |command| open && command.serves == id);
        all.map(|command| {
            view! {
                {words::command_about(id).map(|about| view! { <p class="rc-meta">{about}</p> })}
                <CopyBlock name=words::command(&command) text=Signal::stored(command.line()) />
            }
        })
        .collect_view()
    };
    view! {
        <li class=format!("rc-check {}", tone.class())>
            <span class="rc-tone">
                <Icon name=tone.icon() />
            </span>
            <div class="rc-check__text">
                <strong>{words::check(kind, id)}</strong>
                <span class="rc-meta">{words::check_state(&check.state)}</span>
                {found.map(|text| view! { <p class="rc-lines">{text}</p> })}
                {serving}
                {reminder}
            </div>
        </li>
    }
}

/// The box of a reminder; what was ticked stays ticked when one comes back to this step.
fn tick(wizard: Wizard, id: CheckId) -> impl IntoView {
    let box_id = format!("check-{id:?}");
    view! {
        <div class="pf-v6-c-check">
            <input
                class="pf-v6-c-check__input"
                type="checkbox"
                id=box_id.clone()
                prop:checked=move || wizard.ticked.with(|ticked| ticked.contains(&id))
                on:change=move |event| {
                    let done = event_target_checked(&event);
                    wizard.ticked.update(|ticked| { if done { ticked.insert(id) } else { ticked.remove(&id) }; });
                }
            />
            <label class="pf-v6-c-check__label" for=box_id>{words::i_did_this()}</label>
        </div>
    }
}
