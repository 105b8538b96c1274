//! Text to copy: a command, a manifest.

use crate::words::ui as words;
use leptos::prelude::*;

/// A block of text in a named, focusable region, with a button that copies it.
#[component]
pub fn CopyBlock(
    /// What the text is, for assistive technology and the button.
    name: String,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let _ = window().navigator().clipboard().write_text(&text.get_untracked());
        copied.set(true);
        set_timeout(
            move || {
                let _ = copied.try_set(false);
            },
            std::time::Duration::from_secs(2),
        );
    };
    view! {
        <div class="pf-v6-c-code-block">
            <div class="pf-v6-c-code-block__header">
                <span class="rc-code-name">{name.clone()}</span>
                <div class="pf-v6-c-code-block__actions">
                    <button type="button" class="pf-v6-c-button pf-m-plain pf-m-small" on:click=copy>
                        <span class="pf-v6-c-button__text" aria-live="polite">
                            {move || if copied.get() { words::copied() } else { words::copy() }}
                        </span>
                    </button>
                </div>
            </div>
            <div class="pf-v6-c-code-block__content" tabindex="0" role="region" aria-label=name>
                <pre class="pf-v6-c-code-block__pre"><code class="pf-v6-c-code-block__code">{text}</code></pre>
            </div>
        </div>
    }
}
