//! Where the project's folders are. Knows names and paths only; it builds nothing and reads no settings.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The name of the server's binary, of the WebAssembly package and of the style sheet.
pub(crate) const NAME: &str = "registry-console";

/// The workspace that this tool serves.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the workspace that holds the current folder.
    ///
    /// # Errors
    /// When no folder above has both a `Cargo.toml` and an `xtask` folder.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_dir().context("the current folder cannot be read")?;
        let Some(root) = here
            .ancestors()
            .find(|d| d.join("Cargo.toml").is_file() && d.join("xtask").is_dir())
        else {
            bail!("{} is not inside the Registry Console workspace", here.display());
        };
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| here.join(dir));
        Ok(Self {
            root: root.to_path_buf(),
            target,
        })
    }

    /// A workspace at a given place, for tests.
    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            target: root.join("target"),
        }
    }

    /// The workspace's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the workspace.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path inside the folder of build results.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// What the server serves: hashed files under `pkg`, plain ones beside it, and `assets.json`.
    pub(crate) fn site(&self) -> PathBuf {
        self.target("site")
    }

    /// A path as a person reads it: relative to the workspace where it lies inside.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}
