//! One field, drawn from its description: the same for all of them.

use super::editor::{Editor, field_id};
use super::words;
use crate::ui::{Icon, Tone};
use leptos::prelude::*;
use registry::parameters::{Control, Param, ParamId, ROTATE, param, warnings};

/// A field with its label, help, what stands in the cluster and what saving it does.
pub(super) fn field(editor: Editor, id: ParamId) -> AnyView {
    let about = param(id);
    let control = match about.control {
        Control::Switch => tick(editor, about, "true", "false"),
        Control::Rotate => tick(editor, about, ROTATE, ""),
        Control::Choice(options) => select(editor, about, options),
        Control::Yaml => area(editor, about),
        _ => line(editor, about),
    };
    let ticked = matches!(about.control, Control::Switch | Control::Rotate);
    let label = (!ticked).then(|| {
        view! {
            <div class="pf-v6-c-form__group-label">
                <label class="pf-v6-c-form__label" for=field_id(id)>
                    <span class="pf-v6-c-form__label-text">{words::field(id)}</span>
                </label>
            </div>
        }
    });
    view! {
        <div class="pf-v6-c-form__group" class:rc-parameters__whole=about.control == Control::Yaml>
            {label}
            <div class="pf-v6-c-form__group-control">{control} {helper(editor, about)}</div>
        </div>
    }
    .into_any()
}

fn text_of(editor: Editor, id: ParamId) -> Signal<String> {
    Signal::derive(move || {
        editor
            .shown
            .with(|shown| shown.get(&id).cloned().unwrap_or_default())
    })
}

fn described(id: ParamId) -> String {
    format!("{}-help", field_id(id))
}

fn line(editor: Editor, about: &'static Param) -> AnyView {
    let id = about.id;
    let text = text_of(editor, id);
    let bad = move || editor.problem_at(id).is_some();
    let mode = match about.control {
        Control::Number { .. } => "numeric",
        _ => "text",
    };
    view! {
        <span class="pf-v6-c-form-control" class:pf-m-error=bad>
            <input
                type="text"
                inputmode=mode
                id=field_id(id)
                name=id.wire()
                value=text.get_untracked()
                prop:value=text
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || bad().then_some("true")
                aria-describedby=described(id)
                on:input=move |event| editor.type_in(id, event_target_value(&event))
                on:blur=move |_| editor.leave(id)
            />
        </span>
    }
    .into_any()
}

fn area(editor: Editor, about: &'static Param) -> AnyView {
    let id = about.id;
    let text = text_of(editor, id);
    let bad = move || editor.problem_at(id).is_some();
    view! {
        <span class="pf-v6-c-form-control pf-m-textarea" class:pf-m-error=bad>
            <textarea
                class="rc-mono"
                id=field_id(id)
                name=id.wire()
                rows=move || text.with(|text| text.lines().count().clamp(2, 16)).to_string()
                prop:value=text
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || bad().then_some("true")
                aria-describedby=described(id)
                on:input=move |event| editor.type_in(id, event_target_value(&event))
                on:blur=move |_| editor.leave(id)
            >
                {text.get_untracked()}
            </textarea>
        </span>
    }
    .into_any()
}

fn select(editor: Editor, about: &'static Param, options: &'static [&'static str]) -> AnyView {
    let id = about.id;
    let text = text_of(editor, id);
    // What the cluster holds may be none of those offered; an empty one is the default.
    let value = Signal::derive(move || match text.get() {
        text if text.is_empty() => about.default.to_owned(),
        text => text,
    });
    let mut all: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
    let now = value.get_untracked();
    if !all.contains(&now) {
        all.push(now.clone());
    }
    let bad = move || editor.problem_at(id).is_some();
    let list = all
        .into_iter()
        .map(|option| {
            let (here, own) = (option.clone(), option.clone());
            view! {
                <option
                    value=option.clone()
                    selected=now == own
                    prop:selected=move || value.with(|value| *value == here)
                >
                    {words::option(id, &option)}
                </option>
            }
        })
        .collect_view();
    view! {
        <span class="pf-v6-c-form-control" class:pf-m-error=bad>
            <select
                id=field_id(id)
                name=id.wire()
                aria-invalid=move || bad().then_some("true")
                aria-describedby=described(id)
                on:change=move |event| {
                    editor.type_in(id, event_target_value(&event));
                    editor.leave(id);
                }
            >
                {list}
            </select>
            <span class="pf-v6-c-form-control__utilities">
                <span class="pf-v6-c-form-control__toggle-icon">
                    <Icon name="caret-down" />
                </span>
            </span>
        </span>
    }
    .into_any()
}

fn tick(editor: Editor, about: &'static Param, on: &'static str, off: &'static str) -> AnyView {
    let id = about.id;
    let text = text_of(editor, id);
    view! {
        <div class="pf-v6-c-check">
            <input
                class="pf-v6-c-check__input"
                type="checkbox"
                id=field_id(id)
                name=id.wire()
                checked=text.with_untracked(|text| text == on)
                prop:checked=move || text.with(|text| text == on)
                aria-describedby=described(id)
                on:change=move |event| {
                    let value = if event_target_checked(&event) { on } else { off };
                    editor.type_in(id, value.to_owned());
                    editor.leave(id);
                }
            />
            <label class="pf-v6-c-check__label" for=field_id(id)>{words::field(id)}</label>
        </div>
    }
    .into_any()
}

fn helper(editor: Editor, about: &'static Param) -> AnyView {
    let id = about.id;
    let item = |tone: Tone, class: &'static str, text: String| {
        view! {
            <div class=format!("pf-v6-c-helper-text__item {class}")>
                <span class="pf-v6-c-helper-text__item-icon">
                    <Icon name=tone.icon() />
                </span>
                <span class="pf-v6-c-helper-text__item-text">{text}</span>
            </div>
        }
        .into_any()
    };
    let said = Memo::new(move |_| {
        let problem = editor.problem_at(id).map(|problem| words::problem(&problem));
        problem.or_else(|| editor.refusal_at(id))
    });
    let warned = Memo::new(move |_| {
        let all = editor
            .facts
            .with(|facts| editor.shown.with(|shown| warnings(shown, facts)));
        all.into_iter().find(|warning| warning.field() == id)
    });
    let now = move || {
        editor.facts.with(|facts| {
            let now = facts.current.get(&id).map_or("", String::as_str);
            words::standing(about, now, facts)
        })
    };
    view! {
        <div class="pf-v6-c-form__helper-text" id=described(id) aria-live="polite">
            <div class="pf-v6-c-helper-text">
                {move || match said.get() {
                    Some(text) => item(Tone::Failing, "pf-m-error", text),
                    None => {
                        view! {
                            <div class="pf-v6-c-helper-text__item">
                                <span class="pf-v6-c-helper-text__item-text">{words::help(id)}</span>
                            </div>
                        }
                            .into_any()
                    }
                }}
                {move || warned.get().map(|warning| item(Tone::Attention, "pf-m-warning", words::warning(&warning)))}
                <div class="pf-v6-c-helper-text__item">
                    <span class="pf-v6-c-helper-text__item-text rc-meta">{now}</span>
                </div>
            </div>
        </div>
    }
    .into_any()
}
