//! The native tests: compiled once for all parts, then run one binary at a time. Compiling each part by itself would
//! compile its dependencies again, because cargo unites their features over the crates that are asked for together.
//! Knows cargo's messages, not what a test proves.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::{cargo, process, say};

/// The crates of the native side, and the features that their tests need.
const CRATES: [&str; 8] = [
    "registry", "cluster", "sandbox", "app", "server", "testbed", "deploy", "xtask",
];
const FEATURES: &str = "app/ssr,cluster/real,sandbox/serve,server/sandbox";

/// One test binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suite {
    /// The crate it belongs to, by its folder.
    pub(super) package: String,
    /// Its target's name: the crate's, or that of a file or folder below `tests`.
    pub(super) name: String,
    /// Whether it stands outside of the crate and sees only what is public.
    pub(super) is_integration: bool,
    folder: PathBuf,
    binary: PathBuf,
}

impl Suite {
    /// A call that runs it as cargo would.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }

    fn from_message(message: &Value) -> Option<Self> {
        let is_test =
            message.get("reason")? == "compiler-artifact" && message.get("profile")?.get("test")? == true;
        let binary = PathBuf::from(message.get("executable")?.as_str().filter(|_| is_test)?);
        let target = message.get("target")?;
        let folder = Path::new(message.get("manifest_path")?.as_str()?)
            .parent()?
            .to_path_buf();
        Some(Self {
            package: folder.file_name()?.to_string_lossy().into_owned(),
            name: target.get("name")?.as_str()?.to_owned(),
            is_integration: target.get("kind")?.as_array()?.iter().any(|kind| kind == "test"),
            folder,
            binary,
        })
    }
}

/// Adds the native crates and their features to a cargo call.
pub(super) fn select(command: &mut Command) -> &mut Command {
    command
        .args(CRATES.iter().flat_map(|name| ["--package", name]))
        .args(["--features", FEATURES])
}

/// Compiles every test.
///
/// # Errors
/// When one does not compile; the message holds the end of the compiler's output.
pub(super) fn compile(project: &Project) -> Result<Vec<Suite>> {
    say::line("Compiling every native test.");
    let mut command = cargo::native(project);
    command.args([
        "test",
        "--no-run",
        "--lib",
        "--bins",
        "--tests",
        "--message-format=json-render-diagnostics",
    ]);
    let finished = process::must_run(project, "test-compile", select(&mut command))?;
    say::line(format!("Compiled after {}.", say::duration(finished.took)));
    let output = finished.text();
    let messages = output.lines().filter(|line| line.starts_with('{'));
    let messages =
        messages.map(|line| serde_json::from_str(line).context("a message of cargo cannot be read"));
    messages
        .filter_map(|message: Result<Value>| message.map(|message| Suite::from_message(&message)).transpose())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn artifact(test: bool, kind: &str) -> Value {
        json!({
            "reason": "compiler-artifact", "manifest_path": "/w/cluster/Cargo.toml", "profile": {"test": test},
            "target": {"name": "contract", "kind": [kind]}, "executable": "/w/target/debug/deps/contract-1",
        })
    }

    #[test]
    fn a_test_binary_is_told_from_what_it_links_to() {
        let suite = Suite::from_message(&artifact(true, "test")).unwrap();
        assert_eq!(
            (suite.package.as_str(), suite.name.as_str(), suite.is_integration),
            ("cluster", "contract", true)
        );
        assert!(
            !Suite::from_message(&artifact(true, "lib"))
                .unwrap()
                .is_integration
        );
        assert_eq!(Suite::from_message(&artifact(false, "bin")), None);
        assert_eq!(Suite::from_message(&json!({"reason": "build-finished"})), None);
    }
}
