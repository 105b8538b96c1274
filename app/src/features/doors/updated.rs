//! What a page says once the server is of another edition: everything typed is still there, and the way on is to load
//! the page again.

use super::words;
use crate::edition;
use crate::ui::{Alert, ButtonKind, PushButton, Tone};
use leptos::prelude::*;

/// The message, at every door. Nothing until an answer or an event of another edition came.
#[component]
pub fn ConsoleUpdated() -> impl IntoView {
    let other = edition::is_other();
    move || {
        other.get().then(|| {
            view! {
                <div role="alert" class="rc-ended">
                    <Alert tone=Tone::Attention title=words::updated()>
                        <PushButton
                            kind=ButtonKind::Link
                            words=words::load_again()
                            on_press=edition::load_again
                        />
                    </Alert>
                </div>
            }
        })
    }
}
