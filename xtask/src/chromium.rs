//! Finding a browser for the tests. Knows where one may come from, and nothing of what it is used for.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::{process, say, wasm};

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// A browser's path; `None` where Playwright's own one is installed, which Playwright finds by itself.
///
/// # Errors
/// When there is none and none can be installed; the sentence says what to do.
pub(crate) fn find(project: &Project, tests: &Path) -> Result<Option<PathBuf>> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        if path.is_file() {
            return Ok(Some(path));
        }
        bail!("$CHROMIUM names {}, which is no file.", path.display());
    }
    if let Some(path) = NAMES.iter().find_map(|name| process::which(name)) {
        return Ok(Some(path));
    }
    say::line("Chromium: none on this machine; asking Playwright for one.");
    let mut install = Command::new("npx");
    install
        .current_dir(tests)
        .args(["playwright", "install", "chromium"]);
    if process::run_logged(project, "chromium", &mut install)?.ok {
        return Ok(None);
    }
    if wasm::is_root() && process::which("apt-get").is_some() {
        say::line("Chromium: Playwright cannot fetch one; installing Debian's package.");
        let mut update = Command::new("apt-get");
        process::run_logged(project, "chromium", update.args(["--quiet", "update"]))?;
        let mut install = Command::new("apt-get");
        install.args([
            "install",
            "--quiet",
            "--yes",
            "--no-install-recommends",
            "chromium",
        ]);
        process::run_logged(
            project,
            "chromium",
            install.env("DEBIAN_FRONTEND", "noninteractive"),
        )?;
        if let Some(path) = process::which("chromium") {
            return Ok(Some(path));
        }
    }
    bail!(
        "No Chromium: install one (`npx playwright install chromium`, or `apt-get install chromium`), or name one in $CHROMIUM."
    )
}
