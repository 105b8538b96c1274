//! The program: reads its flags, starts the log and the server, and says why when it cannot.

use clap::Parser as _;
use server::cli::Cli;
use server::{log, start};
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = log::start(cli.log_format, &cli.log) {
        return failed(&format!("--log is no filter: {error}"));
    }
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(cli.threads.get()).enable_all();
    let runtime = match runtime.build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("The server cannot start its threads: {error}")),
    };
    match runtime.block_on(start::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(why: &str) -> ExitCode {
    // Nobody is left to tell when even this cannot be written.
    let _ = writeln!(std::io::stderr(), "registry-console: {why}");
    ExitCode::FAILURE
}
