//! What was typed and chosen in the page that the server rendered, before the program took it over: hydrating writes the
//! values it knows into the fields, so those of the person are put back, and said as if they were typed now.

use wasm_bindgen::JsCast;
use web_sys::{Document, Event, EventInit, HtmlInputElement, HtmlTextAreaElement};

/// A field that somebody changed.
#[derive(Debug)]
pub(crate) enum Typed {
    Text(HtmlInputElement, String),
    Lines(HtmlTextAreaElement, String),
    Choice(HtmlInputElement, bool),
}

/// The fields of the document that are not as the server rendered them.
pub(crate) fn gather(document: &Document) -> Vec<Typed> {
    let Ok(fields) = document.query_selector_all("input, textarea") else {
        return Vec::new();
    };
    let field = |at| fields.get(at).and_then(changed);
    (0..fields.length()).filter_map(field).collect()
}

fn changed(field: web_sys::Node) -> Option<Typed> {
    let field = match field.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => {
            let now = area.value();
            return (now != area.default_value().unwrap_or_default()).then_some(Typed::Lines(area, now));
        }
        Err(field) => field.dyn_into::<HtmlInputElement>().ok()?,
    };
    match field.type_().as_str() {
        // Of a group of radios only the chosen one says so.
        "radio" => {
            let chosen = field.checked() && !field.default_checked();
            chosen.then_some(Typed::Choice(field, true))
        }
        "checkbox" => {
            let now = field.checked();
            (now != field.default_checked()).then_some(Typed::Choice(field, now))
        }
        // The program does not write into these.
        "file" | "hidden" | "submit" | "button" => None,
        _ => {
            let now = field.value();
            (now != field.default_value()).then_some(Typed::Text(field, now))
        }
    }
}

/// Puts them back.
pub(crate) fn restore(all: Vec<Typed>) {
    for typed in all {
        match typed {
            Typed::Text(field, text) => {
                field.set_value(&text);
                said(&field, "input");
                said(&field, "change");
            }
            Typed::Lines(field, text) => {
                field.set_value(&text);
                said(&field, "input");
                said(&field, "change");
            }
            Typed::Choice(field, on) => {
                field.set_checked(on);
                said(&field, "input");
                said(&field, "change");
            }
        }
    }
}

fn said(field: &web_sys::EventTarget, kind: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(kind, &init) {
        // Nobody can refuse these two.
        let _ = field.dispatch_event(&event);
    }
}
