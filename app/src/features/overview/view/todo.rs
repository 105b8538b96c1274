//! What to do on the way to a working registry, and what is wrong although no condition says so.

use crate::features::overview::{links, words};
use crate::nav;
use crate::ui::{ButtonKind, Card, Icon, LinkButton, Tone};
use leptos::prelude::*;
use registry::objects::ManagementState;
use registry::overview::{Cause, Headline, Overview, Todo, Warning};

/// The card of things to do; left out when there is none.
#[component]
pub(super) fn Todos(overview: Memo<Overview>, state: Memo<Option<ManagementState>>) -> impl IntoView {
    let todos = Memo::new(move |_| overview.with(|o| o.todo.clone()));
    move || {
        let todos = todos.get();
        let with_storage = todos.contains(&Todo::Storage { done: false });
        let items: Vec<_> = todos.iter().map(|todo| item(todo, with_storage, state)).collect();
        (!items.is_empty()).then(|| {
            view! {
                <div class="rc-overview__card">
                    <Card title=words::todo_title()>
                        <ol class="rc-todo" role="list">
                            {items}
                        </ol>
                    </Card>
                </div>
            }
        })
    }
}

fn item(todo: &Todo, with_storage: bool, state: Memo<Option<ManagementState>>) -> impl IntoView + use<> {
    let done = matches!(todo, Todo::Storage { done: true });
    let action = match todo {
        Todo::Storage { done: false } => Some((nav::storage_setup(), words::set_up_storage())),
        Todo::State { .. } if !with_storage => {
            Some((links::change_state(state.get_untracked()), words::change_state()))
        }
        _ => None,
    };
    view! {
        <li class="rc-todo__item">
            <span class="rc-todo__name">
                {words::todo(todo)} {done.then(|| view! { <span class="rc-meta">" " {words::done()}</span> })}
            </span>
            <span class="rc-todo__more">{words::todo_more(todo, with_storage)}</span>
            {action.map(|(href, text)| view! { <LinkButton kind=ButtonKind::Link href=href words=text /> })}
        </li>
    }
}

/// The card of warnings; left out when there is none that the state line does not say already.
#[component]
pub(super) fn Warnings(overview: Memo<Overview>) -> impl IntoView {
    let warnings = Memo::new(move |_| {
        overview.with(|o| {
            o.warnings
                .iter()
                .filter(|warning| !is_said(&o.headline, warning))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    move || {
        let items: Vec<_> = warnings
            .get()
            .iter()
            .map(|warning| {
                let (title, body) = words::warning(warning);
                view! {
                    <li class=format!("rc-warning {}", Tone::Attention.class())>
                        <Icon name=Tone::Attention.icon() />
                        <span class="rc-warning__title">{title}</span>
                        <span class="rc-warning__body">{body}</span>
                    </li>
                }
            })
            .collect();
        (!items.is_empty()).then(|| {
            view! {
                <div class="rc-overview__card">
                    <Card title=words::warnings_title()>
                        <ul class="rc-warnings" role="list">
                            {items}
                        </ul>
                    </Card>
                </div>
            }
        })
    }
}

/// Whether the state line says what a warning says.
fn is_said(headline: &Headline, warning: &Warning) -> bool {
    match warning {
        Warning::ReadWriteOnceShared { .. } => matches!(headline, Headline::ReadWriteOnceShared { .. }),
        Warning::EmptyDirShared { .. } => matches!(headline, Headline::EmptyDirShared { .. }),
        Warning::TwoStorages { .. } => matches!(headline.cause(), Some(Cause::TwoStorages { .. })),
        Warning::StorageNameMissing { .. } => {
            matches!(headline.cause(), Some(Cause::StorageNameMissing { .. }))
        }
        Warning::Unmanaged => matches!(headline, Headline::Unmanaged { .. }),
        Warning::ReadWriteOnceRolling { .. }
        | Warning::EmptyDir
        | Warning::ForeignClaimWouldBeDeleted { .. } => false,
    }
}
