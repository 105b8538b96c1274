//! The OpenShift console around our pages: it owns the address, the document's title and the page our root stands in.
//! What it gives comes from its entry script; nothing here knows how. On our own doors only the defaults are used.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, HtmlElement};

/// Where the host's address stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The path.
    pub path: String,
    /// The query, with its `?` if there is one.
    pub search: String,
}

impl Location {
    /// Reads an address without its origin. The fragment says nothing about which page is shown.
    pub fn read(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or_default();
        let (path, search) = address.split_at(address.find('?').unwrap_or(address.len()));
        Self {
            path: path.to_owned(),
            search: search.to_owned(),
        }
    }
}

/// What the host gives to one mounted part.
#[derive(Clone)]
pub struct Host {
    /// Its address, pushed in whenever it changes.
    pub location: ArcRwSignal<Location>,
    /// Goes to an address of this origin.
    pub go: Rc<dyn Fn(&str)>,
    /// Sets the document's title.
    pub title: Rc<dyn Fn(&str)>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}

/// What stands around a page, and so what a page leaves out.
#[derive(Clone, Copy, Debug)]
pub enum Frame {
    /// Our own shell.
    Own,
    /// A page of the host: it has masthead and sidebar, and takes the title.
    Host(Callback<String>),
    /// A tab of one of the host's pages, which has breadcrumb and heading already.
    Tab,
}

impl Frame {
    /// That of the page being rendered.
    pub fn current() -> Self {
        use_context().unwrap_or(Self::Own)
    }
}

thread_local! {
    /// The roots of the parts that are mounted now: the document finds nothing inside their shadow.
    static ROOTS: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
}

/// From now on elements are looked for inside `root` too.
pub fn enter(root: Element) {
    ROOTS.with_borrow_mut(|roots| roots.push(root));
}

/// The end of that.
pub fn leave(root: &Element) {
    ROOTS.with_borrow_mut(|roots| roots.retain(|other| other != root));
}

/// The element of ours with this id. Where parts are mounted the rest of the document is the host's.
pub fn element(id: &str) -> Option<HtmlElement> {
    let inside = |root: &Element| root.query_selector(&format!("[id=\"{id}\"]")).ok().flatten();
    let found = ROOTS.with_borrow(|roots| match roots.as_slice() {
        [] => document().get_element_by_id(id),
        roots => roots.iter().rev().find_map(inside),
    });
    found?.dyn_into().ok()
}

/// Takes a click on a plain link to a path of `ours` at this origin and hands its address on, as the browser would have
/// loaded it. Every other click stays the browser's.
pub(crate) fn follow(event: &MouseEvent, ours: impl Fn(&str) -> bool, go: impl Fn(String)) {
    if event.default_prevented()
        || event.button() != 0
        || event.meta_key()
        || event.ctrl_key()
        || event.shift_key()
        || event.alt_key()
    {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
        return;
    };
    let elsewhere = !matches!(link.target().as_str(), "" | "_self") || link.has_attribute("download");
    let location = window().location();
    let external = link.rel().split_whitespace().any(|word| word == "external");
    if elsewhere || external || location.origin().ok() != Some(link.origin()) || !ours(&link.pathname()) {
        return;
    }
    event.prevent_default();
    let place = link.hash();
    let here =
        location.pathname().ok() == Some(link.pathname()) && location.search().ok() == Some(link.search());
    go(format!("{}{}{place}", link.pathname(), link.search()));
    if let Some(id) = place.strip_prefix('#').filter(|_| here)
        && let Some(element) = element(id)
    {
        element.scroll_into_view();
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_into_path_and_query() {
        for (address, path, search) in [
            ("/image-registry", "/image-registry", ""),
            (
                "/image-registry/state?to=Removed#x",
                "/image-registry/state",
                "?to=Removed",
            ),
            ("/a#b?c", "/a", ""),
            ("", "", ""),
        ] {
            let read = Location::read(address);
            assert_eq!((read.path.as_str(), read.search.as_str()), (path, search));
        }
    }
}
