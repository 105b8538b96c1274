//! Who is logged in, and the way out, in the masthead of a door that people log in at.

use super::words;
use crate::nav;
use leptos::prelude::*;

/// The account. Logging out is a form, because a link must change nothing.
#[component]
pub fn Account(
    /// The user name.
    name: String,
) -> impl IntoView {
    view! {
        <div class="rc-account">
            <span class="rc-account__name" title=name.clone()>
                {name.clone()}
            </span>
            <form method="post" action=nav::logout()>
                <input type="hidden" name="token" value=crate::plan::form_token() />
                <button type="submit" class="pf-v6-c-button pf-m-link pf-m-inline">
                    <span class="pf-v6-c-button__text">{words::log_out()}</span>
                </button>
            </form>
        </div>
    }
}
