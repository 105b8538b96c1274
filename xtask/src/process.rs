//! Running other programs: output to a log, its end shown when they fail. Knows nothing of what they build.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// How much of a log is shown when its program fails, in bytes.
const TAIL: u64 = 6 * 1024;

/// What a finished program left behind.
pub(crate) struct Finished {
    /// Whether it ended with status 0.
    pub(crate) ok: bool,
    /// How long it ran.
    pub(crate) took: Duration,
    /// Everything it printed.
    pub(crate) log: PathBuf,
}

impl Finished {
    /// All that was printed; bytes that are no UTF-8 are replaced.
    pub(crate) fn text(&self) -> String {
        fs::read(&self.log)
            .map(|b| String::from_utf8_lossy(&b).into_owned())
            .unwrap_or_default()
    }
}

/// Runs a program to its end with both outputs in `target/logs/<name>.log`, whatever its status.
///
/// # Errors
/// When the log cannot be written or the program cannot be started.
pub(crate) fn run_logged(project: &Project, name: &str, command: &mut Command) -> Result<Finished> {
    let log = project.target("logs").join(format!("{name}.log"));
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let out = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .status()
        .with_context(|| format!("{} could not be started", program(command)))?;
    Ok(Finished {
        ok: status.success(),
        took: start.elapsed(),
        log,
    })
}

/// Like [`run_logged`], but a failure is an error that carries the end of the log.
///
/// # Errors
/// When the program cannot be started or ends with another status than 0.
pub(crate) fn must_run(project: &Project, name: &str, command: &mut Command) -> Result<Finished> {
    let finished = run_logged(project, name, command)?;
    if !finished.ok {
        bail!(
            "{}\n{} failed; all of its output: {}",
            tail(&finished.log),
            program(command),
            project.shown(&finished.log)
        );
    }
    Ok(finished)
}

/// The standard output of a short question to a program; `None` when it cannot answer.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where a program lies on `PATH`.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path: OsString = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The last lines of a log.
pub(crate) fn tail(log: &Path) -> String {
    let read = || -> std::io::Result<String> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let cut = length > TAIL;
        Ok(text
            .split_once('\n')
            .filter(|_| cut)
            .map_or(text.clone(), |(_, whole)| whole.to_owned()))
    };
    read().unwrap_or_default()
}

fn program(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem();
    let words = name
        .into_iter()
        .chain(command.get_args())
        .filter(|word| *word != "--color=never")
        .take(4);
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
