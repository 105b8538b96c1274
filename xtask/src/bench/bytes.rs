//! The bytes of a first load, as a browser receives them from the running server.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{BenchOptions, Row};
use crate::budget;
use crate::build::{self, Purpose};
use crate::project::Project;
use crate::served::Served;

/// Thousands of bytes that markup and styles of the overview may take.
const MARKUP_AND_STYLES: f64 = 60.0;
/// The page that people come to first.
const FIRST: (&str, &str) = ("Overview", "/");

/// Loads the first page of the sandbox and everything it needs.
///
/// # Errors
/// When a part cannot be built, or the server does not answer.
pub(super) fn measure(project: &Project, _: &BenchOptions) -> Result<Vec<Row>> {
    build::pages(project, Purpose::Release)?;
    build::server(project, Purpose::Local)?;
    let server = Served::start(project)?;

    let mut rows = Vec::new();
    let mut sums = BTreeMap::new();
    let mut styles = 0.0;
    let page = ("the page (HTML)".to_owned(), FIRST.1.to_owned());
    let files = budget::files(project, FIRST.0)?
        .into_iter()
        .map(|(name, path)| (name, format!("/{path}")));
    for (name, path) in std::iter::once(page).chain(files) {
        for encoding in ["identity", "gzip", "br"] {
            let size = kilobytes(server.get(&path, encoding)?.len());
            *sums.entry(encoding).or_insert(0.0) += size;
            if encoding == "br" && (path == FIRST.1 || name.ends_with(".css")) {
                styles += size;
            }
            rows.push(Row::new(format!("{name}, {encoding}"), size, "kB"));
        }
    }
    rows.push(Row::new("HTML and CSS, br", styles, "kB").at_most(MARKUP_AND_STYLES));
    for (encoding, sum) in sums {
        let row = Row::new(format!("everything until interactive, {encoding}"), sum, "kB");
        rows.push(if encoding == "br" {
            row.at_most(kilobytes(budget::OVERVIEW))
        } else {
            row
        });
    }
    for load in budget::first_loads(project)? {
        let row = Row::new(format!("files of {}, br", load.page), kilobytes(load.size), "kB");
        rows.push(row.at_most(kilobytes(load.most)));
    }
    Ok(rows)
}

#[expect(clippy::cast_precision_loss, reason = "no answer comes near 2^53 bytes")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}
