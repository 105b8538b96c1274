//! `testbed [scenario]` starts a real API server, `testbed --simulated [scenario]` serves the sandbox. It prints the path
//! of a kubeconfig for it, and ends when its standard input does. `testbed --certificates FOLDER` makes certificates
//! instead.
//!
//! Each line of its input makes the cluster fail or mends it, and is answered with `done <line>`: `down` and `up` for
//! both; `expire`, `renew` (every token), `bootstrap` (the operator comes up), `slow`, `fast` (5 s for every answer),
//! `forget` (watches end and cannot be resumed), `close` and `cut` (every connection, in order or not) for the sandbox
//! alone.

use clap::Parser;
use sandbox::Scenario;
use std::error::Error;
use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;
use testbed::{ApiServer, OidcIssuer, Simulated, certificates};
use tokio::io::{AsyncBufReadExt, BufReader};

/// Starts a cluster until standard input ends.
#[derive(Parser)]
struct Flags {
    /// Whose objects it holds: a scenario of the sandbox
    #[arg(default_value_t)]
    scenario: Scenario,
    /// Serves the sandbox instead of a real API server
    #[arg(long, conflicts_with = "oidc_issuer")]
    simulated: bool,
    /// An issuer whose ID tokens it takes, too: its https address
    #[arg(long, requires = "oidc_ca", requires = "oidc_audience")]
    oidc_issuer: Option<String>,
    /// The certificate of the issuer's authority
    #[arg(long, requires = "oidc_issuer")]
    oidc_ca: Option<PathBuf>,
    /// For whom the issuer's tokens must be made out
    #[arg(long, requires = "oidc_issuer")]
    oidc_audience: Option<String>,
    /// Starts nothing: writes ca.pem, cert.pem and key.pem to this folder, and prints it
    #[arg(long, conflicts_with = "scenario", conflicts_with = "oidc_issuer")]
    certificates: Option<PathBuf>,
    /// A name or IP address in the certificate; may be repeated [default: localhost and 127.0.0.1]
    #[arg(long, requires = "certificates")]
    name: Vec<String>,
}

impl Flags {
    fn issuer(&self) -> Result<Option<OidcIssuer>, Box<dyn Error>> {
        let (Some(url), Some(ca), Some(audience)) = (&self.oidc_issuer, &self.oidc_ca, &self.oidc_audience)
        else {
            return Ok(None);
        };
        Ok(Some(OidcIssuer {
            url: url.clone(),
            ca: std::fs::read_to_string(ca)?,
            audience: audience.clone(),
        }))
    }

    fn names(&self) -> Vec<String> {
        if self.name.is_empty() {
            return vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        }
        self.name.clone()
    }
}

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let flags = Flags::parse();
    if let Some(folder) = &flags.certificates {
        certificates(folder, &flags.names())?;
        return Ok(say(folder.display())?);
    }
    let mut cluster = if flags.simulated {
        let sandbox = Simulated::start(flags.scenario).await?;
        say(sandbox.kubeconfig().display())?;
        Cluster::Simulated(sandbox)
    } else {
        let issuer = flags.issuer()?;
        let server = ApiServer::start_trusting(flags.scenario, issuer.as_ref()).await?;
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

fn say(line: impl Display) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()
}
