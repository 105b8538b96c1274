//! The page's font: PatternFly's text font, cut down to what the pages write, and apart from it the letters that only
//! names bring along. Knows nothing of the sheet that names them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::project::Project;

/// The names of the finished fonts.
pub(super) const FILES: [&str; 2] = ["red-hat-text.woff2", "red-hat-text-letters.woff2"];
const SOURCE: &str = "@patternfly/patternfly/assets/fonts/RedHatText/RedHatTextVF.woff2";

/// Writes the subsets.
///
/// # Errors
/// When Node or the font is missing.
pub(super) fn subset(project: &Project, packages: &Path, fonts: &[PathBuf; 2]) -> Result<()> {
    let mut command = Command::new("node");
    command
        .arg(project.path("style/subset-font.mjs"))
        .arg(packages.join(SOURCE))
        .args(fonts);
    process::must_run(project, "font", &mut command)?;
    Ok(())
}
