//! Mounting a part of the console into an element that `plugin-entry.js` prepared inside the OpenShift console.

use app::features::overview::Pull;
use app::host::{self, Host, Location};
use app::{Part, door, nav, pages};
use js_sys::{Array, Function, Reflect};
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};
use wasm_bindgen::{JsCast, throw_str};
use web_sys::Element;

thread_local! {
    /// Called with what a panic said: the program ends there, and the page would stand still without a word.
    static FAILED: RefCell<Vec<(Element, Function)>> = const { RefCell::new(Vec::new()) };
}

/// A mounted part. It lives until it is unmounted.
#[wasm_bindgen]
pub struct Mounted {
    root: Element,
    location: ArcRwSignal<Location>,
    /// Unmounts when dropped.
    view: Box<dyn Any>,
}

impl std::fmt::Debug for Mounted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mounted")
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Tells that the host's address is another one now.
    pub fn locate(&self, address: &str) {
        let now = Location::read(address);
        if self.location.with_untracked(|seen| *seen != now) {
            self.location.set(now);
        }
    }

    /// Takes the part away and everything that belongs to it.
    pub fn unmount(self) {
        FAILED.with_borrow_mut(|all| all.retain(|(root, _)| *root != self.root));
        host::leave(&self.root);
        drop(self.view);
    }
}

/// Loads what `options.part` needs; the same options as those of [`mount`], which has to wait for it.
///
/// # Errors
/// When a part of the program did not come; it can be asked for again.
#[wasm_bindgen]
pub async fn load(options: JsValue) -> Result<(), JsError> {
    nav::below(&text(&options, "base"));
    let location = Location::read(&text(&options, "address"));
    pages::load_part(&part(&options), &location.path)
        .await
        .map_err(JsError::from)
}

/// Mounts what `options.part` names into `root`, once it is loaded. The options:
///
/// - `part`: `pages`, `overview` or `stream`, and for the last `inside` and `outside`, its pull addresses;
/// - `base`: the address our pages lie below; `proxy`: what stands before every request's path;
/// - `address`: the host's address now; `headers()`: pairs for the next request; `navigate(address)`, `title(text)`;
/// - `failed(text)`: the program ended by a fault of its own.
#[wasm_bindgen]
pub fn mount(root: Element, options: &JsValue) -> Mounted {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let said = JsValue::from_str(&info.to_string());
        let all = FAILED.with_borrow(Clone::clone);
        for (_, failed) in all {
            let _ = failed.call1(&JsValue::NULL, &said);
        }
    }));
    let headers = function(options, "headers");
    door::through(&text(options, "proxy"), move || pairs(&headers));
    nav::below(&text(options, "base"));
    FAILED.with_borrow_mut(|all| all.push((root.clone(), function(options, "failed"))));
    host::enter(root.clone());
    let location = ArcRwSignal::new(Location::read(&text(options, "address")));
    let told = |name: &str| -> Rc<dyn Fn(&str)> {
        let callback = function(options, name);
        Rc::new(move |said: &str| {
            let _ = callback.call1(&JsValue::NULL, &JsValue::from_str(said));
        })
    };
    let host = Host {
        location: location.clone(),
        go: told("navigate"),
        title: told("title"),
    };
    let part = part(options);
    let view = mount_to_renderer(&root, move || match pages::part(host, part) {
        Ok(view) => view,
        Err(missing) => throw_str(&missing.to_string()),
    });
    Mounted {
        root,
        location,
        view: Box::new(view),
    }
}

fn part(options: &JsValue) -> Part {
    match text(options, "part").as_str() {
        "pages" => Part::Pages,
        "overview" => Part::Overview,
        "stream" => Part::Stream(Pull {
            inside: text(options, "inside"),
            outside: text(options, "outside"),
        }),
        _ => throw_str("no such part"),
    }
}

fn option(options: &JsValue, name: &str) -> JsValue {
    Reflect::get(options, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text(options: &JsValue, name: &str) -> String {
    option(options, name).as_string().unwrap_or_default()
}

fn function(options: &JsValue, name: &str) -> Function {
    option(options, name)
        .dyn_into()
        .unwrap_or_else(|_| throw_str("an option that should be a function is none"))
}

/// The pairs of texts a function gives. What is no list of them becomes a header that cannot be sent, so that nothing
/// is asked without what the host wanted said.
fn pairs(from: &Function) -> Vec<door::Header> {
    let given = from.call0(&JsValue::NULL).ok();
    let Some(all) = given.and_then(|given| given.dyn_into::<Array>().ok()) else {
        return vec![door::Header::default()];
    };
    let pair = |pair: JsValue| {
        let pair = pair.dyn_into::<Array>().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    all.iter().map(|one| pair(one).unwrap_or_default()).collect()
}
