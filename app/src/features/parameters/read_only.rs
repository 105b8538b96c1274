//! Whether the registry takes pushes: the switch, which is a plan of its own, and the banner of pages that ought to say so.

use super::words;
use crate::nav;
use crate::plan::form_token;
use crate::ui::{Alert, ButtonKind, Card, LinkButton, Tone};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use registry::parameters::{ParamId, ParametersForm};

/// Says that the registry takes no pushes, where it is so.
#[component]
pub fn ReadOnlyBanner(
    /// Whether it is.
    #[prop(into)]
    on: Signal<bool>,
    /// Whether the way to change it is elsewhere.
    #[prop(optional)]
    link: bool,
) -> impl IntoView {
    let on = Memo::new(move |_| on.get());
    move || {
        on.get().then(|| {
            view! {
                <Alert tone=Tone::Attention title=words::read_only_banner()>
                    {link
                        .then(|| {
                            view! {
                                <LinkButton
                                    kind=ButtonKind::Link
                                    href=nav::parameters()
                                    words=words::read_only_change()
                                />
                            }
                        })}
                </Alert>
            }
        })
    }
}

/// The switch. Without WebAssembly it is a plain form.
pub(super) fn switch(on: Memo<bool>, refused: Signal<bool>, review: Callback<ParametersForm>) -> AnyView {
    let value = move || if on.get() { "false" } else { "true" };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let value = if on.get_untracked() { "false" } else { "true" };
        review.run(ParametersForm::one(ParamId::ReadOnly, value));
    };
    view! {
        <Card title=words::read_only_title()>
            <form class="rc-read-only" method="post" action=nav::form("parameters") on:submit=submit>
                <input type="hidden" name="token" value=form_token() />
                <input type="hidden" name=ParamId::ReadOnly.wire() value=value />
                <div>
                    <p>{move || words::read_only_state(on.get())}</p>
                    <p class="rc-meta">{words::read_only_about()}</p>
                </div>
                <button type="submit" class="pf-v6-c-button pf-m-secondary" disabled=move || refused.get()>
                    <span class="pf-v6-c-button__text">{move || words::read_only_press(on.get())}</span>
                </button>
            </form>
        </Card>
    }
    .into_any()
}
