//! The draft of the form, kept in the tab's own storage so that a reload or a detour loses nothing typed. A text that has a
//! secret in it, where none belongs, is not kept.

use leptos::prelude::*;
use registry::parameters::ParametersForm;

const KEY: &str = "registry-console/draft/parameters";

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// The draft, if there is one.
pub(super) fn load() -> Option<ParametersForm> {
    let text = storage()?.get_item(KEY).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps `form`, or throws the draft away when nothing was typed.
pub(super) fn save(form: &ParametersForm) {
    let secret = form.text.as_ref().is_some_and(|text| text.contains("httpSecret"));
    if secret || *form == ParametersForm::default() {
        discard();
    } else if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(form)) {
        // A full or forbidden storage costs the draft, nothing else.
        let _ = storage.set_item(KEY, &text);
    }
}

/// Throws it away.
pub(super) fn discard() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}
