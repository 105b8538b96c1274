//! Rules of the house that no compiler knows: each module says what it is for, files stay short, lock files name no
//! host. Reads sources as text only.

mod markup;
mod promises;
mod scenarios;

use std::fs;

use anyhow::{Result, bail};
use walkdir::WalkDir;

use crate::project::Project;

/// The folders with sources of our own.
const FOLDERS: [&str; 9] = [
    "app", "cluster", "deploy", "frontend", "registry", "sandbox", "server", "testbed", "xtask",
];
/// More lines than this need a reason at the top of the file, in a line that starts with [`REASON`].
const LINES: usize = 600;
const REASON: &str = "//! Long because";
/// Lock files of npm, which would record where a package was fetched from.
const LOCKS: [&str; 3] = [
    "style/package-lock.json",
    "end2end/package-lock.json",
    "end2end/console-host/react17/package-lock.json",
];

/// Checks every rule.
///
/// # Errors
/// When one is broken; the message lists each place.
pub(crate) fn check(project: &Project) -> Result<()> {
    let mut broken = Vec::new();
    for folder in FOLDERS {
        for entry in WalkDir::new(project.path(folder)).sort_by_file_name() {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
            {
                let code = fs::read_to_string(entry.path())?;
                let place = project.shown(entry.path());
                broken.extend(faults(&code).into_iter().map(|fault| format!("{place}: {fault}")));
            }
        }
    }
    for lock in LOCKS {
        if fs::read_to_string(project.path(lock)).is_ok_and(|text| text.contains("\"resolved\": \"http")) {
            broken.push(format!(
                "{lock}: names a host; install with --omit-lockfile-registry-resolved"
            ));
        }
    }
    broken.extend(scenarios::faults(project)?);
    broken.extend(markup::faults(project)?);
    broken.extend(promises::faults(project)?);
    if broken.is_empty() {
        Ok(())
    } else {
        bail!("{}", broken.join("\n"))
    }
}

fn faults(code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !code.starts_with("//!") {
        faults.push("does not open with `//!` and what it is for".to_owned());
    }
    let lines = code.lines().count();
    if lines > LINES && !code.lines().any(|line| line.starts_with(REASON)) {
        faults.push(format!("{lines} lines, and no reason for it (`{REASON} …`)"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_opens_with_its_purpose_and_stays_short() {
        assert!(faults("//! For tests.\nfn a() {}\n").is_empty());
        assert_eq!(faults("fn a() {}\n").len(), 1);
        let long = format!("//! For tests.\n{}", "\n".repeat(LINES));
        assert_eq!(faults(&long).len(), 1);
        assert!(faults(&format!("//! For tests.\n{REASON} it is a table.\n{long}")).is_empty());
    }
}
