//! The WebAssembly entry, one module for both kinds of page: it takes over the page the server rendered, or mounts a
//! part of the console into an element of somebody else's.

// As in `app`: the types of views nest deeply.
#![recursion_limit = "512"]

mod mount;
mod typed;

pub use mount::{Mounted, load, mount};

use leptos::mount::{hydrate_body, mount_to};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the document's body, once what the page needs is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let root = document().document_element();
    let said = |name: &str| root.as_ref().and_then(|root| root.get_attribute(name));
    let console = app::Console {
        cluster: said("data-cluster").unwrap_or_default(),
        sandbox: said("data-sandbox"),
        user: said("data-user"),
    };
    wasm_bindgen_futures::spawn_local(async move {
        let path = window().location().pathname().unwrap_or_default();
        match app::pages::load(&path).await {
            Ok(()) => {
                let typed = typed::gather(&document());
                hydrate_body(move || view! { <app::Page console=console.clone() /> });
                typed::restore(typed);
            }
            Err(app::pages::NotLoaded) => say_missing(),
        }
    });
}

/// Above the page as the server rendered it, which stays a plain document.
fn say_missing() {
    let Some(main) = document().get_element_by_id("main") else {
        return;
    };
    if let Ok(place) = document().create_element("div")
        && main.insert_before(&place, main.first_child().as_ref()).is_ok()
    {
        mount_to(place.unchecked_into(), app::pages::Missing).forget();
    }
}
