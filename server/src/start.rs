//! From flags to a running server and back to the shell.

use crate::assets::{Site, SiteError};
use crate::cli::Cli;
use crate::doors::Local;
use crate::doors::local::{LIFETIME, Launch};
use crate::front::{Front, Settings};
use crate::guard::{Hosts, LAUNCH_PATH};
use crate::listen::{self, Limits};
use crate::random::{self, NoRandomness};
use crate::router::router;
use app::Console;
use app::session::Session;
use cluster::{ConnectError, Connection, User};
use registry::plan::PlanKey;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Anybody on the network could use the administrator's credential.
    #[error(
        "{0} is not a loopback address. The console holds your credential and listens on this machine only."
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("{0} cannot be listened on ({1}). Choose another port with --listen.")]
    Listen(SocketAddr, io::ErrorKind),
    /// The built pages are not there.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The kubeconfig cannot be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// No secrets can be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The kubeconfig has no user of its own.
    #[error("The kubeconfig's context names no user.")]
    NoUser,
    /// The scenario or person is not known.
    #[cfg(feature = "sandbox")]
    #[error("{0}")]
    Scenario(String),
    /// Signals cannot be received.
    #[error("Signals cannot be received ({0}).")]
    Signals(io::ErrorKind),
}

/// A cluster to show, and what the frame says about it.
struct Choice {
    user: User,
    console: Console,
    /// Whether only the browser that opens the launch address may come in.
    locked: bool,
}

/// Runs the server until it is asked to end.
///
/// # Errors
/// When it cannot start.
pub async fn run(cli: Cli) -> Result<(), StartError> {
    if !cli.listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(cli.listen));
    }
    let site = Site::load(&cli.site)?;
    let choice = choose(&cli).await?;
    let refused = |error: io::Error| StartError::Listen(cli.listen, error.kind());
    let listener = TcpListener::bind(cli.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let session = Session {
        cluster: Arc::new(choice.user.clone()),
        plan_key: PlanKey::new(random::bytes()?),
    };
    let (door, invitation) = if choice.locked {
        let (launch, token) = Launch::new(LIFETIME)?;
        let door = Local::locked(session, launch, address.port())?;
        (door, format!("{LAUNCH_PATH}?token={token}"))
    } else {
        (Local::open(session)?, String::new())
    };
    let (end, ending) = watch::channel(false);
    let front = Front::new(Settings {
        site,
        console: choice.console,
        door: door.with_user(choice.user),
        hosts: Hosts::loopback(address.port()),
        ending: ending.clone(),
    })?;
    let router = router(&front);
    watch_signals(end).map_err(|error| StartError::Signals(error.kind()))?;
    // The socket listens already: whoever reads this line gets an answer. It is the only place that shows the token.
    if writeln!(io::stdout(), "Registry Console: http://{address}{invitation}").is_err() {
        tracing::warn!("the console's address could not be written");
    }
    listen::serve(listener, router, Limits::default(), ending).await;
    Ok(())
}

/// Ends the server at Ctrl-C or a polite kill.
fn watch_signals(end: watch::Sender<bool>) -> io::Result<()> {
    #[cfg(unix)]
    let mut polite = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = polite.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        let _ = end.send(true);
    });
    Ok(())
}

async fn choose(cli: &Cli) -> Result<Choice, StartError> {
    #[cfg(feature = "sandbox")]
    if let Some(scenario) = &cli.sandbox {
        return in_sandbox(scenario.as_deref(), cli.person);
    }
    let file = cli.kubeconfig.clone().flatten();
    let connection = Connection::from_kubeconfig(file, cli.context.clone()).await?;
    let user = connection.own_user().ok_or(StartError::NoUser)?;
    Ok(Choice {
        user,
        console: Console {
            cluster: connection.describe().to_string(),
            ..Console::default()
        },
        locked: true,
    })
}

#[cfg(feature = "sandbox")]
fn in_sandbox(scenario: Option<&str>, person: Option<crate::cli::Person>) -> Result<Choice, StartError> {
    use crate::cli::Person;
    use cluster::Token;
    use sandbox::{Pace, Sandbox, Scenario, token};

    let unknown = |error: &dyn std::fmt::Display| StartError::Scenario(error.to_string());
    let scenario = match scenario {
        None => Scenario::default(),
        Some(name) => name
            .parse()
            .map_err(|error: sandbox::UnknownScenario| unknown(&error))?,
    };
    let token = match person {
        None => scenario.default_token(),
        Some(Person::Admin) => token::ADMIN,
        Some(Person::Reader) => token::READER,
        Some(Person::Developer) => token::DEVELOPER,
        Some(Person::Nobody) => token::NOBODY,
    };
    let sandbox = Sandbox::builder(scenario).pace(Pace::Demo).build();
    let token = Token::new(token).map_err(|error| unknown(&error))?;
    let user = Connection::from_service(sandbox.service()).as_user(token);
    Ok(Choice {
        user,
        console: Console {
            cluster: "sandbox".to_owned(),
            sandbox: Some(scenario.name().to_owned()),
        },
        locked: false,
    })
}
