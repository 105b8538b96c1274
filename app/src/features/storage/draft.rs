//! The draft of the form, kept in the tab's own storage so that a reload or a detour loses nothing typed. Secrets are
//! not kept: they are typed again.

use leptos::prelude::*;
use registry::storage::{Secrets, StorageForm};

const KEY: &str = "registry-console/draft/storage";

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// The draft, if there is one that still fits the form.
pub(super) fn load() -> Option<StorageForm> {
    let text = storage()?.get_item(KEY).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// What of `form` a draft keeps: all but its secrets.
pub(super) fn kept(form: &StorageForm) -> StorageForm {
    StorageForm {
        secrets: Secrets::new(),
        ..form.clone()
    }
}

/// Keeps `form`, without its secrets.
pub(super) fn save(form: &StorageForm) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&kept(form))) {
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
