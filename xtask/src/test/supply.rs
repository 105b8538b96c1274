//! What comes from others: licences, sources and bans of crates by `deny.toml`, licences and checksums of npm packages, and
//! the known vulnerabilities of both where their lists can be had. Whatever could not be checked is said; nothing passes
//! because nobody looked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::count::Count;
use crate::project::Project;
use crate::{cargo, npm, process, say};

/// The release that is installed where there is none.
const DENY: &str = "0.20.2";
/// The folders with packages of npm.
const NPM: [&str; 2] = ["end2end", "style"];
/// Licences beyond those of `deny.toml`, for packages that only build or test: (package, licence).
const TOOLS: [(&str, &str); 3] = [
    ("argparse", "Python-2.0"),
    ("axe-core", "MPL-2.0"),
    ("@axe-core/playwright", "MPL-2.0"),
];

/// Packages whose `package.json` says nothing, and the licence that their own text names: (package, licence).
const READ: [(&str, &str); 1] = [("only", "MIT")];

/// Runs every check that can be run here.
///
/// # Errors
/// When a tool cannot be had, or a file of the project cannot be read.
pub(super) fn check(project: &Project) -> Result<Count> {
    let deny = cargo_deny(project)?;
    let mut sum = crates(project, &deny, "supply-crates", &["bans", "licenses", "sources"])?;
    say::line("Checked: licences, sources and bans of every crate.");
    sum = sum + crates_advisories(project, &deny)?;
    for folder in NPM {
        sum = sum + packages(project, folder)?;
        sum = sum + packages_advisories(project, folder)?;
    }
    Ok(sum)
}

/// cargo-deny from the path, or built once into `target/tools`.
fn cargo_deny(project: &Project) -> Result<PathBuf> {
    if let Some(own) = process::which("cargo-deny") {
        return Ok(own);
    }
    let tools = project.target("tools");
    let binary = tools
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let mut version = Command::new(&binary);
    if process::ask(version.arg("--version")).is_some_and(|answer| answer.ends_with(DENY)) {
        return Ok(binary);
    }
    say::line("cargo-deny: building it, once; about a minute.");
    let mut install = cargo::native(project);
    // Not optimised: it runs for seconds, and optimising it would take minutes.
    install.args([
        "install",
        "cargo-deny",
        "--locked",
        "--debug",
        "--force",
        "--version",
        DENY,
        "--root",
    ]);
    install.arg(&tools).arg("--target-dir").arg(tools.join("build"));
    install.env("CARGO_PROFILE_DEV_DEBUG", "0");
    process::must_run(project, "cargo-deny", &mut install)?;
    // What it was built from is worth nothing afterwards, and is half a gigabyte.
    fs::remove_dir_all(tools.join("build"))?;
    Ok(binary)
}

fn crates(project: &Project, deny: &Path, log: &str, checks: &[&str]) -> Result<Count> {
    let mut command = Command::new(deny);
    command
        .current_dir(project.root())
        .args(["--locked", "--color=never", "check"])
        .args(checks);
    let finished = process::run_logged(project, log, &mut command)?;
    if !finished.ok {
        say::failure(&format!(
            "{}\ncargo deny check {}: failed",
            process::tail(&finished.log),
            checks.join(" ")
        ));
    }
    Ok(Count::one(finished.ok))
}

fn crates_advisories(project: &Project, deny: &Path) -> Result<Count> {
    let mut fetch = Command::new(deny);
    fetch
        .current_dir(project.root())
        .args(["--locked", "--color=never", "fetch", "db"]);
    // Git must fail rather than ask somebody for a password.
    let fetched = process::run_logged(project, "supply-database", fetch.env("GIT_TERMINAL_PROMPT", "0"))?;
    // It ends with status 0 all the same; only its log tells.
    let text = fetched.text();
    if !fetched.ok || text.contains("failed to fetch") {
        let why = text
            .lines()
            .rev()
            .find(|line| line.contains("fatal"))
            .unwrap_or("no answer")
            .to_owned();
        not_checked(&format!(
            "known vulnerabilities of crates, and yanked ones; RustSec's list cannot be had ({why})"
        ));
        return Ok(Count::default());
    }
    let count = crates(
        project,
        deny,
        "supply-advisories",
        &["--disable-fetch", "advisories"],
    )?;
    say::line("Checked: known vulnerabilities of every crate.");
    Ok(count)
}

/// Licence and checksum of every package that a lock file names.
fn packages(project: &Project, folder: &str) -> Result<Count> {
    let lock = project.path(folder).join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    let rules = fs::read_to_string(project.path("deny.toml")).context("deny.toml cannot be read")?;
    let faults = faults(&serde_json::from_slice(&lock)?, &allowed(&rules));
    for fault in &faults {
        say::failure(&format!("{folder}/package-lock.json: {fault}"));
    }
    say::line(format!(
        "Checked: licences and checksums of every package of {folder}/."
    ));
    Ok(Count::one(faults.is_empty()))
}

/// The licences that `deny.toml` allows for every crate.
fn allowed(rules: &str) -> BTreeSet<String> {
    let list = rules
        .split_once("\nallow = [")
        .and_then(|(_, rest)| rest.split_once(']'));
    let names = list.map(|(list, _)| list.split('"').skip(1).step_by(2));
    names.into_iter().flatten().map(str::to_owned).collect()
}

fn faults(lock: &Value, allowed: &BTreeSet<String>) -> Vec<String> {
    let packages = lock.get("packages").and_then(Value::as_object);
    let Some(packages) = packages.filter(|packages| packages.len() > 1) else {
        return vec!["names no packages".to_owned()];
    };
    let mut faults = Vec::new();
    for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
        let name = path
            .rsplit_once("node_modules/")
            .map_or(path.as_str(), |(_, name)| name);
        let word = |field: &str| package.get(field).and_then(Value::as_str).unwrap_or_default();
        if !word("integrity").starts_with("sha512-") {
            faults.push(format!("{name} has no SHA-512"));
        }
        // Every licence named must do: choosing one of several is nothing a tool should do silently.
        let words = word("license").split(|c: char| c.is_whitespace() || "()".contains(c));
        let licences: Vec<&str> = words.filter(|word| !matches!(*word, "" | "AND" | "OR")).collect();
        if licences.is_empty()
            && !READ
                .iter()
                .any(|(read, licence)| *read == name && allowed.contains(*licence))
        {
            faults.push(format!("{name} names no licence"));
        }
        for licence in licences {
            if !allowed.contains(licence) && !TOOLS.contains(&(name, licence)) {
                faults.push(format!("{name}: {licence} is not allowed"));
            }
        }
    }
    faults
}

fn packages_advisories(project: &Project, folder: &str) -> Result<Count> {
    let mut audit = npm::command(&project.path(folder), &["audit", "--package-lock-only", "--json"]);
    let output = audit.output().context("npm could not be started")?;
    let answer = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    match audited(&answer) {
        Ok(0) => {
            say::line(format!(
                "Checked: known vulnerabilities of every package of {folder}/."
            ));
            Ok(Count::one(true))
        }
        Ok(number) => {
            say::failure(&format!(
                "{number} known vulnerabilities: npm audit in {folder}/ lists them."
            ));
            Ok(Count::failed())
        }
        Err(why) => {
            not_checked(&format!(
                "known vulnerabilities of {folder}/'s packages; npm's list cannot be had ({why})"
            ));
            Ok(Count::default())
        }
    }
}

/// How many vulnerabilities npm reports, or why it reports nothing.
fn audited(answer: &Value) -> Result<u64, String> {
    let total = answer
        .pointer("/metadata/vulnerabilities/total")
        .and_then(Value::as_u64);
    total.ok_or_else(|| {
        let message = answer
            .get("message")
            .and_then(Value::as_str)
            .unwrap_or("no answer");
        // What follows names the host, which is of no use here.
        message.split(" - ").next().unwrap_or_default().to_owned()
    })
}

fn not_checked(what: &str) {
    say::line(format!("NOT checked: {what}."));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lock(package: &Value) -> Value {
        json!({"packages": {"": {}, "node_modules/a/node_modules/pako": package}})
    }

    fn licences() -> BTreeSet<String> {
        allowed("[licenses]\nallow = [\n  \"MIT\",\n  \"Zlib\",\n]\nexceptions = [\"GPL-3.0\"]\n")
    }

    #[test]
    fn a_package_needs_a_checksum_and_only_allowed_licences() {
        let fine = json!({"integrity": "sha512-x", "license": "(MIT AND Zlib)"});
        assert_eq!(faults(&lock(&fine), &licences()), Vec::<String>::new());
        for (package, fault) in [
            (json!({"license": "MIT"}), "pako has no SHA-512"),
            (
                json!({"integrity": "sha1-x", "license": "MIT"}),
                "pako has no SHA-512",
            ),
            (json!({"integrity": "sha512-x"}), "pako names no licence"),
            (
                json!({"integrity": "sha512-x", "license": "MIT OR GPL-3.0"}),
                "pako: GPL-3.0 is not allowed",
            ),
            (
                json!({"integrity": "sha512-x", "license": "MPL-2.0"}),
                "pako: MPL-2.0 is not allowed",
            ),
        ] {
            assert_eq!(faults(&lock(&package), &licences()), [fault]);
        }
        assert_eq!(
            faults(&json!({}), &licences()).len(),
            1,
            "an empty list proves nothing"
        );
    }

    #[test]
    fn no_report_is_not_a_clean_report() {
        let report = |total| json!({"metadata": {"vulnerabilities": {"total": total}}});
        assert_eq!(audited(&report(0)), Ok(0));
        assert_eq!(audited(&report(3)), Ok(3));
        let refused = json!({"message": "405 Method Not Allowed - POST https://example.org/bulk"});
        assert_eq!(audited(&refused), Err("405 Method Not Allowed".to_owned()));
        assert_eq!(audited(&Value::Null), Err("no answer".to_owned()));
    }
}
