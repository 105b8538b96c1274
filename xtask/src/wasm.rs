//! Compiling the `frontend` crate to WebAssembly, with whatever toolchain this machine can offer.
//! Knows nothing of what the crate does or of what is made from the result.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::{NAME, Project};
use crate::stamp::Stamp;
use crate::{cargo, process, say};

const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's Rust with the sources of its standard library, which has no prebuilt one for this target.
const DEBIAN: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
/// The crates that end up in the browser.
const SOURCES: [&str; 3] = ["app", "frontend", "registry"];

/// A toolchain that can compile to WebAssembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The workspace's own toolchain has the target.
    Own,
    /// Debian's compiler builds the standard library along with the crate.
    Debian,
}

impl Toolchain {
    /// Finds a toolchain; fetches one where none is there. What is installed is preferred, because it costs nothing.
    ///
    /// # Errors
    /// When there is none and none can be fetched; the sentence says what to install.
    pub(crate) fn find() -> Result<Self> {
        if own_has_target() {
            return Ok(Self::Own);
        }
        if debian_missing().is_some_and(|missing| missing.is_empty()) {
            return Ok(Self::Debian);
        }
        say::line(format!(
            "The Rust target {TARGET} is missing; asking rustup for it."
        ));
        if rustup_adds_target() && own_has_target() {
            return Ok(Self::Own);
        }
        if let Some(missing) = debian_missing()
            && is_root()
            && process::which("apt-get").is_some()
        {
            say::line(format!(
                "rustup cannot fetch it; installing Debian's packages {}.",
                missing.join(" ")
            ));
            if debian_installs(&missing) && debian_missing().is_some_and(|missing| missing.is_empty()) {
                return Ok(Self::Debian);
            }
        }
        bail!(
            "Rust cannot compile to WebAssembly here: run `rustup target add {TARGET}`, or on Debian, as root, \
             `apt-get install {}`.",
            DEBIAN.join(" ")
        )
    }

    /// One line that says what was chosen.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Own => "the installed toolchain with its wasm32-unknown-unknown target",
            Self::Debian => "Debian's toolchain (/usr/bin/cargo), which builds the standard library too",
        }
    }

    /// The strictest check it has: Debian's toolchain comes without clippy.
    pub(crate) fn strictest_verb(self) -> &'static str {
        match self {
            Self::Own => "clippy",
            Self::Debian => "check",
        }
    }

    /// A cargo call for the `frontend` crate: `verb` is `build`, `check` or `clippy`.
    pub(crate) fn command(self, project: &Project, verb: &str) -> Command {
        let mut command = match self {
            Self::Own => cargo::native(project),
            Self::Debian => {
                let mut command = cargo::foreign(project, "/usr/bin/cargo");
                command
                    .env("PATH", path_with_first(Path::new("/usr/bin")))
                    .env("RUSTC_BOOTSTRAP", "1");
                command
            }
        };
        command.args([verb, "--package", "frontend", "--target", TARGET, "--target-dir"]);
        command.arg(project.target("wasm"));
        if self == Self::Debian {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command
    }
}

/// Compiles the crate with the given profile unless nothing it is made of has changed; returns the module's path.
///
/// # Errors
/// When no toolchain is found or the crate does not compile.
pub(crate) fn build(project: &Project, profile: &str) -> Result<PathBuf> {
    let module = project
        .target("wasm")
        .join(TARGET)
        .join(profile_folder(profile))
        .join("frontend.wasm");
    let sources = SOURCES.iter().fold(
        Stamp::new(project, &format!("wasm-{profile}")),
        |stamp, folder| stamp.tree(&project.path(folder)),
    );
    let stamp = sources
        .file(&project.path("Cargo.toml"))
        .file(&project.path("Cargo.lock"))
        .file(&project.path(".cargo/config.toml"))
        .seal();
    if stamp.is_current(&[&module]) {
        say::line("WebAssembly: up to date.");
        return Ok(module);
    }
    let toolchain = Toolchain::find()?;
    let first = if module.exists() {
        ""
    } else {
        " The first time takes some minutes."
    };
    say::line(format!(
        "WebAssembly: compiling with {}.{first}",
        toolchain.describe()
    ));
    let mut command = toolchain.command(project, "build");
    command.args(["--profile", profile]);
    let finished = process::must_run(project, "wasm", &mut command)?;
    if !module.exists() {
        bail!(
            "cargo built no {}: is `frontend` a cdylib named {NAME} or frontend?",
            project.shown(&module)
        );
    }
    stamp.keep()?;
    say::line(format!(
        "WebAssembly: compiled after {}.",
        say::duration(finished.took)
    ));
    Ok(module)
}

fn profile_folder(profile: &str) -> &str {
    if profile == "dev" { "debug" } else { profile }
}

fn own_has_target() -> bool {
    let mut rustc = Command::new(process::which("rustc").unwrap_or_else(|| "rustc".into()));
    process::ask(rustc.args(["--print", "target-libdir", "--target", TARGET]))
        .is_some_and(|folder| Path::new(&folder).is_dir())
}

fn rustup_adds_target() -> bool {
    let mut rustup = Command::new("rustup");
    process::ask(
        rustup
            .args(["target", "add", TARGET])
            .env("RUSTUP_MAX_RETRIES", "1"),
    )
    .is_some()
}

/// The Debian packages that are not installed; `None` where there is no Debian.
fn debian_missing() -> Option<Vec<&'static str>> {
    process::which("dpkg-query")?;
    let installed = |package: &&str| {
        let mut query = Command::new("dpkg-query");
        process::ask(query.args(["--show", "--showformat", "${db:Status-Status}", package]))
            .is_some_and(|status| status == "installed")
    };
    Some(DEBIAN.into_iter().filter(|package| !installed(package)).collect())
}

fn debian_installs(packages: &[&str]) -> bool {
    let mut update = Command::new("apt-get");
    let mut install = Command::new("apt-get");
    process::ask(update.args(["--quiet", "update"])).is_some()
        && process::ask(
            install
                .args(["install", "--quiet", "--yes", "--no-install-recommends"])
                .args(packages)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
        .is_some()
}

/// Whether this process may install packages of the system.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn path_with_first(folder: &Path) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}
