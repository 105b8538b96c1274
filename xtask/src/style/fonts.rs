//! The page's font: one Latin subset of PatternFly's text font. Knows nothing of the sheet that names it.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::project::Project;

/// The name of the finished font.
pub(super) const FILE: &str = "red-hat-text.woff2";
const SOURCE: &str = "@patternfly/patternfly/assets/fonts/RedHatText/RedHatTextVF.woff2";

/// Writes the subset.
///
/// # Errors
/// When Node or the font is missing.
pub(super) fn subset(project: &Project, packages: &Path, font: &Path) -> Result<()> {
    let mut command = Command::new("node");
    command
        .arg(project.path("style/subset-font.mjs"))
        .arg(packages.join(SOURCE))
        .arg(font);
    process::must_run(project, "font", &mut command)?;
    Ok(())
}
