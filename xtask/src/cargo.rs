//! Calling cargo from a program that cargo itself started, without what the outer call left in the environment.

use std::ffi::OsStr;
use std::process::Command;

use crate::project::Project;

/// Set by the outer `cargo run` (or rustup's proxy) for this process only.
const OUTER: [&str; 9] = [
    "CARGO",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_CRATE_NAME",
    "CARGO_BIN_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_MAKEFLAGS",
    "OUT_DIR",
    "RUST_RECURSION_COUNT",
];

/// The dynamic loader's search path, which the outer cargo puts its toolchain into.
const LOADER: &str = "LD_LIBRARY_PATH";

/// The workspace's own cargo (the one that runs this tool), in the workspace's folder.
pub(crate) fn native(project: &Project) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    clean(&mut command);
    command.current_dir(project.root()).arg("--color=never");
    command
}

/// Another toolchain's cargo: the outer one's choice of toolchain and compiler is dropped too.
pub(crate) fn foreign(project: &Project, cargo: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(cargo);
    clean(&mut command);
    for name in [
        "RUSTUP_TOOLCHAIN",
        "RUSTC",
        "RUSTDOC",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
    ] {
        command.env_remove(name);
    }
    command.current_dir(project.root()).arg("--color=never");
    command
}

fn clean(command: &mut Command) {
    for name in OUTER {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") {
            command.env_remove(name);
        }
    }
    if let Some(paths) = std::env::var_os(LOADER) {
        let kept = std::env::split_paths(&paths).filter(|path| {
            !path
                .components()
                .any(|part| part.as_os_str() == "target" || part.as_os_str() == "toolchains")
        });
        match std::env::join_paths(kept) {
            Ok(kept) if !kept.is_empty() => command.env(LOADER, kept),
            _ => command.env_remove(LOADER),
        };
    }
}
