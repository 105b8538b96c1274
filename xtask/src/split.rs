//! Taking the compiled module apart: what every page needs, and parts that a browser loads with the pages that need
//! them. Knows where the program says that a page begins, not what the pages are.

mod merge;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::project::Project;
use crate::stamp::Stamp;
use plan::Piece;

/// The module of JavaScript that the program asks to load a page's parts; there is no such file, the glue holds it.
pub(crate) const LOADER: &str = "./parts.js";
/// Raised when what is made of the same module changes.
const EDITION: &str = "1";

/// The module, taken apart.
pub(crate) struct Split {
    /// What every page needs; wasm-bindgen has not seen it yet.
    pub(crate) main: PathBuf,
    /// What only some need.
    pub(crate) parts: Vec<Part>,
}

/// A part of the program.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What it is called: the page that alone needs it, or what is shared.
    pub(crate) name: String,
    /// The pages that need it.
    pub(crate) pages: BTreeSet<String>,
    /// The module.
    pub(crate) file: PathBuf,
}

/// Takes a compiled module apart, unless that is done.
///
/// # Errors
/// When the module was linked without relocations, or is of a form that the splitter does not know.
pub(crate) fn split(project: &Project, compiled: &Path) -> Result<Split> {
    let folder = project.target("split");
    let main = folder.join("main.wasm");
    let list = folder.join("parts.json");
    let stamp = Stamp::new(project, "split").file(compiled).text(EDITION).seal();
    if !stamp.is_current(&[&main, &list]) {
        take_apart(compiled, &folder, &main, &list)
            .with_context(|| format!("{} cannot be taken apart", project.shown(compiled)))?;
        stamp.keep()?;
    }
    let named: BTreeMap<String, BTreeSet<String>> = serde_json::from_slice(&fs::read(&list)?)?;
    let parts = named.into_iter().map(|(name, pages)| Part {
        file: folder.join(format!("{name}.wasm")),
        name,
        pages,
    });
    Ok(Split {
        main,
        parts: parts.collect(),
    })
}

fn take_apart(compiled: &Path, folder: &Path, main: &Path, list: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let pieces = folder.join("pieces");
    fs::create_dir_all(&pieces)?;
    let module = fs::read(compiled)?;
    let mut options = wasm_split_cli_support::Options::new(&module);
    options.output_dir = &pieces;
    options.main_out_path = main;
    options.link_name = LOADER;
    options.emit_dwarf = false;
    let made = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;

    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (page, needed) in made.prefetch_map {
        for piece in needed {
            users.entry(piece).or_default().insert(page.clone());
        }
    }
    let mut modules = BTreeMap::new();
    let mut known = Vec::new();
    for (piece, pages) in users {
        let content = fs::read(pieces.join(format!("{piece}.wasm")))?;
        let size = merge::size_of_code(&content)?;
        modules.insert(piece.clone(), content);
        known.push(Piece {
            names: vec![piece],
            pages,
            size,
        });
    }
    let mut named = BTreeMap::new();
    let mut shared = 0;
    for part in plan::group(known) {
        let alone = part.pages.first().filter(|_| part.pages.len() == 1);
        let name = alone.cloned().unwrap_or_else(|| {
            shared += 1;
            format!("shared-{shared}")
        });
        let of_part: Vec<&[u8]> = part
            .names
            .iter()
            .filter_map(|name| modules.get(name).map(Vec::as_slice))
            .collect();
        fs::write(folder.join(format!("{name}.wasm")), merge::merge(&of_part)?)?;
        named.insert(name, part.pages);
    }
    fs::write(list, serde_json::to_vec_pretty(&named)?)?;
    fs::remove_dir_all(&pieces)?;
    Ok(())
}
