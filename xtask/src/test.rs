//! `cargo xtask test`: every check of the project, in parts that can be run alone. Knows the order of the parts and
//! adds up what they say; what each part runs is said in [`parts`].

mod count;
mod native;
mod parts;
mod supply;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use crate::project::Project;
use crate::say;
use count::Count;
use parts::Part;
pub(crate) use parts::playwright;

/// What is tested.
#[derive(Debug, Args)]
pub(crate) struct TestOptions {
    /// Parts (lint, unit, contract, endpoints, views, e2e, deploy, supply, artefact) or features (storage, trust, …); none means all
    names: Vec<String>,
    /// Also what takes long: the release's artefact, and tests that ask for it with RC_LONG=1
    #[arg(long)]
    long: bool,
}

/// Runs the wanted checks; the last line printed is their sum.
///
/// # Errors
/// When any check fails.
pub(crate) fn test(project: &Project, options: &TestOptions) -> Result<()> {
    let mut results = Vec::new();
    let mut runner = parts::Runner::new(project, options.long);
    for part in wanted(options) {
        say::line(format!("── {}", part.name()));
        let start = Instant::now();
        // A part that could not even begin is one failure, said in words; the others still run.
        let count = runner.run(&part).unwrap_or_else(|error| {
            say::failure(&format!("{error:#}"));
            Count::failed()
        });
        results.push((part.name(), count, start.elapsed()));
    }
    report(&results)
}

fn wanted(options: &TestOptions) -> Vec<Part> {
    if options.names.is_empty() {
        let all = Part::ALL
            .into_iter()
            .filter(|part| options.long || !part.is_long());
        return all.collect();
    }
    options.names.iter().map(|name| Part::named(name)).collect()
}

fn report(results: &[(String, Count, Duration)]) -> Result<()> {
    say::line("");
    for (name, count, time) in results {
        let time = say::duration(*time);
        say::line(format!(
            "{name:12} {:>6} passed {:>4} failed {time:>12}",
            count.passed, count.failed
        ));
    }
    let sum = results
        .iter()
        .fold(Count::default(), |sum, (_, count, _)| sum + *count);
    say::line(format!("{} passed, {} failed", sum.passed, sum.failed));
    if sum.failed > 0 {
        bail!("Output of every part: target/logs/test-*.log");
    }
    Ok(())
}
