//! Words of the frame.

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
/// The overview in navigation and breadcrumb.
pub fn overview() -> String {
    "Overview".into()
}
/// The storage wizard in the navigation.
pub fn storage() -> String {
    "Storage".into()
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
