//! The first step: which kind of storage. What cannot work stays visible with its reason; what this cluster does not
//! know is left out.

use super::wizard::Wizard;
use super::words;
use leptos::prelude::*;
use registry::storage::{Fit, Group, KindId, fit, kinds};

/// The kinds, by group, as one radio group.
#[component]
pub(super) fn Kinds(wizard: Wizard) -> impl IntoView {
    let groups = [Group::Volume, Group::ObjectStorage, Group::TryingOut];
    view! {
        <fieldset class="rc-stack">
            <legend class="rc-hidden">{words::question()}</legend>
            {groups.into_iter().map(|group| kinds_of(wizard, group)).collect_view()}
        </fieldset>
    }
}

fn kinds_of(wizard: Wizard, group: Group) -> Option<AnyView> {
    let shown = Memo::new(move |_| {
        wizard.facts.with(|facts| {
            let of_group = kinds().filter(|kind| kind.group() == group);
            let known = of_group
                .map(|kind| (kind.id(), fit(kind, facts)))
                .filter(|(_, fit)| *fit != Fit::Hidden);
            known.collect::<Vec<_>>()
        })
    });
    kinds().any(|kind| kind.group() == group).then(|| {
        view! {
            <div class="rc-stack rc-stack--sm" class:rc-none=move || shown.with(Vec::is_empty)>
                <h3 class="pf-v6-c-title pf-m-md">{words::group(group)}</h3>
                <For each=move || shown.get() key=|kind| format!("{kind:?}") let((id, fit))>
                    {choice(wizard, id, fit)}
                </For>
            </div>
        }
        .into_any()
    })
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
