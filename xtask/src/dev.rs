//! `cargo xtask dev`: like `run`, and again after every change of a source. Knows which folders decide what.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{RecursiveMode, Watcher};

use crate::build::{self, Purpose};
use crate::project::Project;
use crate::run::{RunOptions, Servers};
use crate::say;

/// What a change is looked for in.
const WATCHED: [&str; 8] = [
    "app", "cluster", "frontend", "public", "registry", "sandbox", "server", "style",
];
/// Editors write a file in several steps, and several files at once.
const SETTLED: Duration = Duration::from_millis(200);
/// How often the end of the server is noticed while no source changes.
const LOOK: Duration = Duration::from_millis(500);

/// Builds, runs, and does so again after each change, until it is asked to end.
///
/// # Errors
/// When files cannot be watched or the port is taken; a source that does not compile is only reported.
pub(crate) fn dev(project: &Project, options: &RunOptions) -> Result<()> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && is_change(&event)
        {
            // The receiver is gone only when the tool is about to end.
            let _ = sender.send(());
        }
    })
    .context("files cannot be watched")?;
    for folder in WATCHED {
        watcher.watch(&project.path(folder), RecursiveMode::Recursive)?;
    }
    let port = options.port()?;
    let servers = Servers::watch_signals()?;
    while !servers.ended() {
        if let Err(error) = build(project) {
            say::failure(&format!("{error:#}"));
            say::line("Waiting for a change.");
            wait(&changes, || servers.ended());
            continue;
        }
        let mut child = servers.start(&mut options.server(project, port))?;
        let mut exit = None;
        wait(&changes, || {
            if exit.is_none() && !servers.ended() {
                exit = child.try_wait().ok().flatten();
                if let Some(status) = exit {
                    say::line(format!("The server ended with {status}. Waiting for a change."));
                }
            }
            servers.ended()
        });
        servers.stop();
        child.wait()?;
    }
    Ok(())
}

fn build(project: &Project) -> Result<()> {
    build::pages(project, Purpose::Local)?;
    build::server(project, Purpose::Local).map(|_| ())
}

/// Waits until sources have changed and come to rest, or the end is near.
fn wait(changes: &Receiver<()>, mut ended: impl FnMut() -> bool) {
    while !ended() {
        if changes.recv_timeout(LOOK).is_ok() {
            while changes.recv_timeout(SETTLED).is_ok() {}
            return;
        }
    }
}

fn is_change(event: &notify::Event) -> bool {
    let kind = event.kind.is_create() || event.kind.is_modify() || event.kind.is_remove();
    let ours = |path: &Path| !path.components().any(|part| part.as_os_str() == "node_modules");
    kind && event.paths.iter().any(|path| ours(path))
}
