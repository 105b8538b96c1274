//! `testbed [scenario]`: starts a real API server, prints the path of a kubeconfig for it, and ends when its standard
//! input does.

use std::error::Error;
use std::io::Write;
use testbed::ApiServer;
use tokio::io::AsyncReadExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scenario = match std::env::args().nth(1) {
        Some(name) => name.parse()?,
        None => sandbox::Scenario::default(),
    };
    let server = ApiServer::start(scenario).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", server.kubeconfig().display())?;
    out.flush()?;
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 256];
    while input.read(&mut buffer).await? > 0 {}
    Ok(())
}
