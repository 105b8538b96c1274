//! Whether work is up to date, by the content of what goes in. Knows nothing of what the work is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::project::Project;

/// Gathers everything that decides a result; equal stamps mean an equal result.
pub(crate) struct Stamp {
    file: PathBuf,
    hash: Sha256,
}

impl Stamp {
    /// Starts the stamp of the piece of work called `name`.
    pub(crate) fn new(project: &Project, name: &str) -> Self {
        Self {
            file: project.target("stamps").join(name),
            hash: Sha256::new(),
        }
    }

    /// Adds a setting or a version.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.hash.update((text.len() as u64).to_le_bytes());
        self.hash.update(text);
        self
    }

    /// Adds a file's name and content, or the fact that it is missing.
    pub(crate) fn file(self, path: &Path) -> Self {
        let name = path.display().to_string();
        match fs::read(path) {
            Ok(content) => self.text(&name).text(&digest(&content)),
            Err(_) => self.text(&name).text("missing"),
        }
    }

    /// Adds every file below a folder, but no installed packages.
    pub(crate) fn tree(mut self, folder: &Path) -> Self {
        let entries = WalkDir::new(folder)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.file_name() != "node_modules" && entry.file_name() != "target");
        for entry in entries.flatten().filter(|entry| entry.file_type().is_file()) {
            self = self.file(entry.path());
        }
        self
    }

    /// Ends gathering.
    pub(crate) fn seal(self) -> Sealed {
        Sealed {
            file: self.file,
            digest: hex(&self.hash.finalize()),
        }
    }
}

/// A finished stamp, to compare with the one of the last run.
pub(crate) struct Sealed {
    file: PathBuf,
    digest: String,
}

impl Sealed {
    /// Whether the last run saw the same input and its results are still there.
    pub(crate) fn is_current(&self, results: &[&Path]) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|old| old == self.digest)
            && results.iter().all(|path| path.exists())
    }

    /// Remembers that the work of this stamp is done.
    ///
    /// # Errors
    /// When the stamp cannot be written.
    pub(crate) fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.digest)
            .with_context(|| format!("{} cannot be written", self.file.display()))
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(name: &str) -> (Project, PathBuf) {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("sources")).unwrap();
        (Project::at(&folder), folder)
    }

    #[test]
    fn a_result_is_current_until_its_input_changes_or_it_is_lost() {
        let (project, folder) = project("current");
        let (source, result) = (folder.join("sources/a.rs"), folder.join("result"));
        fs::write(&source, "1").unwrap();
        fs::write(&result, "built").unwrap();
        let seal = || {
            Stamp::new(&project, "work")
                .text("v1")
                .tree(&folder.join("sources"))
                .seal()
        };

        assert!(!seal().is_current(&[&result]), "nothing was kept yet");
        seal().keep().unwrap();
        assert!(seal().is_current(&[&result]));
        fs::write(&source, "2").unwrap();
        assert!(!seal().is_current(&[&result]), "the source changed");
        seal().keep().unwrap();
        fs::remove_file(&result).unwrap();
        assert!(!seal().is_current(&[&result]), "the result is gone");
        fs::remove_dir_all(folder).unwrap();
    }
}
