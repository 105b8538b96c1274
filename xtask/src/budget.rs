//! What a browser loads with each page until the page reacts, and how much that may be. Knows names and sizes of built
//! files, not what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};

use crate::project::{NAME, Project};
use crate::say;

/// Bytes that everything of the overview may take, compressed.
pub(crate) const OVERVIEW: usize = 350_000;
/// The same for any other page, which people come to from there with much of it loaded. The storage wizard knows every
/// platform and is the largest.
const OTHER: usize = 540_000;
/// Of these the page itself, which is no built file: nearly twice what the overview of a sandbox takes.
const HTML: usize = 8_000;
/// What every page loads: plain names in the list of files, and `{}` for the product's.
const COMMON: [&str; 5] = ["page.css", "red-hat-text.woff2", "{}.css", "{}.js", "{}.wasm"];

/// The files of one page.
pub(crate) struct Load {
    /// The page.
    pub(crate) page: String,
    /// Their bytes, compressed.
    pub(crate) size: usize,
    /// The most they may be.
    pub(crate) most: usize,
}

/// Plain names and paths of what a page loads besides itself.
///
/// # Errors
/// When nothing was built.
pub(crate) fn files(project: &Project, page: &str) -> Result<Vec<(String, String)>> {
    let mut list = list(project)?;
    let mut files = Vec::new();
    for name in COMMON.map(|name| name.replace("{}", NAME)) {
        let Some(path) = list.remove(&name) else {
            bail!("the site has no {name}");
        };
        files.push((name, path));
    }
    let prefix = format!("parts/{page}/");
    for (name, path) in list {
        if let Some(part) = name.strip_prefix(&prefix) {
            files.push((part.to_owned(), path));
        }
    }
    Ok(files)
}

/// What each page loads of the site that was built last.
///
/// # Errors
/// When nothing was built, or it was built without compressed copies.
pub(crate) fn first_loads(project: &Project) -> Result<Vec<Load>> {
    let pages: BTreeSet<String> = list(project)?
        .keys()
        .filter_map(|name| Some(name.strip_prefix("parts/")?.split_once('/')?.0.to_owned()))
        .collect();
    let mut loads = Vec::new();
    for page in pages {
        let mut size = 0;
        for (_, path) in files(project, &page)? {
            // A font is compressed by itself.
            let sent = if path.ends_with(".woff2") {
                path
            } else {
                format!("{path}.br")
            };
            let file = project.site().join(&sent);
            let held = fs::metadata(&file).with_context(|| format!("{sent} was not built"))?;
            size += usize::try_from(held.len())?;
        }
        let most = if page == "Overview" { OVERVIEW } else { OTHER } - HTML;
        loads.push(Load { page, size, most });
    }
    Ok(loads)
}

/// Says what each page loads, and whether all of them keep to their budget.
///
/// # Errors
/// As [`first_loads`].
pub(crate) fn is_kept(project: &Project) -> Result<bool> {
    let mut kept = true;
    for Load { page, size, most } in first_loads(project)? {
        if size > most {
            kept = false;
            say::failure(&format!(
                "{page} loads {size} bytes, compressed; it may load {most}."
            ));
        } else {
            say::line(format!("{page} loads {size} of {most} bytes, compressed."));
        }
    }
    Ok(kept)
}

fn list(project: &Project) -> Result<BTreeMap<String, String>> {
    let list = fs::read(project.site().join("assets.json")).context("the site has no list of its files")?;
    Ok(serde_json::from_slice(&list)?)
}
