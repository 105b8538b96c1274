//! Gives the pages and the server a common mark of the sources they were built from: answers without field names can
//! only be read by whoever has the same types.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where types that travel are.
const SOURCES: [&str; 2] = ["src", "../registry/src"];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // FNV-1a. It tells editions apart; it protects nothing.
    let mut mark: u64 = 0xcbf2_9ce4_8422_2325;
    for folder in SOURCES {
        println!("cargo::rerun-if-changed={folder}");
        for file in files(&here.join(folder))? {
            for byte in fs::read(file)? {
                mark = (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    println!("cargo::rustc-env=SOURCES_MARK=rc.{mark:016x}");
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            files.extend(self::files(&entry)?);
        } else {
            files.push(entry);
        }
    }
    Ok(files)
}
