//! The bytes of a first load, as a browser receives them from the running server. Knows which files a page loads.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use super::{BenchOptions, Row};
use crate::build::{self, Purpose};
use crate::project::{NAME, Project};
use crate::served::Served;

/// Thousands of bytes that markup and styles may take, and everything until the page reacts.
const MARKUP_AND_STYLES: f64 = 60.0;
const EVERYTHING: f64 = 350.0;

/// Loads the first page of the sandbox and everything it needs.
///
/// # Errors
/// When a part cannot be built, or the server does not answer.
pub(super) fn measure(project: &Project, _: &BenchOptions) -> Result<Vec<Row>> {
    build::pages(project, Purpose::Release)?;
    build::server(project, Purpose::Local)?;
    let list = fs::read(project.site().join("assets.json")).context("the site has no list of its files")?;
    let list: BTreeMap<String, String> = serde_json::from_slice(&list)?;
    let server = Served::start(project)?;

    let mut rows = Vec::new();
    let mut sums = BTreeMap::new();
    let mut styles = 0.0;
    let page = ("the page (HTML)".to_owned(), "/".to_owned());
    let files = [
        "page.css",
        "red-hat-text.woff2",
        &format!("{NAME}.css"),
        &format!("{NAME}.js"),
        &format!("{NAME}.wasm"),
    ]
    .map(str::to_owned)
    .into_iter()
    .filter_map(|name| list.get(&name).map(|path| (name, format!("/{path}"))));
    for (name, path) in std::iter::once(page).chain(files) {
        for encoding in ["identity", "gzip", "br"] {
            let size = kilobytes(server.get(&path, encoding)?.len());
            *sums.entry(encoding).or_insert(0.0) += size;
            if encoding == "br" && (path == "/" || name.ends_with(".css")) {
                styles += size;
            }
            rows.push(Row::new(format!("{name}, {encoding}"), size, "kB"));
        }
    }
    rows.push(Row::new("HTML and CSS, br", styles, "kB").at_most(MARKUP_AND_STYLES));
    for (encoding, sum) in sums {
        let row = Row::new(format!("everything until interactive, {encoding}"), sum, "kB");
        rows.push(if encoding == "br" {
            row.at_most(EVERYTHING)
        } else {
            row
        });
    }
    Ok(rows)
}

#[expect(clippy::cast_precision_loss, reason = "no answer comes near 2^53 bytes")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}
