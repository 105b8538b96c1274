//! Installing the npm packages of one folder exactly as its lock file says. Knows nothing of what they are for.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::stamp::Stamp;
use crate::{process, say};

/// Installs the packages of a folder unless they are already there; returns its `node_modules`.
///
/// # Errors
/// When Node is missing or npm cannot fetch a package.
pub(crate) fn install(project: &Project, folder: &str) -> Result<PathBuf> {
    let place = project.path(folder);
    let packages = place.join("node_modules");
    let name = format!("npm-{}", folder.replace('/', "-"));
    let stamp = Stamp::new(project, &name)
        .file(&place.join("package.json"))
        .file(&place.join("package-lock.json"))
        .seal();
    // npm writes this file last: a folder without it is one whose installation was cut off.
    if stamp.is_current(&[&packages.join(".package-lock.json")]) {
        return Ok(packages);
    }
    if process::which("npm").is_none() {
        bail!("npm is missing: install Node.js 20 or newer.");
    }
    say::line(format!("npm: installing the packages of {folder}/."));
    process::must_run(
        project,
        &name,
        &mut command(&place, &["ci", "--no-audit", "--no-fund"]),
    )?;
    stamp.keep()?;
    Ok(packages)
}

/// An npm call in a folder.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_UPDATE_NOTIFIER", "1")
        // A browser is found by other means; fetching one here would fail offline.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}
