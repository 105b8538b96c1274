//! From flags to a running server and back to the shell.

mod deployed;
mod local;

use crate::assets::{Site, SiteError};
use crate::cli::Cli;
use crate::doors::keys::KeyError;
use crate::follow::Unreadable;
use crate::guard::NoBase;
use crate::outbound::NoCertificate;
use crate::random::NoRandomness;
use crate::tls::TlsError;
use cluster::ConnectError;
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
    /// Tokens would travel in clear.
    #[error(
        "The console door carries tokens and needs a certificate: give --console-cert and --console-key."
    )]
    NoTls,
    /// The address cannot be listened on.
    #[error("{0} cannot be listened on ({1}). Choose another port.")]
    Listen(SocketAddr, io::ErrorKind),
    /// The built pages are not there.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The cluster cannot be used.
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
    /// A file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The session keys are none.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The certificate or key of a listener.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The authorities of the login service.
    #[error(transparent)]
    Authorities(#[from] NoCertificate),
    /// The console's address.
    #[error(transparent)]
    Base(#[from] NoBase),
    /// Nothing says where the API server is.
    #[error("Nothing says where the API server is. Give --api-server, or run in a pod.")]
    NoApiServer,
    /// The client's secret.
    #[error("The file of the OAuth client's secret is empty.")]
    NoSecret,
}

/// Runs the server until it is asked to end.
///
/// # Errors
/// When it cannot start.
pub async fn run(cli: Cli) -> Result<(), StartError> {
    let site = Arc::new(Site::load(&cli.site)?);
    let (end, ending) = watch::channel(false);
    watch_signals(end).map_err(|error| StartError::Signals(error.kind()))?;
    if cli.doors.any() {
        deployed::run(cli.doors, site, ending).await
    } else {
        local::run(&cli, site, ending).await
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |error: io::Error| StartError::Listen(address, error.kind());
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}

/// One line for whoever started the server. The socket listens already: whoever reads it gets an answer.
fn tell(line: &str) {
    if writeln!(io::stdout(), "{line}").is_err() {
        tracing::warn!("the console's address could not be written");
    }
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
