//! Widths are those of our own root element, not of the window: inside the OpenShift console the sidebar is not ours.
//! Knows the text of media queries only.

use super::ROOT_CLASS;

/// Turns every media query that asks for nothing but a width into a container query at the same width.
///
/// Rules for the root element itself cannot be asked of its own container; PatternFly has none inside such a query.
pub(super) fn from_media(css: &str) -> String {
    let mut result = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("@media") {
        let (before, query) = rest.split_at(at);
        result.push_str(before);
        let Some(end) = query.find('{') else { break };
        let (prelude, after) = query.split_at(end);
        match only_width(&prelude["@media".len()..]) {
            Some(condition) => result.push_str(&format!("@container {ROOT_CLASS} {condition} ")),
            None => result.push_str(prelude),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

/// The conditions of a query that concerns screens and widths alone.
fn only_width(prelude: &str) -> Option<String> {
    let mut parts: Vec<&str> = prelude.split(" and ").map(str::trim).collect();
    if matches!(parts.first(), Some(&("screen" | "only screen"))) {
        parts.remove(0);
    }
    let widths = parts.iter().all(|part| {
        [
            "(min-width:",
            "(max-width:",
            "(width>",
            "(width <",
            "(width<",
            "(width >",
        ]
        .iter()
        .any(|start| part.starts_with(start))
            && !part.contains(',')
    });
    (widths && !parts.is_empty()).then(|| parts.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_queries_for_a_width_become_container_queries() {
        let table = [
            (
                "@media (min-width: 48rem) {a{}}",
                "@container rc-root (min-width: 48rem) {a{}}",
            ),
            (
                "@media only screen and (min-width: 48rem) and (max-width: calc(62rem - 1px)) {a{}}",
                "@container rc-root (min-width: 48rem) and (max-width: calc(62rem - 1px)) {a{}}",
            ),
            (
                "@media screen and (prefers-reduced-motion: no-preference) {a{}}",
                "",
            ),
            ("@media print {a{}}", ""),
            ("@media screen and (min-height: 40rem) {a{}}", ""),
            ("@media (min-width: 1px) and (prefers-contrast: more) {a{}}", ""),
        ];
        for (media, expected) in table {
            let expected = if expected.is_empty() { media } else { expected };
            assert_eq!(from_media(media), expected);
        }
    }
}
