//! Where the programs and the CRDs are: the environment says so (`cargo xtask` builds them and sets it).

use std::path::{Path, PathBuf};

/// The parts of a real API server.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The program `kube-apiserver`.
    pub apiserver: PathBuf,
    /// The program `etcd`.
    pub etcd: PathBuf,
    /// The folder with the official CRDs, in `<group>/<version>/zz_generated.crd-manifests`.
    pub crds: PathBuf,
}

/// A part the environment does not name, or names wrongly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} names no {what}; `cargo xtask test contract` gets every part and sets the variables")]
pub struct Missing {
    /// The variable.
    pub variable: &'static str,
    /// What it should name.
    pub what: &'static str,
}

impl Parts {
    /// The parts the environment names.
    ///
    /// # Errors
    /// When a variable is unset or names nothing.
    pub fn from_env() -> Result<Self, Missing> {
        let part = |variable, what, exists: fn(&Path) -> bool| {
            std::env::var_os(variable)
                .map(PathBuf::from)
                .filter(|path| exists(path))
                .ok_or(Missing { variable, what })
        };
        Ok(Self {
            apiserver: part("RC_KUBE_APISERVER", "program", Path::is_file)?,
            etcd: part("RC_ETCD", "program", Path::is_file)?,
            crds: part("RC_CRDS", "folder", Path::is_dir)?,
        })
    }
}
