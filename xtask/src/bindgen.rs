//! From the compiled module to what a browser loads: JavaScript glue and a module of the smallest size.
//! Knows nothing of how the module was compiled or where its files are served from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::{NAME, Project};
use crate::split::{self, Part, Split};
use crate::stamp::Stamp;
use crate::{npm, order, process, say};

/// How wasm-opt shrinks the module. `-O1`, because what is sent is brotli: with `-Oz` the module is 10 % smaller on disk
/// but 8 % larger once compressed.
const OPTIMISE: [&str; 5] = [
    "-O1",
    "--duplicate-function-elimination",
    "--memory-packing",
    "--strip-producers",
    "--strip-target-features",
];
/// How wasm-opt brings functions into the order of the names they were given, and takes the names away.
const ARRANGE: [&str; 2] = ["--reorder-functions-by-name", "--strip-debug"];
/// The features of every browser of the last three years; without naming them wasm-opt refuses the module or undoes them.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What loads the parts; the glue holds it where wasm-bindgen wrote imports of a module of that name.
const LOADER: &str = "frontend/parts.js";

/// The browser's half of the program.
pub(crate) struct Bundle {
    /// The WebAssembly module that every page needs.
    pub(crate) module: PathBuf,
    /// What pages need besides.
    pub(crate) parts: Vec<Part>,
    /// The glue that loads both; it names the module `registry-console_bg.wasm` and asks for the list of parts.
    pub(crate) script: PathBuf,
    /// Scripts that crates bring along, loaded by the glue by relative path; often missing.
    pub(crate) snippets: PathBuf,
}

/// Makes the bundle from a compiled module; `smallest` runs wasm-opt over it.
///
/// # Errors
/// When the module was made for another version of wasm-bindgen, or wasm-opt fails.
pub(crate) fn bundle(project: &Project, compiled: &Path, smallest: bool) -> Result<Bundle> {
    let Split { main, mut parts } = split::split(project, compiled)?;
    let folder = project.target("bindgen");
    let mut module = folder.join(format!("{NAME}_bg.wasm"));
    let script = folder.join(format!("{NAME}.js"));
    let stamp = Stamp::new(project, "bindgen")
        .file(&main)
        .file(&project.path(LOADER))
        .text(env!("CARGO_PKG_VERSION"))
        .seal();
    if !stamp.is_current(&[&module, &script]) {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Bindgen::new()
            .input_path(&main)
            .web(true)
            .and_then(|bindgen| {
                bindgen
                    .typescript(false)
                    .out_name(NAME)
                    // The parts find memory, table and stack among the exports.
                    .keep_lld_exports(true)
                    .remove_name_section(true)
                    .remove_producers_section(true)
                    .generate(&folder)
            })
            .with_context(|| format!("wasm-bindgen could not read {}", project.shown(&main)))?;
        let glue = fs::read_to_string(&script)?;
        let loader = fs::read_to_string(project.path(LOADER))?;
        fs::write(&script, with_loader(&glue, &loader)?)?;
        stamp.keep()?;
    }
    let snippets = folder.join("snippets");
    if smallest {
        module = optimise(project, NAME, &module)?;
        for part in &mut parts {
            part.file = optimise(project, &part.name, &part.file)?;
        }
    }
    Ok(Bundle {
        module,
        parts,
        script,
        snippets,
    })
}

/// The glue with the loader in it instead of imports of it: one request less, and no circle of two modules.
fn with_loader(glue: &str, loader: &str) -> Result<String> {
    let wanted = format!(" from \"{}\"", split::LOADER);
    let mut whole = loader.to_owned();
    let mut found = false;
    for line in glue.lines() {
        let import = line
            .strip_prefix("import * as ")
            .map(|rest| rest.trim_end_matches(';'));
        if let Some(name) = import.and_then(|rest| rest.strip_suffix(&wanted)) {
            found = true;
            whole.push_str(&format!("const {name} = parts;"));
        } else {
            whole.push_str(line);
        }
        whole.push('\n');
    }
    ensure!(found, "the glue does not import {}", split::LOADER);
    Ok(whole)
}

fn optimise(project: &Project, name: &str, module: &Path) -> Result<PathBuf> {
    let folder = project.target("smallest");
    fs::create_dir_all(&folder)?;
    let smallest = folder.join(format!("{name}.wasm"));
    let stamp = Stamp::new(project, &format!("wasm-opt-{name}"))
        .file(module)
        .file(&project.path("style/package-lock.json"))
        .text(&[&OPTIMISE[..], &ARRANGE, &FEATURES].concat().join(" "))
        .seal();
    if stamp.is_current(&[&smallest]) {
        return Ok(smallest);
    }
    let packages = npm::install(project, "style")?;
    let start = Instant::now();
    let run = |passes: &[&str], from: &Path, to: &Path| {
        let mut command = Command::new("node");
        command
            .arg(packages.join("binaryen/bin/wasm-opt"))
            .args(passes)
            .args(FEATURES)
            .arg(from)
            .arg("-o")
            .arg(to);
        process::must_run(project, "wasm-opt", &mut command)
    };
    let between = folder.join(format!("{name}.named.wasm"));
    run(&OPTIMISE, module, &between)?;
    fs::write(&between, order::named_by_place(&fs::read(&between)?)?)?;
    run(&ARRANGE, &between, &smallest)?;
    fs::remove_file(&between)?;
    stamp.keep()?;
    let (before, after) = (fs::metadata(module)?.len(), fs::metadata(&smallest)?.len());
    say::line(format!(
        "wasm-opt: {name} from {} to {} in {}.",
        say::bytes(before),
        say::bytes(after),
        say::duration(start.elapsed())
    ));
    Ok(smallest)
}
