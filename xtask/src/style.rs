//! The one style sheet: PatternFly's tokens and components, utility classes and our own rules, purged to what the
//! pages use and scoped to our own root element, so that it works in a page and in a shadow root alike.
//! Knows nothing of hashes, compression or who serves it.

mod containers;
mod fonts;
mod icons;
mod literals;
mod purge;
mod scope;
mod utilities;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};

use crate::project::{NAME, Project};
use crate::stamp::Stamp;
use crate::{npm, say};

/// The class of our own root element; it carries the tokens and is the container that widths are measured on.
pub(crate) const ROOT_CLASS: &str = "rc-root";

/// PatternFly without rules for bare elements: tokens, components and layouts.
const PATTERNFLY: &str = "@patternfly/patternfly/patternfly-no-globals.css";
/// Our own rules, in the order they are read: the reset comes before PatternFly, the rest after it.
const RESET: &str = "style/reset.css";
const OWN: &str = "style/console";

/// The folders whose sources name classes.
const PAGES: [&str; 2] = ["app/src", "frontend/src"];

/// The finished style sheets and what they need.
pub(crate) struct Styles {
    /// One sheet for both doors.
    pub(crate) sheet: PathBuf,
    /// What only a page of our own may have: fonts and the bare document.
    pub(crate) page: PathBuf,
    /// The fonts that the page's sheet names by their file names.
    pub(crate) fonts: [PathBuf; 2],
}

/// Builds the style sheets unless nothing they are made of has changed.
///
/// # Errors
/// When a package cannot be fetched, or a sheet cannot be read; the message names file and line.
pub(crate) fn build(project: &Project) -> Result<Styles> {
    let packages = npm::install(project, "style")?;
    let folder = project.target("style");
    let styles = Styles {
        sheet: folder.join(format!("{NAME}.css")),
        page: folder.join("page.css"),
        fonts: fonts::FILES.map(|file| folder.join(file)),
    };
    let mut stamp = Stamp::new(project, "style")
        .tree(&project.path("style"))
        .tree(&project.path("xtask/src/style"));
    for pages in PAGES {
        stamp = stamp.tree(&project.path(pages));
    }
    let stamp = stamp.seal();
    if stamp.is_current(&[&styles.sheet, &styles.page, &styles.fonts[0], &styles.fonts[1]]) {
        say::line("Style sheet: up to date.");
        return Ok(styles);
    }
    fs::create_dir_all(&folder)?;
    fonts::subset(project, &packages, &styles.fonts)?;
    let sources = literals::Sources::read(PAGES.map(|pages| project.path(pages)))?;

    let reset = own(project, RESET)?;
    let patternfly = packages.join(PATTERNFLY);
    let patternfly = fs::read_to_string(&patternfly)
        .with_context(|| format!("{} cannot be read", patternfly.display()))?;
    let console = own_folder(project)?;
    let parts = [reset, patternfly, utilities::generate(&sources), console];
    let whole = containers::from_media(&parts.join("\n"));
    let sheet = minified(&whole, |sheet| {
        scope::to_root_class(&mut sheet.rules);
        purge::keep_used(&mut sheet.rules, &sources)
    })?;
    let page = minified(&own(project, "style/page.css")?, |_| Ok(()))?;
    // After the purge: the pages name icons by their shape alone, so no source holds these classes whole.
    let sheet = sheet + &icons::rules(project, &packages)?;
    report_unknown(&sources, &parts);

    say::line(format!("Style sheet: {}.", say::bytes(sheet.len() as u64)));
    fs::write(&styles.sheet, sheet)?;
    fs::write(&styles.page, page)?;
    stamp.keep()?;
    Ok(styles)
}

fn own(project: &Project, file: &str) -> Result<String> {
    fs::read_to_string(project.path(file)).with_context(|| format!("{file} cannot be read"))
}

/// Every sheet of our own below `style/console`, in the order of their names.
fn own_folder(project: &Project) -> Result<String> {
    let mut whole = String::new();
    for entry in walkdir::WalkDir::new(project.path(OWN)).sort_by_file_name() {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "css")
        {
            whole.push_str(&fs::read_to_string(entry.path())?);
            whole.push('\n');
        }
    }
    Ok(whole)
}

fn minified(code: &str, change: impl FnOnce(&mut StyleSheet) -> Result<()>) -> Result<String> {
    let mut sheet = StyleSheet::parse(code, ParserOptions::default()).map_err(|error| {
        let line = error
            .loc
            .as_ref()
            .and_then(|place| code.lines().nth(place.line as usize))
            .unwrap_or_default();
        anyhow!(
            "the style sheet cannot be read: {} at `{}`",
            error.kind,
            line.trim()
        )
    })?;
    change(&mut sheet)?;
    sheet
        .minify(MinifyOptions::default())
        .map_err(|error| anyhow!("{}", error.kind))?;
    let printed = sheet.to_css(PrinterOptions {
        minify: true,
        ..PrinterOptions::default()
    });
    Ok(printed.map_err(|error| anyhow!("{}", error.kind))?.code)
}

/// A class that PatternFly does not have is a typing error that no compiler finds.
fn report_unknown(sources: &literals::Sources, parts: &[String]) {
    let known = purge::class_names(&parts.join("\n"));
    let unknown: Vec<&str> = sources
        .words()
        .filter(|word| {
            let named =
                word.starts_with("pf-v6-c-") || word.starts_with("pf-v6-l-") || word.starts_with("pf-m-");
            named && !word.ends_with(['-', '_']) && !known.contains(*word)
        })
        .collect();
    if !unknown.is_empty() {
        say::line(format!(
            "Style sheet: PatternFly has no class {}.",
            unknown.join(", ")
        ));
    }
}
