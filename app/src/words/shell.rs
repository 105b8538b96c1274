//! Words of the frame.

use crate::nav::{Group, Page};

/// The product.
pub fn product() -> String {
    "Registry Console".into()
}
/// The document's title.
pub fn title(page: String) -> String {
    if page.is_empty() {
        product()
    } else {
        format!("{page} · {}", product())
    }
}
/// Skip link.
pub fn skip() -> String {
    "Skip to content".into()
}
/// The navigation's name.
pub fn navigation() -> String {
    "Pages".into()
}
/// The breadcrumb's name.
pub fn breadcrumb() -> String {
    "Breadcrumb".into()
}
/// The overview in the breadcrumb.
pub fn overview() -> String {
    page(Page::Overview)
}
/// A page in the navigation.
pub fn page(page: Page) -> String {
    match page {
        Page::Overview => "Overview",
        Page::State => "Change management state",
        Page::StorageSetup => "Storage",
        Page::StorageKeep => "Keep one kind of storage",
        Page::Parameters => "Parameters",
        Page::Credentials => "Storage credentials",
    }
    .into()
}
/// A group of pages in the navigation.
pub fn group(group: Group) -> String {
    match group {
        Group::Overview => "Overview",
        Group::Configuration => "Configuration",
    }
    .into()
}
/// Where one is, on the button that opens the navigation when it is narrow: the group, and the page if the group has
/// more than one.
pub fn place(now: Group, page: Option<Page>) -> String {
    match page {
        Some(named) => format!("{} / {}", group(now), self::page(named)),
        None => group(now),
    }
}
/// The banner of the sandbox.
pub fn sandbox(scenario: &str) -> String {
    format!("Sandbox: nothing here reaches a cluster. Scenario: {scenario}")
}
/// Heading of the page for unknown addresses.
pub fn not_found() -> String {
    "No such page".into()
}
/// Body of the page for unknown addresses.
pub fn not_found_body() -> String {
    "The address may be from another version of the console, or mistyped.".into()
}
/// Way on from there.
pub fn to_overview() -> String {
    "Go to the overview".into()
}
/// A page's code is on its way.
pub fn loading() -> String {
    "Loading the page.".into()
}
/// What to do when it does not come.
pub fn not_loaded_body() -> String {
    "Reload the page to try again. Links on this page work.".into()
}
/// The button for that.
pub fn reload() -> String {
    "Reload".into()
}
