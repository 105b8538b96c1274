//! What measurements of the shipped server need: a real API server, `kubectl`, and the release of the server in front of
//! them, all on loopback and ended with their values. Knows how they are built and how each says that it is ready.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};
use serde_json::Value;

use crate::build::{self, Purpose};
use crate::project::Project;
use crate::served::Served;
use crate::{apiserver, cargo, process, say};

/// A program that has not said by then that it is ready never will.
const PATIENCE: Duration = Duration::from_secs(120);

/// Seals the sessions of what is measured, and of nothing else.
const SESSION_KEY: &str = "bWVhc3VyZW1lbnRzIG9ubHksIG5vdCBhIHNlY3JldCE=\n";

/// A real API server with the objects of the sandbox's default scenario.
pub(super) struct Cluster {
    /// The administrator's kubeconfig.
    pub(super) kubeconfig: PathBuf,
    /// Scheme, host and port.
    pub(super) url: String,
    /// The certificates that vouch for it.
    pub(super) ca: PathBuf,
    /// The administrator's token.
    pub(super) token: String,
    kubectl: PathBuf,
    _testbed: Helper,
}

impl Cluster {
    /// Builds what is missing (kube-apiserver and etcd once, about four minutes) and starts it.
    ///
    /// # Errors
    /// When a part cannot be built or does not start.
    pub(super) fn start(project: &Project) -> Result<Self> {
        let kube = apiserver::find(project)?;
        let mut build = cargo::native(project);
        process::must_run(project, "testbed", build.args(["build", "--package", "testbed"]))?;
        let binary = build::server_binary(project, Purpose::Local).with_file_name("testbed");
        let mut command = Command::new(binary);
        let (testbed, line) = Helper::start(command.envs(kube.environment()))?;
        let kubeconfig = PathBuf::from(line);
        let text = std::fs::read(&kubeconfig).context("the kubeconfig cannot be read")?;
        let file: Value = serde_json::from_slice(&text).context("the kubeconfig is no JSON")?;
        let word = |pointer: &str| {
            let found = file.pointer(pointer).and_then(Value::as_str);
            found
                .map(str::to_owned)
                .with_context(|| format!("the kubeconfig has no {pointer}"))
        };
        let kubectl = kube
            .environment()
            .into_iter()
            .find(|(name, _)| *name == "RC_KUBECTL");
        Ok(Self {
            url: word("/clusters/0/cluster/server")?,
            ca: word("/clusters/0/cluster/certificate-authority")?.into(),
            token: word("/users/0/user/token")?,
            kubectl: kubectl.context("there is no kubectl")?.1,
            kubeconfig,
            _testbed: testbed,
        })
    }

    /// A call of kubectl as the administrator.
    pub(super) fn kubectl(&self) -> Command {
        let mut command = Command::new(&self.kubectl);
        command.arg("--kubeconfig").arg(&self.kubeconfig);
        command
    }
}

/// Builds the server as it is shipped, if it is not there. From nothing that takes many minutes.
///
/// # Errors
/// When it does not compile.
pub(super) fn build_server(project: &Project) -> Result<PathBuf> {
    say::line("Release build of the server: many minutes the first time.");
    build::server(project, Purpose::Release)
}

/// The shipped server with both doors of a deployment in front of a cluster.
pub(super) struct Deployed {
    /// The route door, where the administrator is logged in.
    pub(super) route: Served,
    /// Scheme, host and port of the console door.
    pub(super) console: String,
}

/// Starts it, without TLS: what stands in front of it in a cluster brings that.
///
/// # Errors
/// When it does not start.
pub(super) fn serve(project: &Project, binary: &Path, cluster: &Cluster) -> Result<Deployed> {
    let folder = project.target("bench");
    std::fs::create_dir_all(&folder)?;
    let keys = folder.join("session-key");
    std::fs::write(&keys, SESSION_KEY)?;
    let (route, console) = free_ports()?;
    let origin = format!("http://127.0.0.1:{route}");
    let mut command = Command::new(binary);
    command
        .arg(format!("--route-listen=127.0.0.1:{route}"))
        .arg(format!("--route-url={origin}"))
        .args(["--login=token", "--session-key"])
        .arg(keys)
        .arg(format!("--console-listen=127.0.0.1:{console}"))
        .args(["--console-plain", "--api-server", &cluster.url, "--api-ca"])
        .arg(&cluster.ca)
        .arg("--site")
        .arg(project.site());
    Ok(Deployed {
        route: Served::with_token(&mut command, &cluster.token)?,
        console: format!("http://127.0.0.1:{console}"),
    })
}

/// Two ports that were free a moment ago.
fn free_ports() -> Result<(u16, u16)> {
    let any = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let (one, other) = (any()?, any()?);
    Ok((one.local_addr()?.port(), other.local_addr()?.port()))
}

/// A program that runs while something is measured.
pub(super) struct Helper {
    child: Child,
    input: Option<ChildStdin>,
}

impl Helper {
    /// Starts it and waits for the first line it prints.
    ///
    /// # Errors
    /// When it ends or stays silent instead.
    pub(super) fn start(command: &mut Command) -> Result<(Self, String)> {
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} did not start", command.get_program().to_string_lossy()))?;
        let mut helper = Self { child, input: None };
        helper.input = helper.child.stdin.take();
        let output = helper.child.stdout.take().context("no output to read")?;
        let (sender, lines) = mpsc::channel();
        // Reads to the end, so that the program never waits for a reader; ends with it.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // The receiver is gone once the first line is known.
                let _ = sender.send(line);
            }
        });
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => Ok((helper, line)),
            Err(_) => bail!("{} said nothing", command.get_program().to_string_lossy()),
        }
    }

    /// Asks it to end, where the end of its input does not mean that.
    pub(super) fn stop(&self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself, which is what is wanted.
            let _ = rustix::process::kill_process(pid, Signal::TERM);
        }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
