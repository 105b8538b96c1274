//! The first step: which kind of storage. What cannot work stays visible with its reason; what this cluster does not
//! know is left out.

use super::wizard::Wizard;
use super::words;
use leptos::prelude::*;
use registry::storage::{Fit, Group, KindId, is_foreign, kind, offered};

/// The kinds, by group, as one radio group; the group of the platform's own storage first.
#[component]
pub(super) fn Kinds(wizard: Wizard) -> impl IntoView {
    let offered = Memo::new(move |_| wizard.facts.with(offered));
    let first = offered.with_untracked(|all| all.first().map(|(id, _)| kind(*id).group()));
    let mut groups = [Group::Volume, Group::ObjectStorage, Group::TryingOut];
    groups.sort_by_key(|group| Some(*group) != first);
    view! {
        <fieldset class="rc-stack">
            <legend class="rc-hidden">{words::question()}</legend>
            {groups.into_iter().map(|group| kinds_of(wizard, group, offered)).collect_view()}
        </fieldset>
    }
}

fn kinds_of(wizard: Wizard, group: Group, offered: Memo<Vec<(KindId, Fit)>>) -> AnyView {
    let start = wizard.form.with_untracked(|form| form.kind);
    let of_group = move |folded: bool| {
        Memo::new(move |_| {
            let all = offered.get().into_iter();
            let of_group = all.filter(|(id, _)| kind(*id).group() == group);
            // Another platform's storage works here, too, but few want it; what one came for is never folded away.
            wizard.facts.with(|facts| {
                let is_folded = |id: KindId| is_foreign(id, facts) && id != start;
                of_group
                    .filter(|(id, _)| is_folded(*id) == folded)
                    .collect::<Vec<_>>()
            })
        })
    };
    let (near, far) = (of_group(false), of_group(true));
    let list = move |shown: Memo<Vec<(KindId, Fit)>>| {
        view! {
            <For each=move || shown.get() key=|kind| format!("{kind:?}") let((id, fit))>
                {choice(wizard, id, fit)}
            </For>
        }
    };
    view! {
        <div class="rc-stack rc-stack--sm" class:rc-none=move || near.with(Vec::is_empty) && far.with(Vec::is_empty)>
            <h3 class="pf-v6-c-title pf-m-md">{words::group(group)}</h3>
            {list(near)}
            <details class="rc-details" class:rc-none=move || far.with(Vec::is_empty)>
                <summary>{move || words::other_platforms(far.with(Vec::len))}</summary>
                <div class="rc-stack rc-stack--sm">{list(far)}</div>
            </details>
        </div>
    }
    .into_any()
}

fn choice(wizard: Wizard, id: KindId, fit: Fit) -> AnyView {
    let (enabled, note) = match &fit {
        Fit::Offered { note } => (true, note.as_ref().map(words::fit_note)),
        Fit::Impossible(why) => (false, Some(words::why(why))),
        Fit::Hidden => return ().into_any(),
    };
    let input = format!("kind-{}", id.wire());
    let about = format!("{input}-about");
    let checked = move || wizard.form.with(|form| form.kind == id);
    view! {
        <div class="rc-choice" class:rc-choice--off=!enabled>
            <div class="rc-choice__body">
                <div class="pf-v6-c-radio">
                    <input
                        class="pf-v6-c-radio__input"
                        type="radio"
                        name="kind"
                        id=input.clone()
                        value=id.wire()
                        disabled=!enabled
                        checked=wizard.form.with_untracked(|form| form.kind == id)
                        prop:checked=checked
                        aria-describedby=about.clone()
                        on:change=move |_| wizard.form.update(|form| form.kind = id)
                    />
                    <label class="pf-v6-c-radio__label" for=input>{words::kind(id)}</label>
                </div>
                <p class="rc-choice__about" id=about>
                    {words::kind_about(id)}
                    {note.map(|note| view! { <span class="rc-choice__note">{note}</span> })}
                </p>
            </div>
        </div>
    }
    .into_any()
}
