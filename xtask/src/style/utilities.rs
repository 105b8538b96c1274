//! Utility classes for layout, for the class lists that use them. Knows nothing of components.

use encre_css::{Config, Preflight};

use super::literals::Sources;

/// The rules of every utility class that the sources name, without a reset.
pub(super) fn generate(sources: &Sources) -> String {
    let mut config = Config::default();
    config.preflight = Preflight::None;
    let classes: Vec<&str> = sources.utilities().collect();
    encre_css::generate([classes.join(" ").as_str()], &config)
}
