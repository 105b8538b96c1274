//! The log: lines for people or for machines, never with what a request carried.

use std::io::{self, IsTerminal as _};
use std::panic;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts writing lines to standard error.
///
/// # Errors
/// When `filter` is no filter.
pub fn start(format: Format, filter: &str) -> Result<(), ParseError> {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(filter)?)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match format {
        Format::Text => builder.with_target(false).compact().init(),
        Format::Json => builder.json().init(),
    }
    // The message of a panic may quote anything; the place is enough to find it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
    Ok(())
}
