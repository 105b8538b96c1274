//! Every path of the console. Pages link through these functions only, because inside the OpenShift console another
//! prefix applies.

use registry::objects::ManagementState;

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

/// The storage wizard.
pub fn storage_setup() -> String {
    "/storage/setup".to_owned()
}
