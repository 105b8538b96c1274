//! How long a build takes: when nothing changed, and from nothing. Knows cargo's calls, not what they compile.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use super::{BenchOptions, Row};
use crate::build::{self, Purpose};
use crate::project::Project;
use crate::{process, say};

/// Seconds that a start may take when nothing changed.
const WARM: f64 = 10.0;

/// Measures the build that `run` waits for.
///
/// # Errors
/// When something does not build.
pub(super) fn measure(project: &Project, options: &BenchOptions) -> Result<Vec<Row>> {
    let local = || -> Result<f64> {
        let start = Instant::now();
        build::pages(project, Purpose::Local)?;
        build::server(project, Purpose::Local)?;
        Ok(start.elapsed().as_secs_f64())
    };
    local()?;
    let mut rows = vec![Row::new("nothing changed", local()?, "s").at_most(WARM)];
    if options.cold {
        let target = project.target("bench-cold");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        say::line("Building everything from nothing in a folder of its own.");
        let mut command = Command::new(std::env::current_exe()?);
        command
            .current_dir(project.root())
            .arg("build")
            .env("CARGO_TARGET_DIR", &target);
        let finished = process::must_run(project, "bench-cold", &mut command)?;
        rows.push(Row::new(
            "release, from nothing",
            finished.took.as_secs_f64(),
            "s",
        ));
        fs::remove_dir_all(&target)?;
    }
    Ok(rows)
}
