//! `cargo xtask run`: builds what changed, starts the console and stays until it ends. Knows the server's flags and
//! nothing of what it does with them.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use clap::Args;
use rustix::process::{Pid, Signal};

use crate::build::{self, Purpose};
use crate::project::Project;
use crate::say;

const DEFAULT_PORT: u16 = 8080;

/// What the console shows, and where.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RunOptions {
    /// The port on 127.0.0.1; without it 8080, or a free one when that is taken
    #[arg(long)]
    port: Option<u16>,
    /// The embedded sandbox in this state; without it the sandbox's own choice
    #[arg(long, conflicts_with = "kubeconfig")]
    scenario: Option<String>,
    /// Who one is in the sandbox; without it whoever the scenario is about
    #[arg(long = "as", value_name = "PERSON", conflicts_with = "kubeconfig")]
    person: Option<String>,
    /// A real cluster: a kubeconfig file
    #[arg(long)]
    kubeconfig: Option<PathBuf>,
    /// The kubeconfig's context; without it the current one
    #[arg(long, requires = "kubeconfig")]
    context: Option<String>,
}

impl RunOptions {
    /// The server's call for these options; it serves the site that was built last.
    ///
    /// # Errors
    /// When the wanted port is taken.
    pub(crate) fn server(&self, project: &Project, port: u16) -> Command {
        let mut command = Command::new(build::server_binary(project, Purpose::Local));
        command.current_dir(project.root());
        command
            .args(["--listen", &format!("{}:{port}", Ipv4Addr::LOCALHOST)])
            .arg("--site")
            .arg(project.site());
        if let Some(file) = &self.kubeconfig {
            command.arg("--kubeconfig").arg(file);
            if let Some(context) = &self.context {
                command.args(["--context", context]);
            }
        } else {
            command.arg("--sandbox").args(&self.scenario);
            if let Some(person) = &self.person {
                command.args(["--as", person]);
            }
        }
        command
    }

    /// The port to listen on: the wanted one, else 8080, else any free one.
    ///
    /// # Errors
    /// When a wanted port is taken.
    pub(crate) fn port(&self) -> Result<u16> {
        let free =
            |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|socket| socket.local_addr());
        match self.port {
            Some(port) => match free(port) {
                Ok(_) => Ok(port),
                Err(cause) => {
                    bail!("port {port} on 127.0.0.1 is taken ({cause}); choose another with --port")
                }
            },
            None if free(DEFAULT_PORT).is_ok() => Ok(DEFAULT_PORT),
            None => {
                let port = free(0).context("no free port on 127.0.0.1")?.port();
                say::line(format!(
                    "Port {DEFAULT_PORT} is taken; using {port}. Choose one with --port."
                ));
                Ok(port)
            }
        }
    }
}

/// Builds and runs the console until it ends or is asked to.
///
/// # Errors
/// When a part cannot be built, the port is taken, or the server ends with an error.
pub(crate) fn run(project: &Project, options: &RunOptions) -> Result<()> {
    build::pages(project, Purpose::Local)?;
    build::server(project, Purpose::Local)?;
    let port = options.port()?;
    let servers = Servers::watch_signals()?;
    let status = servers.run(&mut options.server(project, port))?;
    if servers.ended() || status.success() {
        return Ok(());
    }
    bail!("the server ended with {status}")
}

/// The server that runs now, ended when this tool is asked to end.
#[derive(Clone, Default)]
pub(crate) struct Servers {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    running: Option<Pid>,
    ended: bool,
}

impl Servers {
    /// From now on Ctrl-C and a polite kill end the server, and this tool after it.
    ///
    /// # Errors
    /// When signals cannot be received.
    pub(crate) fn watch_signals() -> Result<Self> {
        let servers = Self::default();
        let at_signal = servers.clone();
        ctrlc::set_handler(move || {
            at_signal.lock().ended = true;
            at_signal.stop();
        })
        .context("signals cannot be received")?;
        Ok(servers)
    }

    /// Starts a server and waits for its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn run(&self, command: &mut Command) -> Result<std::process::ExitStatus> {
        let mut child = self.start(command)?;
        let status = child.wait()?;
        self.lock().running = None;
        Ok(status)
    }

    /// Starts a server, which [`Servers::stop`] and signals then end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(&self, command: &mut Command) -> Result<Child> {
        let child = command
            .spawn()
            .with_context(|| format!("{} could not be started", command.get_program().to_string_lossy()))?;
        self.lock().running = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        Ok(child)
    }

    /// Asks the running server to end.
    pub(crate) fn stop(&self) {
        if let Some(pid) = self.lock().running.take() {
            // It may have ended by itself a moment ago, which is what is wanted.
            let _ = rustix::process::kill_process(pid, Signal::TERM);
        }
    }

    /// Whether the user asked for the end.
    pub(crate) fn ended(&self) -> bool {
        self.lock().ended
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
