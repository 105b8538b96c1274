//! Moving the focus, for steps that replace what had it.

use crate::host;
use leptos::prelude::*;

/// Puts the focus on an element once it is there.
pub fn focus(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(element) = host::element(&id) {
            let _ = element.focus();
        }
    });
}
