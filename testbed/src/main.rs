//! `testbed [scenario]`: starts a real API server, prints the path of a kubeconfig for it, and ends when its standard
//! input does. `testbed --certificates FOLDER` makes certificates instead.

use clap::Parser;
use sandbox::Scenario;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use testbed::{ApiServer, OidcIssuer, certificates};
use tokio::io::AsyncReadExt;

/// Starts a real API server with etcd until standard input ends.
#[derive(Parser)]
struct Flags {
    /// Whose objects it holds: a scenario of the sandbox
    #[arg(default_value_t)]
    scenario: Scenario,
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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let flags = Flags::parse();
    if let Some(folder) = &flags.certificates {
        certificates(folder, &flags.names())?;
        return say(&folder.display().to_string());
    }
    let issuer = flags.issuer()?;
    let server = ApiServer::start_trusting(flags.scenario, issuer.as_ref()).await?;
    say(&server.kubeconfig().display().to_string())?;
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 256];
    while input.read(&mut buffer).await? > 0 {}
    Ok(())
}

fn say(line: &str) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
