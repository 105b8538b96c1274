//! Building everything that a release or a running console needs. Knows the order of the parts, not how each is made.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::project::{NAME, Project};
use crate::{assets, bindgen, cargo, process, say, style, wasm};

/// What the pages and the server are built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be shipped: smallest and fastest, without the sandbox.
    Release,
    /// To be run and tested here: quickest to build, with the sandbox.
    Local,
}

/// Builds the pages: WebAssembly, style sheet and static files, into the site's folder.
///
/// # Errors
/// When a part cannot be built; the message holds the end of its output.
pub(crate) fn pages(project: &Project, purpose: Purpose) -> Result<()> {
    let release = purpose == Purpose::Release;
    let module = wasm::build(project, "wasm-release")?;
    let bundle = bindgen::bundle(project, &module, release)?;
    let styles = style::build(project)?;
    assets::assemble(project, &bundle, &styles, release)
}

/// Builds the server; returns its binary.
///
/// # Errors
/// When it does not compile.
pub(crate) fn server(project: &Project, purpose: Purpose) -> Result<PathBuf> {
    let mut command = server_command(project, purpose);
    let binary = server_binary(project, purpose);
    if !binary.exists() {
        say::line("Server: compiling. The first time takes some minutes.");
    }
    let finished = process::must_run(project, "server", &mut command)?;
    say::line(format!(
        "Server: {} after {}.",
        project.shown(&binary),
        say::duration(finished.took)
    ));
    match purpose {
        Purpose::Release => Ok(binary),
        Purpose::Local => kept(project, &binary),
    }
}

/// The binary under a name of its own: whoever builds the server with other features puts another one in its place.
fn kept(project: &Project, binary: &Path) -> Result<PathBuf> {
    let folder = project.target("console");
    std::fs::create_dir_all(&folder)?;
    let own = folder.join(binary.file_name().unwrap_or_default());
    if own.exists() {
        std::fs::remove_file(&own)?;
    }
    // A link costs no space; where the file system has none, a copy does.
    if std::fs::hard_link(binary, &own).is_err() {
        std::fs::copy(binary, &own)?;
    }
    Ok(own)
}

/// The cargo call that builds the server.
pub(crate) fn server_command(project: &Project, purpose: Purpose) -> Command {
    let mut command = cargo::native(project);
    // Where it is installed, the release carries the list of its crates, which scanners of images read.
    if purpose == Purpose::Release && process::which("cargo-auditable").is_some() {
        command.arg("auditable");
    }
    command.args(["build", "--package", "server", "--bin", NAME]);
    match purpose {
        Purpose::Release => command.args(["--release", "--locked", "--no-default-features"]),
        Purpose::Local => command.args(["--features", "sandbox"]),
    };
    command
}

/// Where the server's binary is once it is built.
pub(crate) fn server_binary(project: &Project, purpose: Purpose) -> PathBuf {
    let folder = match purpose {
        Purpose::Release => "release",
        Purpose::Local => "debug",
    };
    project
        .target(folder)
        .join(format!("{NAME}{}", std::env::consts::EXE_SUFFIX))
}

/// `cargo xtask build`: a release of everything, with its sizes.
///
/// # Errors
/// When a part cannot be built.
pub(crate) fn release(project: &Project) -> Result<()> {
    let start = Instant::now();
    pages(project, Purpose::Release)?;
    let binary = server(project, Purpose::Release)?;
    say::line(format!("Built in {}:", say::duration(start.elapsed())));
    let size = std::fs::metadata(&binary)?.len();
    say::line(format!(
        "  {:28} {:>10}",
        project.shown(&binary),
        say::bytes(size)
    ));
    say::line(format!("  {}", project.shown(&project.site())));
    assets::report(project)
}
