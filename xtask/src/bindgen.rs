//! From the compiled module to what a browser loads: JavaScript glue and a module of the smallest size.
//! Knows nothing of how the module was compiled or where its files are served from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::{NAME, Project};
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

/// The browser's half of the program.
pub(crate) struct Bundle {
    /// The WebAssembly module.
    pub(crate) module: PathBuf,
    /// The glue that loads it; it names the module `registry-console_bg.wasm`.
    pub(crate) script: PathBuf,
    /// Scripts that crates bring along, loaded by the glue by relative path; often missing.
    pub(crate) snippets: PathBuf,
}

/// Makes the bundle from a compiled module; `smallest` runs wasm-opt over it.
///
/// # Errors
/// When the module was made for another version of wasm-bindgen, or wasm-opt fails.
pub(crate) fn bundle(project: &Project, compiled: &Path, smallest: bool) -> Result<Bundle> {
    let folder = project.target("bindgen");
    let module = folder.join(format!("{NAME}_bg.wasm"));
    let script = folder.join(format!("{NAME}.js"));
    let stamp = Stamp::new(project, "bindgen")
        .file(compiled)
        .text(env!("CARGO_PKG_VERSION"))
        .seal();
    if !stamp.is_current(&[&module, &script]) {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Bindgen::new()
            .input_path(compiled)
            .web(true)
            .and_then(|bindgen| {
                bindgen
                    .typescript(false)
                    .out_name(NAME)
                    .remove_name_section(true)
                    .remove_producers_section(true)
                    .generate(&folder)
            })
            .with_context(|| format!("wasm-bindgen could not read {}", project.shown(compiled)))?;
        stamp.keep()?;
    }
    let snippets = folder.join("snippets");
    let module = if smallest {
        optimise(project, &module)?
    } else {
        module
    };
    Ok(Bundle {
        module,
        script,
        snippets,
    })
}

fn optimise(project: &Project, module: &Path) -> Result<PathBuf> {
    let smallest = project.target("bindgen-opt.wasm");
    let stamp = Stamp::new(project, "wasm-opt")
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
    let between = project.target("bindgen-named.wasm");
    run(&OPTIMISE, module, &between)?;
    fs::write(&between, order::named_by_place(&fs::read(&between)?)?)?;
    run(&ARRANGE, &between, &smallest)?;
    fs::remove_file(&between)?;
    stamp.keep()?;
    let (before, after) = (fs::metadata(module)?.len(), fs::metadata(&smallest)?.len());
    say::line(format!(
        "wasm-opt: {} to {} in {}.",
        say::bytes(before),
        say::bytes(after),
        say::duration(start.elapsed())
    ));
    Ok(smallest)
}
