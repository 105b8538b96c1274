//! The log: lines for people or for machines, never with what a request carried.

use std::io::{self, IsTerminal as _};
use std::panic;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

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
    let filter = EnvFilter::try_new(filter)?;
    match format {
        Format::Text => tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(io::stderr().is_terminal())
            .with_writer(io::stderr)
            .with_target(false)
            .compact()
            .init(),
        Format::Json => json(filter, io::stderr).init(),
    }
    // The message of a panic may quote anything; the place is enough to find it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
    Ok(())
}

/// One object a line, whatever stands in it.
fn json<W>(filter: EnvFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(writer)
        .json()
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_one_json_object_whatever_stands_in_it() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = json(EnvFilter::new("info"), move || writer.clone());
        let wild = "a\"b\nlevel=ERROR\r\n{\"forged\":true}\u{1b}[31m\u{202e}\0";
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "audit", event = "login", user = wild, result = "done", "audit");
            tracing::error!(path = %wild, "answered");
            tracing::debug!("below the filter");
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert_eq!(lines[0]["target"], "audit");
        assert_eq!(lines[0]["fields"]["user"], wild);
        assert_eq!(lines[1]["fields"]["path"], wild);
        assert!(
            lines
                .iter()
                .all(|line| line["timestamp"].is_string() && line.get("forged").is_none())
        );
    }
}
