//! Moving the focus, for steps that replace what had it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Puts the focus on an element once it is there.
pub fn focus(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}
