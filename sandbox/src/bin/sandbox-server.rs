//! `sandbox-server [SCENARIO] [--port N] …`: serves a scenario on loopback, for kubectl and for consoles that log people
//! in, prints its address, and ends when its standard input does.

use std::io::Write;

use clap::Parser;
use sandbox::{LoginClient, Pace, Sandbox, Scenario, token};
use tokio::io::AsyncReadExt;

/// Serves a scenario of the sandbox on loopback until standard input ends.
#[derive(Parser)]
struct Flags {
    /// What the cluster looks like; an unknown name lists them
    #[arg(default_value_t)]
    scenario: Scenario,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The host the OAuth server calls itself by: 127.0.0.1, or localhost to be another site than a console there
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Whose requests those without a credential are, as for kubectl: admin, reader, developer or nobody
    #[arg(long = "as", value_parser = person)]
    person: Option<&'static str>,
    /// The secret of the OAuth client registry-console
    #[arg(long)]
    client_secret: Option<String>,
    /// Where that client may send people back to; may be repeated
    #[arg(long)]
    redirect_uri: Vec<String>,
    /// How long its tokens last; 0 is for ever
    #[arg(long)]
    token_seconds: Option<u32>,
    /// Asks people to approve the client's scopes
    #[arg(long)]
    prompt: bool,
}

fn person(name: &str) -> Result<&'static str, String> {
    match name {
        "admin" => Ok(token::ADMIN),
        "reader" => Ok(token::READER),
        "developer" => Ok(token::DEVELOPER),
        "nobody" => Ok(token::NOBODY),
        _ => Err("the people are admin, reader, developer and nobody".to_owned()),
    }
}

impl Flags {
    fn client(&self) -> LoginClient {
        let usual = LoginClient::default();
        LoginClient {
            secret: self.client_secret.clone().unwrap_or(usual.secret),
            redirect_uris: if self.redirect_uri.is_empty() {
                usual.redirect_uris
            } else {
                self.redirect_uri.clone()
            },
            prompt: self.prompt,
            token_seconds: self.token_seconds,
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", flags.port)).await?;
    let url = format!("http://{}:{}", flags.host, listener.local_addr()?.port());
    let sandbox = Sandbox::builder(flags.scenario)
        .pace(Pace::Demo)
        .login_client(flags.client())
        .issuer(&url)
        .build();
    let mut out = std::io::stdout();
    writeln!(out, "{url} serves {}: {}", flags.scenario, flags.scenario.about())?;
    out.flush()?;
    let serve = async {
        match flags.person {
            Some(token) => sandbox.serve_as(listener, token).await,
            None => sandbox.serve(listener).await,
        }
    };
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 256];
    tokio::select! {
        ended = serve => match ended? {},
        ended = async { while input.read(&mut buffer).await? > 0 {} std::io::Result::Ok(()) } => ended?,
    }
    Ok(())
}
