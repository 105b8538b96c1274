//! The spec as YAML: a plain area with the numbers of its lines, and what is wrong with what line.

use super::editor::{Editor, PROBLEMS};
use super::words;
use crate::ui::{Alert, Tone};
use leptos::prelude::*;

/// The id of the area.
const AREA: &str = "parameters-text";

/// The text to edit.
pub(super) fn text(editor: Editor) -> AnyView {
    let text = Memo::new(move |_| {
        let edited = editor
            .edited
            .with(|edited| edited.as_ref().map(|edited| edited.text.clone()));
        edited.unwrap_or_else(|| editor.known.with(|known| known.text.clone()))
    });
    let lines = Memo::new(move |_| text.with(|text| text.split('\n').count()));
    let numbers = move || {
        (1..=lines.get())
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let bad = move || editor.found.with(|found| !found.is_empty());
    view! {
        <div class="rc-stack">
            <p>{words::text_about()}</p>
            {in_the_way(editor)}
            <label class="pf-v6-c-form__label" for=AREA>
                <span class="pf-v6-c-form__label-text">{words::text_label()}</span>
            </label>
            <div class="rc-yaml" class:rc-yaml--bad=bad>
                <pre class="rc-yaml__numbers" aria-hidden="true">{numbers}</pre>
                <textarea
                    class="rc-yaml__text"
                    id=AREA
                    rows=move || lines.get().to_string()
                    wrap="off"
                    prop:value=text
                    autocomplete="off"
                    spellcheck="false"
                    aria-invalid=move || bad().then_some("true")
                    aria-describedby=PROBLEMS
                    on:input=move |event| editor.write(event_target_value(&event))
                    on:blur=move |_| editor.left_text()
                >
                    {text.get_untracked()}
                </textarea>
            </div>
        </div>
    }
    .into_any()
}

/// Everything that is wrong, with its line, before the text.
pub(super) fn in_the_way(editor: Editor) -> AnyView {
    let said = Memo::new(move |_| {
        let mut said: Vec<String> = editor
            .found
            .with(|found| found.iter().map(words::placed).collect());
        editor
            .refused
            .with(|all| said.extend(all.iter().map(|cause| words::refused(&cause.message))));
        said
    });
    view! {
        <div id=PROBLEMS tabindex="-1" aria-live="polite">
            {move || {
                let said = said.get();
                (!said.is_empty())
                    .then(|| {
                        let count = said.len();
                        let list = said.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
                        view! {
                            <Alert tone=Tone::Failing title=words::attention(count)>
                                <ul class="rc-list-plain">{list}</ul>
                            </Alert>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
