//! `cargo xtask <command>`: the one tool that builds, runs, tests and measures the project.
//! It knows programs, files and their order; what the console does is none of its business.

mod apiserver;
mod assets;
mod bench;
mod bindgen;
mod budget;
mod build;
mod cargo;
mod chromium;
mod dev;
mod npm;
mod order;
mod process;
mod project;
mod run;
mod say;
mod screenshots;
mod served;
mod split;
mod stamp;
mod style;
mod test;
mod tidy;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::Project;

/// Builds, runs, tests and measures Registry Console.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A release: the server's binary, and the pages with hashed names and compressed copies
    Build,
    /// Build what changed and run the console, with the embedded sandbox unless a kubeconfig is given
    Run(run::RunOptions),
    /// Like run, and again after every change of a source
    Dev(run::RunOptions),
    /// Every check, or the named parts and features; the last line is the sum
    Test(test::TestOptions),
    /// Measure bytes, build times, the proxied call and memory against what is promised; the last two build a release,
    /// which takes many minutes the first time
    Bench(bench::BenchOptions),
    /// Pictures of every page, into target/screenshots
    Screenshots,
    /// Build kube-apiserver, etcd and kubectl, and print where they are as shell exports
    Kube,
    /// Only the pages, for a server that is started by other means
    Pages,
    /// Only the style sheet
    Css,
}

fn main() -> ExitCode {
    match obey(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command) -> Result<()> {
    let project = Project::find()?;
    match command {
        Command::Build => build::release(&project),
        Command::Run(options) => run::run(&project, &options),
        Command::Dev(options) => dev::dev(&project, &options),
        Command::Test(options) => test::test(&project, &options),
        Command::Bench(options) => bench::bench(&project, &options),
        Command::Screenshots => screenshots::take(&project),
        Command::Kube => apiserver::print_environment(&project),
        Command::Pages => build::pages(&project, build::Purpose::Local),
        Command::Css => style::build(&project).map(|_| ()),
    }
}
