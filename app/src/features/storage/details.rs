//! The second step: the fields of the kind chosen, by section, and what to know before saving.

use super::field::FieldView;
use super::wizard::{Wizard, field_id};
use super::words;
use crate::nav;
use crate::ui::{Alert, ButtonKind, LinkButton, Tone};
use leptos::prelude::*;
use registry::storage::{Control, Field, FieldId, Section, Warning};

/// What makes a field another field. The text typed is left out, because drawing a control anew would lose focus and
/// caret; a fixed value is part of it.
fn identity(field: &Field) -> String {
    let fixed = matches!(field.control, Control::Fixed(_)).then_some(&field.value);
    format!("{:?}{:?}{}{fixed:?}", field.id, field.control, field.required)
}

/// The fields, warnings about the choice as a whole, and a summary of what is in the way.
#[component]
pub(super) fn Details(wizard: Wizard) -> impl IntoView {
    let general = Memo::new(move |_| {
        let all = wizard.warnings.get().into_iter();
        all.filter(|warning| warning.field().is_none())
            .collect::<Vec<_>>()
    });
    // What is set, or moved away from its default, is shown from the start; folding it up is the user's.
    Effect::new(move |before: Option<()>| {
        if before.is_none() && wizard.fields.with_untracked(|fields| fields.iter().any(is_set)) {
            wizard.unfolded.set(true);
        }
    });
    view! {
        <div class="rc-stack">
            {move || in_the_way(wizard)}
            {Section::ALL.map(|section| section_view(wizard, section)).collect_view()}
            {move || {
                general
                    .get()
                    .iter()
                    .map(|warning| general_warning(wizard, warning))
                    .collect_view()
            }}
        </div>
    }
}

/// A warning about the choice as a whole. Images that are left behind can be kept from growing more first.
fn general_warning(wizard: Wizard, warning: &Warning) -> AnyView {
    let writes = wizard
        .facts
        .with(|facts| facts.config.as_ref().is_ok_and(|config| !config.read_only));
    let first = matches!(warning, Warning::ImagesDoNotMove { .. }) && writes;
    let link = first.then(|| {
        view! { <LinkButton kind=ButtonKind::Link href=nav::parameters() words=words::read_only_first() /> }
    });
    view! { <Alert tone=Tone::Attention title=words::warning(warning)>{link}</Alert> }.into_any()
}

fn is_set(field: &Field) -> bool {
    let default = match &field.control {
        Control::Fixed(_) => return false,
        // A choice begins with what most leave it at.
        Control::Choice(options) => options.first().map_or("", |first| first.value.as_str()),
        Control::Switch => "false",
        _ => "",
    };
    field.section == Section::Advanced && !field.value.is_empty() && field.value != default
}

fn section_view(wizard: Wizard, section: Section) -> AnyView {
    let shown = Memo::new(move |_| {
        let all = wizard.fields.get().into_iter();
        all.filter(|field| field.section == section).collect::<Vec<_>>()
    });
    let fields = move || {
        view! {
            <div class="pf-v6-c-form rc-details-form">
                <For each=move || shown.get() key=identity let(field)>
                    <FieldView wizard=wizard field=field />
                </For>
            </div>
        }
    };
    let any = Memo::new(move |_| shown.with(|fields| !fields.is_empty()));
    match section {
        Section::Basic => fields().into_any(),
        Section::Credentials => view! {
            <Show when=move || any.get()>
                <section class="rc-stack" aria-labelledby="storage-section-credentials">
                    <h3 class="pf-v6-c-title pf-m-md" id="storage-section-credentials">{words::section(section)}</h3>
                    {fields()}
                </section>
            </Show>
        }
        .into_any(),
        Section::Advanced => view! {
            <Show when=move || any.get()>
                <details
                    class="rc-details rc-folded"
                    prop:open=wizard.unfolded
                    on:toggle=move |event| {
                        use leptos::wasm_bindgen::JsCast;
                        let open = event
                            .target()
                            .and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok())
                            .is_some_and(|details| details.has_attribute("open"));
                        wizard.unfolded.set(open);
                    }
                >
                    <summary>{words::section(section)}</summary>
                    {fields()}
                </details>
            </Show>
        }
        .into_any(),
    }
}

fn in_the_way(wizard: Wizard) -> Option<AnyView> {
    let left = wizard.left.get();
    let found = wizard.problems.get();
    let shown: Vec<_> = found
        .into_iter()
        .filter(|p| p.field.is_none_or(|field| left.contains(&field)))
        .collect();
    if shown.is_empty() || left.len() < FieldId::ALL.len() && shown.iter().all(|p| p.field.is_some()) {
        return None;
    }
    let count = shown.len();
    let list = shown
        .iter()
        .map(|problem| {
            let text = words::problem(problem);
            match problem.field {
                Some(id) => view! {
                    <li>
                        <a
                            href=format!("#{}", field_id(id))
                            on:click=move |event| {
                                event.prevent_default();
                                wizard.show(id);
                            }
                        >
                            {words::field(id)}
                        </a>
                        ": "
                        {text}
                    </li>
                }
                .into_any(),
                None => view! { <li>{text}</li> }.into_any(),
            }
        })
        .collect_view();
    Some(
        view! {
            <Alert tone=Tone::Failing title=words::attention(count)>
                <ul>{list}</ul>
            </Alert>
        }
        .into_any(),
    )
}
