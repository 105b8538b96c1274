//! `cargo xtask screenshots`: pictures of every page, for people to look at. Knows where they go, not what they show.

use anyhow::{Result, bail};

use crate::project::Project;
use crate::test::playwright;
use crate::{process, say};

const SPEC: &str = "screenshots.spec.ts";

/// Takes every picture into `target/screenshots`.
///
/// # Errors
/// When the console does not build, there is no browser, or a page does not render.
pub(crate) fn take(project: &Project) -> Result<()> {
    let tests = project.path("end2end");
    if !tests.join(SPEC).exists() {
        bail!("end2end/{SPEC} does not exist.");
    }
    let pictures = project.target("screenshots");
    let mut command = playwright(project, &tests)?;
    command.arg(SPEC).env("RC_SCREENSHOTS", &pictures);
    process::must_run(project, "screenshots", &mut command)?;
    say::line(format!("Pictures: {}", project.shown(&pictures)));
    Ok(())
}
