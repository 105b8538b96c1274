//! `cargo xtask bench`: measures, compares with what the project promises, prints a table and keeps it as JSON.
//! Knows which measurements there are; each lives in a module of its own.
//!
//! A new measurement is a module with a function `fn(&Project, &BenchOptions) -> Result<Vec<Row>>` and a line in
//! [`ALL`].

mod build_time;
mod bytes;

use std::fs;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;

use crate::project::Project;
use crate::say;

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct BenchOptions {
    /// Names of measurements; none means all
    names: Vec<String>,
    /// Also what starts from nothing: a build without any result of an earlier one, many minutes
    #[arg(long)]
    cold: bool,
}

type Measure = fn(&Project, &BenchOptions) -> Result<Vec<Row>>;

/// Every measurement by name.
const ALL: [(&str, Measure); 2] = [("bytes", bytes::measure), ("build", build_time::measure)];

/// One measured figure.
struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    /// The most it may be; `None` where nothing is promised.
    budget: Option<f64>,
}

impl Row {
    /// A figure without a promise.
    fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            value,
            unit,
            budget: None,
        }
    }

    /// The same figure with the most it may be.
    fn at_most(mut self, budget: f64) -> Self {
        self.budget = Some(budget);
        self
    }

    fn is_kept(&self) -> bool {
        self.budget.is_none_or(|budget| self.value <= budget)
    }
}

/// Measures what is wanted.
///
/// # Errors
/// When a name is unknown, something cannot be measured, or a promise is broken.
pub(crate) fn bench(project: &Project, options: &BenchOptions) -> Result<()> {
    if let Some(unknown) = options
        .names
        .iter()
        .find(|name| !ALL.iter().any(|(known, _)| known == name))
    {
        bail!(
            "No measurement is called `{unknown}`; there are {}.",
            ALL.map(|(name, _)| name).join(", ")
        );
    }
    let folder = project.target("bench");
    fs::create_dir_all(&folder)?;
    let mut broken = Vec::new();
    for (name, measure) in ALL {
        if !options.names.is_empty() && !options.names.iter().any(|wanted| wanted == name) {
            continue;
        }
        let rows = measure(project, options)?;
        say::line(format!("\n{name}"));
        for row in &rows {
            let budget = row.budget.map_or_else(String::new, |budget| {
                format!(
                    "  at most {budget:.0}: {}",
                    if row.is_kept() { "kept" } else { "BROKEN" }
                )
            });
            say::line(format!(
                "  {:40} {:>12.1} {:6}{budget}",
                row.what, row.value, row.unit
            ));
        }
        broken.extend(
            rows.iter()
                .filter(|row| !row.is_kept())
                .map(|row| format!("{name}: {}", row.what)),
        );
        let rows: Vec<_> = rows
            .iter()
            .map(|row| json!({"what": row.what, "value": row.value, "unit": row.unit, "budget": row.budget}))
            .collect();
        fs::write(
            folder.join(format!("{name}.json")),
            serde_json::to_vec_pretty(&json!({"rows": rows}))?,
        )?;
    }
    if !broken.is_empty() {
        bail!("Broken promises: {}", broken.join(", "));
    }
    Ok(())
}
