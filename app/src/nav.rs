//! Every path of the console. Pages link through these functions only, because inside the OpenShift console another
//! prefix applies.

use leptos::prelude::*;
use registry::objects::ManagementState;
use registry::storage::KindId;

/// How pages read and change the address. Our own frame gives one that speaks to the router; inside the OpenShift
/// console the host owns the address and gives another. Links are plain `<a>` elements in both.
#[derive(Clone, Copy, Debug)]
pub struct Nav {
    /// The path, without the query.
    pub path: Signal<String>,
    /// The query, with its leading `?` if there is one.
    pub search: Signal<String>,
    /// Goes to a path made by this module.
    pub go: Callback<String>,
}

impl Nav {
    /// The one given by the frame. Without a frame nothing moves.
    pub fn current() -> Self {
        use_context().unwrap_or_else(|| Self {
            path: Signal::derive(overview),
            search: Signal::derive(String::new),
            go: Callback::new(|_: String| {}),
        })
    }

    /// A query parameter, tracked; `None` when it is not there. Values of ours need no decoding: they are words.
    pub fn query(self, name: &str) -> Option<String> {
        self.search.with(|search| {
            let pairs = search
                .trim_start_matches('?')
                .split('&')
                .filter_map(|pair| pair.split_once('='));
            pairs
                .into_iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
        })
    }
}

/// The overview.
pub fn overview() -> String {
    "/".to_owned()
}

/// The overview for a browser that waits: rendered with a longer budget.
pub fn wait(path: &str) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}wait=10")
}

/// The page that changes the management state.
pub fn state(to: ManagementState) -> String {
    format!("/state?to={}", to.wire())
}

/// The storage wizard at its beginning.
pub fn storage_setup() -> String {
    "/storage/setup".to_owned()
}

/// The storage wizard at a step, with a kind chosen.
pub fn storage_step(kind: KindId, step: &str) -> String {
    format!("{}?kind={}&step={step}", storage_setup(), kind.wire())
}

/// The page that keeps one of several kinds of storage, with `member` chosen. A member whose name is not made of
/// letters and digits is none that any release has; the page then asks.
pub fn storage_keep(member: &str) -> String {
    let plain = !member.is_empty() && member.chars().all(|c| c.is_ascii_alphanumeric());
    if plain {
        format!("/storage/keep?member={member}")
    } else {
        "/storage/keep".to_owned()
    }
}

/// Where a form of `feature` goes that a browser without WebAssembly sends.
pub fn form(feature: &str) -> String {
    format!("/forms/{feature}")
}

/// Where the form that ends a login goes.
pub fn logout() -> String {
    "/logout".to_owned()
}

/// Where the form that brings a token along goes.
pub fn login_with_token() -> String {
    "/login/token".to_owned()
}

/// The login page that leads back to this address of ours.
pub fn login(back: &str) -> String {
    let mut to = String::new();
    for byte in back.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("/login?to={to}")
}
