//! What to do on the way to a working registry, and what is wrong although no condition says so.

use crate::features::overview::{links, words};
use crate::nav;
use crate::ui::{Alert, ButtonKind, Card, LinkButton, Tone};
use leptos::prelude::*;
use registry::objects::ManagementState;
use registry::overview::{Overview, Todo};

/// The card of things to do; left out when there is none.
#[component]
pub(super) fn Todos(overview: Memo<Overview>, state: Memo<Option<ManagementState>>) -> impl IntoView {
    let todos = Memo::new(move |_| overview.with(|o| o.todo.clone()));
    move || {
        let items: Vec<_> = todos.get().iter().map(|todo| item(todo, state)).collect();
        (!items.is_empty()).then(|| {
            view! {
                <div class="rc-overview__card">
                    <Card title=words::todo_title()>
                        <ol class="rc-todo" role="list">{items}</ol>
                    </Card>
                </div>
            }
        })
    }
}

fn item(todo: &Todo, state: Memo<Option<ManagementState>>) -> impl IntoView + use<> {
    let done = matches!(todo, Todo::Storage { done: true });
    let href = match todo {
        Todo::State { .. } => links::change_state(state.get_untracked()),
        Todo::Storage { .. } | Todo::OutsideAccess => nav::storage_setup(),
    };
    let action = words::todo_action(todo)
        .map(|text| view! { <LinkButton kind=ButtonKind::Link href=href words=text /> });
    view! {
        <li class="rc-todo__item">
            <span class="rc-todo__name">
                {words::todo(todo)} {done.then(|| view! { <span class="rc-meta">" "{words::done()}</span> })}
            </span>
            <span class="rc-todo__more">{words::todo_more(todo)}</span>
            {action}
        </li>
    }
}

/// Warnings, one alert each.
#[component]
pub(super) fn Warnings(overview: Memo<Overview>) -> impl IntoView {
    let warnings = Memo::new(move |_| overview.with(|o| o.warnings.clone()));
    move || {
        let alerts: Vec<_> = warnings
            .get()
            .iter()
            .map(|warning| {
                let (title, body) = words::warning(warning);
                view! {
                    <li>
                        <Alert tone=Tone::Attention title=title>
                            {body}
                        </Alert>
                    </li>
                }
            })
            .collect();
        (!alerts.is_empty()).then(|| {
            view! {
                <ul class="rc-overview__warnings" role="list" aria-label=words::warnings_title()>
                    {alerts}
                </ul>
            }
        })
    }
}
