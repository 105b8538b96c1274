//! `testbed [scenario]` starts a real API server, `testbed --simulated [scenario]` serves the sandbox. It prints the path
//! of a kubeconfig for it, and ends when its standard input does.
//!
//! Each line of its input makes the cluster fail or mends it, and is answered with `done <line>`: `down` and `up` for
//! both; `expire`, `renew` (every token), `bootstrap` (the operator comes up), `slow`, `fast` (5 s for every answer) and
//! `forget` (watches end and cannot be resumed) for the sandbox alone.

use std::error::Error;
use std::io::Write;
use testbed::{ApiServer, Simulated};
use tokio::io::{AsyncBufReadExt, BufReader};

enum Cluster {
    Real(Box<ApiServer>),
    Simulated(Simulated),
}

impl Cluster {
    async fn obey(&mut self, word: &str) -> Result<bool, Box<dyn Error>> {
        match (self, word) {
            (Self::Real(server), "down") => server.kill().await?,
            (Self::Real(server), "up") => server.revive().await?,
            (Self::Real(_), _) => return Ok(false),
            (Self::Simulated(sandbox), word) => return Ok(sandbox.fail(word)),
        }
        Ok(true)
    }
}

fn say(line: impl std::fmt::Display) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let simulated = arguments.next_if(|argument| argument == "--simulated").is_some();
    let scenario = match arguments.next() {
        Some(name) => name.parse()?,
        None => sandbox::Scenario::default(),
    };
    let mut cluster = if simulated {
        let sandbox = Simulated::start(scenario).await?;
        say(sandbox.kubeconfig().display())?;
        Cluster::Simulated(sandbox)
    } else {
        let server = ApiServer::start(scenario).await?;
        say(server.kubeconfig().display())?;
        Cluster::Real(Box::new(server))
    };
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = input.next_line().await? {
        match cluster.obey(line.trim()).await {
            Ok(true) => say(format_args!("done {line}"))?,
            Ok(false) => say(format_args!("unknown {line}"))?,
            Err(error) => say(format_args!("failed {line}: {error}"))?,
        }
    }
    Ok(())
}
