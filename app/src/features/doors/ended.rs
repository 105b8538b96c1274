//! What a page says once its login ended: everything typed is still there, and the way back in leads to this very page.

use super::words;
use crate::live::{Live, State};
use crate::nav::{self, Nav};
use crate::ui::{Alert, Tone};
use leptos::prelude::*;

/// The message, at a door that people log in at. Nothing until the login ended.
#[component]
pub fn LoginEnded() -> impl IntoView {
    let (live, nav) = (Live::current(), Nav::current());
    let ended = Memo::new(move |_| live.state() == State::SignedOut);
    let back = move || nav::login(&format!("{}{}", nav.path.get(), nav.search.get()));
    move || {
        ended.get().then(|| {
            view! {
                <div role="alert" class="rc-ended">
                    <Alert tone=Tone::Attention title=words::ended()>
                        // The server's own page, which the pages' router does not know.
                        <a href=back rel="external">
                            {words::log_in_again()}
                        </a>
                    </Alert>
                </div>
            }
        })
    }
}
