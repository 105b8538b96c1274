//! Serves a scenario on loopback for kubectl, until standard input ends:
//! `cargo run -p sandbox --example serve -- ready-claim`.

use std::io::Write;

use sandbox::{Pace, Sandbox, Scenario};
use tokio::io::AsyncReadExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scenario = std::env::args()
        .nth(1)
        .map_or(Ok(Scenario::default()), |name| name.parse())?;
    let sandbox = Sandbox::builder(scenario).pace(Pace::Demo).build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "http://{} serves {scenario}: {}",
        listener.local_addr()?,
        scenario.about()
    )?;
    out.flush()?;
    let mut rest = Vec::new();
    let mut input = tokio::io::stdin();
    tokio::select! {
        ended = sandbox.serve_as(listener, scenario.default_token()) => match ended? {},
        read = input.read_to_end(&mut rest) => { read?; }
    }
    Ok(())
}
