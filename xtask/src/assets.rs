//! Puts the built files where the server serves them from: names that carry their content's hash, the list that
//! maps plain names to those, and compressed copies. Knows nothing of how the files were made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use walkdir::WalkDir;

use crate::bindgen::Bundle;
use crate::project::{NAME, Project};
use crate::say;
use crate::stamp::{Stamp, digest};
use crate::style::Styles;

/// The folder of files whose names carry a hash; they may be cached for ever.
const PKG: &str = "pkg";
/// Maps each plain name to a path below the site's folder.
const LIST: &str = "assets.json";
/// How the list names the parts of the program that a page needs: `parts/<page>/<part>`.
const PARTS: &str = "parts";
/// The script by which the OpenShift console loads our pages; it names what it loads by plain names.
const ENTRY: &str = "frontend/plugin-entry.js";
/// Where the loader of parts in the glue wants the files of each page.
const FILES: &str = "const FILES = {};";
/// Characters of a hash in a name: 64 bits.
const HASH: usize = 16;
/// Smaller files gain nothing from compression.
const WORTH_COMPRESSING: usize = 256;

/// The content of the site folder, by path below it.
#[derive(Default)]
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    list: BTreeMap<String, String>,
}

impl Site {
    /// Adds a file under its hashed name and lists it; returns that name without folders.
    fn hashed(&mut self, name: &str, content: Vec<u8>) -> String {
        let hashed = self.file(name, content);
        self.list.insert(name.to_owned(), format!("{PKG}/{hashed}"));
        hashed
    }

    /// Adds a file under its hashed name; returns that name without folders.
    fn file(&mut self, name: &str, content: Vec<u8>) -> String {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let hash = &digest(&content)[..HASH];
        let hashed = format!("{stem}.{hash}.{extension}");
        self.files.insert(format!("{PKG}/{hashed}"), content);
        hashed
    }
}

/// Writes the site; `compressed` adds a `.br` and a `.gz` beside each file that gains from it.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn assemble(project: &Project, bundle: &Bundle, styles: &Styles, compressed: bool) -> Result<()> {
    let mut site = Site::default();
    let module = site.hashed(&format!("{NAME}.wasm"), read(&bundle.module)?);
    let script = String::from_utf8(read(&bundle.script)?).context("the glue is no UTF-8")?;
    let script = script.replace(&format!("{NAME}_bg.wasm"), &module);
    ensure!(script.contains(FILES), "the glue has no loader of parts");
    let files = serde_json::to_string(&add_parts(&mut site, bundle)?)?;
    let script = script.replace(FILES, &format!("const FILES = {files};"));
    let script = site.hashed(&format!("{NAME}.js"), script.into_bytes());
    let sheet = site.hashed(&format!("{NAME}.css"), read(&styles.sheet)?);
    let entry = String::from_utf8(read(&project.path(ENTRY))?).context("the entry script is no UTF-8")?;
    let entry = entry
        .replace(&format!("{NAME}.js"), &script)
        .replace(&format!("{NAME}.wasm"), &module)
        .replace(&format!("{NAME}.css"), &sheet)
        // Consoles before 4.22 know a plugin by its name and the version of its manifest, which is the server's.
        .replace("0.0.0-unbuilt", env!("CARGO_PKG_VERSION"));
    site.hashed("plugin-entry.js", entry.into_bytes());
    let mut page = String::from_utf8(read(&styles.page)?).context("the page's sheet is no UTF-8")?;
    for font in &styles.fonts {
        let name = font.file_name().unwrap_or_default().to_string_lossy();
        let hashed = site.hashed(&name, read(font)?);
        page = page.replace(&*name, &hashed);
    }
    site.hashed("page.css", page.into_bytes());
    // The glue names these by relative path, and wasm-bindgen puts a hash into that path.
    add_tree(&mut site, &bundle.snippets, &format!("{PKG}/snippets/"), false)?;
    add_tree(&mut site, &project.path("public"), "", true)?;
    let list = serde_json::to_vec_pretty(&site.list)?;
    site.files.insert(LIST.to_owned(), list);

    let stamp = site
        .files
        .iter()
        .fold(Stamp::new(project, "site"), |stamp, (path, content)| {
            stamp.text(path).text(&digest(content))
        });
    let stamp = stamp.text(if compressed { "compressed" } else { "plain" }).seal();
    let folder = project.site();
    if stamp.is_current(&[&folder.join(LIST)]) {
        return Ok(());
    }
    write(&folder, &site, compressed)?;
    stamp.keep()
}

/// Adds the parts of the program; returns the files of each page.
fn add_parts(site: &mut Site, bundle: &Bundle) -> Result<BTreeMap<String, Vec<String>>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in &bundle.parts {
        let name = format!("{}.wasm", part.name.to_lowercase());
        let hashed = site.file(&name, read(&part.file)?);
        for page in &part.pages {
            site.list
                .insert(format!("{PARTS}/{page}/{name}"), format!("{PKG}/{hashed}"));
            files.entry(page.clone()).or_default().push(hashed.clone());
        }
    }
    Ok(files)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn add_tree(site: &mut Site, folder: &Path, prefix: &str, listed: bool) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let name = entry
                .path()
                .strip_prefix(folder)?
                .to_string_lossy()
                .replace('\\', "/");
            let path = format!("{prefix}{name}");
            site.files.insert(path.clone(), read(entry.path())?);
            if listed {
                site.list.insert(name, path);
            }
        }
    }
    Ok(())
}

/// Writes new files, then the list, then removes what the list no longer names: a running server never misses one.
fn write(folder: &Path, site: &Site, compressed: bool) -> Result<()> {
    let mut kept = BTreeSet::new();
    let (list, files): (Vec<_>, Vec<_>) = site.files.iter().partition(|(path, _)| *path == LIST);
    for (path, content) in files {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, content)?;
        kept.insert(file.clone());
        if compressed && !path.ends_with(".woff2") {
            for (extension, packed) in [("br", brotli(content)?), ("gz", gzip(content)?)] {
                if content.len() >= WORTH_COMPRESSING && packed.len() < content.len() {
                    let packed_file = folder.join(format!("{path}.{extension}"));
                    fs::write(&packed_file, packed)?;
                    kept.insert(packed_file);
                }
            }
        }
    }
    for (path, content) in list {
        fs::write(folder.join(path), content)?;
        kept.insert(folder.join(path));
    }
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() && !kept.contains(entry.path()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The smallest brotli form of some bytes.
///
/// # Errors
/// None in practice: it writes to memory.
pub(crate) fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed)
}

/// The smallest gzip form of some bytes.
///
/// # Errors
/// None in practice: it writes to memory.
pub(crate) fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// Prints the size of each file of the site, with its compressed copies.
///
/// # Errors
/// When the site cannot be read.
pub(crate) fn report(project: &Project) -> Result<()> {
    let folder = project.site();
    let list: BTreeMap<String, String> = serde_json::from_slice(&read(&folder.join(LIST))?)?;
    for (name, path) in list {
        let size = |extension: &str| {
            fs::metadata(folder.join(format!("{path}{extension}")))
                .map_or_else(|_| "-".to_owned(), |m| say::bytes(m.len()))
        };
        say::line(format!(
            "  {name:28} {:>10}  gzip {:>10}  brotli {:>10}",
            size(""),
            size(".gz"),
            size(".br")
        ));
    }
    Ok(())
}
