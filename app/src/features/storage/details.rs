//! The second step: the fields of the kind chosen, and what to know before saving.

use super::field::FieldView;
use super::wizard::{Wizard, field_id};
use super::words;
use crate::nav;
use crate::ui::{Alert, ButtonKind, LinkButton, Tone};
use leptos::prelude::*;
use registry::storage::{Control, Field, StorageForm, Warning, fields, warnings};

/// What makes a field another field. The text typed is left out, because drawing a control anew would lose focus and
/// caret; a fixed value is part of it.
fn identity(field: &Field) -> String {
    let fixed = matches!(field.control, Control::Fixed(_)).then_some(&field.value);
    format!("{:?}{:?}{}{fixed:?}", field.id, field.control, field.required)
}

/// The fields, warnings about the choice as a whole, and a summary of what is in the way.
#[component]
pub(super) fn Details(wizard: Wizard) -> impl IntoView {
    let described = Memo::new(move |_| {
        wizard
            .facts
            .with(|facts| wizard.form.with(|form| fields(form, facts)))
    });
    let general = Memo::new(move |_| {
        let all = wizard
            .facts
            .with(|facts| wizard.form.with(|form: &StorageForm| warnings(form, facts)));
        all.into_iter()
            .filter(|warning| warning.field().is_none())
            .collect::<Vec<_>>()
    });
    view! {
        <div class="rc-stack">
            {move || in_the_way(wizard)}
            <div class="pf-v6-c-form rc-details-form">
                <For each=move || described.get() key=identity let(field)>
                    <FieldView wizard=wizard field=field />
                </For>
            </div>
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

fn in_the_way(wizard: Wizard) -> Option<AnyView> {
    let left = wizard.left.get();
    let found = wizard.problems.get();
    let shown: Vec<_> = found
        .into_iter()
        .filter(|p| p.field.is_none_or(|field| left.contains(&field)))
        .collect();
    if shown.is_empty()
        || left.len() < registry::storage::FieldId::ALL.len() && shown.iter().all(|p| p.field.is_some())
    {
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
                        <a href=format!("#{}", field_id(id))>{words::field(id)}</a>
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
