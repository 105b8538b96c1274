//! `cargo xtask bench`: measures, compares with what the project promises, prints a table and keeps it as JSON.
//! Knows which measurements there are; each lives in a module of its own.
//!
//! A new measurement is a module with a function `fn(&Project, &BenchOptions) -> Result<Vec<Row>>` and a line in
//! [`ALL`].

mod build_time;
mod bytes;
mod memory;
mod proxy;
mod real;

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
const ALL: [(&str, Measure); 4] = [
    ("bytes", bytes::measure),
    ("build", build_time::measure),
    ("proxy", proxy::measure),
    ("memory", memory::measure),
];

/// The unit of a figure divided by another of its kind.
const RATIO: &str = "ratio";

/// One measured figure.
struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    /// What it may be; `None` where nothing is promised.
    budget: Option<Budget>,
}

/// What is promised of a figure.
#[derive(Clone, Copy)]
enum Budget {
    AtMost(f64),
    AtLeast(f64),
}

impl Budget {
    fn is_kept(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }

    /// The words and the number.
    fn told(self) -> (&'static str, f64) {
        match self {
            Self::AtMost(most) => ("at most", most),
            Self::AtLeast(least) => ("at least", least),
        }
    }
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
        self.budget = Some(Budget::AtMost(budget));
        self
    }

    /// The same figure with the least it may be.
    fn at_least(mut self, budget: f64) -> Self {
        self.budget = Some(Budget::AtLeast(budget));
        self
    }

    fn is_kept(&self) -> bool {
        self.budget.is_none_or(|budget| budget.is_kept(self.value))
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
                let (bound, budget) = budget.told();
                let kept = if row.is_kept() { "kept" } else { "BROKEN" };
                format!("  {bound} {budget}: {kept}")
            });
            let decimals = if row.unit == RATIO { 2 } else { 1 };
            say::line(format!(
                "  {:48} {:>12.decimals$} {:6}{budget}",
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
            .map(|row| {
                let (bound, budget) = row.budget.map(Budget::told).unzip();
                json!({"what": row.what, "value": row.value, "unit": row.unit, "budget": budget, "bound": bound})
            })
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
