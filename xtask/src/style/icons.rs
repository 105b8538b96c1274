//! Icons as masks: PatternFly's own SVG files, by the names in `style/icons.txt`, so that neither the pages nor the
//! WebAssembly carry path data and an icon takes the colour of its text. Knows nothing of what an icon means.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::Project;

/// The names of the icons the pages use, one a line.
const NAMES: &str = "style/icons.txt";
/// Where an icon of a name is looked for, first come first served.
const SETS: [&str; 3] = ["fas", "far", "patternfly"];

/// A rule for each icon named.
///
/// # Errors
/// When a named icon is in no set.
pub(super) fn rules(project: &Project, packages: &Path) -> Result<String> {
    let names = fs::read_to_string(project.path(NAMES)).with_context(|| format!("{NAMES} cannot be read"))?;
    let mut rules = String::from(
        ".rc-icon{display:inline-block;flex-shrink:0;width:1em;height:1em;vertical-align:-.125em;\
         background-color:currentcolor;forced-color-adjust:none;mask:var(--rc-icon) center/contain no-repeat}",
    );
    for name in names.lines().map(str::trim).filter(|name| !name.is_empty()) {
        let svg = SETS
            .iter()
            .find_map(|set| {
                fs::read_to_string(packages.join(format!("@patternfly/icons/{set}/{name}.svg"))).ok()
            })
            .with_context(|| format!("{NAMES}: PatternFly has no icon {name}"))?;
        write!(
            rules,
            ".rc-icon-{name}{{--rc-icon:url(\"data:image/svg+xml,{}\")}}",
            in_url(&svg)
        )?;
    }
    Ok(rules)
}

/// The drawing alone, with the characters that end a URL or a string written as codes.
fn in_url(svg: &str) -> String {
    let drawing = svg.find("<svg").map_or(svg, |start| &svg[start..]);
    drawing
        .trim()
        .replace('"', "'")
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_fits_into_a_quoted_url() {
        let url = in_url("<!-- licence --><svg a=\"1\"><path d=\"M1 2#\"/></svg>\n");
        assert_eq!(url, "%3Csvg a='1'%3E%3Cpath d='M1 2%23'/%3E%3C/svg%3E");
    }
}
