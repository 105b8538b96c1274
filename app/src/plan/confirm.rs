//! What the user must do before a plan may run: nothing, a tick, or typing the name of what is deleted.

use super::words;
use leptos::prelude::*;
use registry::plan::Confirmation;

/// The confirmation's control, if it needs one.
#[component]
pub(super) fn Confirm(
    /// What is asked for.
    asked: Confirmation,
    /// What was given so far.
    given: RwSignal<String>,
) -> impl IntoView {
    match asked {
        Confirmation::Review => ().into_any(),
        Confirmation::Tick => view! {
            <div class="pf-v6-c-check">
                <input
                    class="pf-v6-c-check__input"
                    type="checkbox"
                    id="plan-confirm"
                    prop:checked=move || given.get() == "yes"
                    on:change=move |event| {
                        given.set(if event_target_checked(&event) { "yes".into() } else { String::new() });
                    }
                />
                <label class="pf-v6-c-check__label" for="plan-confirm">{words::tick()}</label>
            </div>
        }
        .into_any(),
        Confirmation::TypeName(name) => view! {
            <div class="pf-v6-c-form__group">
                <div class="pf-v6-c-form__group-label">
                    <label class="pf-v6-c-form__label" for="plan-confirm">
                        <span class="pf-v6-c-form__label-text">{words::type_name(&name)}</span>
                    </label>
                </div>
                <div class="pf-v6-c-form__group-control">
                    <span class="pf-v6-c-form-control">
                        <input
                            type="text"
                            id="plan-confirm"
                            autocomplete="off"
                            prop:value=given
                            on:input=move |event| given.set(event_target_value(&event))
                        />
                    </span>
                </div>
            </div>
        }
        .into_any(),
    }
}
