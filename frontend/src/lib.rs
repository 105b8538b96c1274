//! The WebAssembly entry, one module for both kinds of page: it takes over the page the server rendered, or mounts a
//! part of the console into an element of somebody else's.

// As in `app`: the types of views nest deeply.
#![recursion_limit = "512"]

mod mount;

pub use mount::{Mounted, mount};

use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the document's body.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let root = leptos::prelude::document().document_element();
    let said = |name: &str| root.as_ref().and_then(|root| root.get_attribute(name));
    let console = app::Console {
        cluster: said("data-cluster").unwrap_or_default(),
        sandbox: said("data-sandbox"),
        user: said("data-user"),
    };
    leptos::mount::hydrate_body(move || leptos::view! { <app::Page console=console.clone() /> });
}
