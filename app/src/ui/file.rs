//! Reading a text file that a person picked or dropped, in the browser. It goes nowhere by itself.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{File, FileList, HtmlInputElement};

/// More than any key or bundle has; a larger file is a mistake.
const LARGEST: f64 = 1024.0 * 1024.0;

/// A real file input: for the keyboard, for the pointer, and for the screen reader alike.
#[component]
pub fn FilePick(
    /// What it is for.
    words: String,
    /// Takes what the file held; nothing when it is no text, or too large.
    on_read: impl Fn(Option<String>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <label class="rc-file">
            <span>{words}</span>
            <input
                type="file"
                on:change=move |event| {
                    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
                    let Some(input) = input else { return };
                    if let Some(file) = first(input.files()) {
                        read(&file, on_read);
                    }
                    // The same file can be picked again after it was changed.
                    input.set_value("");
                }
            />
        </label>
    }
}

/// Takes a file that was dropped; a dropped text is left to the browser.
pub fn take_dropped(event: &DragEvent, on_read: impl Fn(Option<String>) + 'static) {
    let dropped = event.data_transfer().and_then(|data| first(data.files()));
    if let Some(file) = dropped {
        event.prevent_default();
        read(&file, on_read);
    }
}

fn first(files: Option<FileList>) -> Option<File> {
    files.and_then(|files| files.get(0))
}

#[cfg(feature = "hydrate")]
fn read(file: &File, on_read: impl Fn(Option<String>) + 'static) {
    if file.size() > LARGEST {
        on_read(None);
        return;
    }
    let reading = wasm_bindgen_futures::JsFuture::from(file.text());
    leptos::task::spawn_local(async move {
        let text = reading.await.ok().and_then(|text| text.as_string());
        // What is no text reads as text with marks for what it could not be.
        on_read(text.filter(|text| !text.contains(char::REPLACEMENT_CHARACTER)));
    });
}

#[cfg(not(feature = "hydrate"))]
fn read(file: &File, on_read: impl Fn(Option<String>) + 'static) {
    let _ = (file, LARGEST);
    on_read(None);
}
