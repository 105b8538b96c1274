//! Every path of the console. Pages link through these functions only, because inside the OpenShift console another
//! prefix applies.

use leptos::prelude::*;
use registry::objects::ManagementState;
use registry::storage::KindId;
use std::sync::OnceLock;

/// What stands before every path: nothing, or where the host shows our pages. One program has one.
static BASE: OnceLock<String> = OnceLock::new();

/// From now on every path stands below `base`, which ends without a slash. The first call counts.
pub fn below(base: &str) {
    let _ = BASE.set(base.to_owned());
}

fn base() -> &'static str {
    BASE.get().map_or("", String::as_str)
}

/// A path of ours as it stands in the address.
fn address(base: &str, path: &str) -> String {
    match path.strip_prefix('/') {
        Some("") if !base.is_empty() => base.to_owned(),
        _ => format!("{base}{path}"),
    }
}

/// A page of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The overview.
    Overview,
    /// Changing the management state.
    State,
    /// The storage wizard.
    StorageSetup,
    /// Keeping one of several kinds of storage.
    StorageKeep,
    /// The operator's parameters.
    Parameters,
    /// The keys the storage is opened with.
    Credentials,
}

/// Pages that belong together; both doors draw their navigation from this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The registry at a glance.
    Overview,
    /// How it is set up.
    Configuration,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 6] = [
        Self::Overview,
        Self::State,
        Self::StorageSetup,
        Self::StorageKeep,
        Self::Parameters,
        Self::Credentials,
    ];

    /// The path below the base.
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::State => "/state",
            Self::StorageSetup => "/storage/setup",
            Self::StorageKeep => "/storage/keep",
            Self::Parameters => "/parameters",
            Self::Credentials => "/credentials",
        }
    }

    /// The page of this address, without its query.
    pub fn at(address: &str) -> Option<Self> {
        Self::below(base(), address)
    }

    fn below(base: &str, address: &str) -> Option<Self> {
        if address.is_empty() {
            // A page that no link leads to has no address here.
            return None;
        }
        let path = address.strip_prefix(base)?.trim_end_matches('/');
        Self::ALL
            .into_iter()
            .find(|page| page.path().trim_end_matches('/') == path)
    }

    /// The group it belongs to.
    pub fn group(self) -> Group {
        match self {
            Self::Overview | Self::State => Group::Overview,
            Self::StorageSetup | Self::StorageKeep | Self::Parameters | Self::Credentials => {
                Group::Configuration
            }
        }
    }

    /// Its address.
    pub fn address(self) -> String {
        address(base(), self.path())
    }
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 2] = [Self::Overview, Self::Configuration];

    /// The pages that navigation names, the group's own address first. Others are reached from actions.
    pub fn pages(self) -> &'static [Page] {
        match self {
            Self::Overview => &[Page::Overview],
            Self::Configuration => &[Page::StorageSetup, Page::Credentials, Page::Parameters],
        }
    }
}

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
    Page::Overview.address()
}

/// The overview for a browser that waits: rendered with a longer budget.
pub fn wait(path: &str) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}wait=10")
}

/// The page that changes the management state.
pub fn state(to: ManagementState) -> String {
    format!("{}?to={}", Page::State.address(), to.wire())
}

/// The storage wizard at its beginning.
pub fn storage_setup() -> String {
    Page::StorageSetup.address()
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
        format!("{}?member={member}", Page::StorageKeep.address())
    } else {
        Page::StorageKeep.address()
    }
}

/// The operator's parameters.
pub fn parameters() -> String {
    Page::Parameters.address()
}

/// The operator's parameters in a view, and of a group if one is named.
pub fn parameters_at(view: &str, group: Option<registry::parameters::Group>) -> String {
    match group {
        Some(group) => format!("{}?view={view}&group={}", parameters(), group.wire()),
        None => format!("{}?view={view}", parameters()),
    }
}

/// The page of the storage credentials, where they are looked at.
pub fn credentials() -> String {
    Page::Credentials.address()
}

/// The same where they are replaced.
pub fn credentials_replace() -> String {
    format!("{}?to=replace", credentials())
}

/// The same where they are removed.
pub fn credentials_remove() -> String {
    format!("{}?to=remove", credentials())
}

/// Where a form of `feature` goes that a browser without WebAssembly sends.
pub fn form(feature: &str) -> String {
    address(base(), &format!("/forms/{feature}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_below_whatever_base_the_host_has_and_is_found_again() {
        for (base, overview, setup) in [
            ("", "/", "/storage/setup"),
            (
                "/image-registry",
                "/image-registry",
                "/image-registry/storage/setup",
            ),
            (
                "/c/image-registry",
                "/c/image-registry",
                "/c/image-registry/storage/setup",
            ),
        ] {
            assert_eq!(address(base, Page::Overview.path()), overview);
            assert_eq!(address(base, Page::StorageSetup.path()), setup);
            for page in Page::ALL {
                let at = address(base, page.path());
                assert_eq!(Page::below(base, &at), Some(page));
                assert_eq!(
                    Page::below(base, &format!("{}/", at.trim_end_matches('/'))),
                    Some(page)
                );
            }
            assert_eq!(Page::below(base, &format!("{base}/nowhere")), None);
        }
        assert_eq!(
            Page::below("/image-registry", "/image-registry-other/state"),
            None
        );
        assert_eq!(Page::below("/image-registry", "/k8s/cluster"), None);
    }

    #[test]
    fn navigation_names_each_page_once_at_most_and_in_its_own_group() {
        for group in Group::ALL {
            assert!(group.pages().iter().all(|page| page.group() == group));
        }
        assert_eq!(
            Group::ALL.map(|group| group.pages()[0].address()),
            [overview(), storage_setup()]
        );
    }
}
