//! A console that runs while something is measured, and ends with it. Knows how the server says that it answers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};

use crate::project::Project;
use crate::run::RunOptions;

/// The line that the server prints once it answers starts with this; an address follows.
const READY: &str = "Registry Console: ";
/// A server that has not answered by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running console.
pub(crate) struct Served {
    child: Child,
    origin: String,
    cookie: String,
    agent: ureq::Agent,
}

impl Served {
    /// Starts the console that was built last, on a free port, and signs in by the address it prints.
    ///
    /// # Errors
    /// When it ends or stays silent instead of answering.
    pub(crate) fn start(project: &Project) -> Result<Self> {
        let options = RunOptions::default();
        Self::by(&mut options.server(project, options.port()?))
    }

    /// Starts this console and signs in by the address it prints.
    ///
    /// # Errors
    /// When it ends or stays silent instead of answering.
    pub(crate) fn by(command: &mut Command) -> Result<Self> {
        let (mut served, address) = Self::launch(command)?;
        let path_at = address
            .match_indices('/')
            .nth(2)
            .map_or(address.len(), |(at, _)| at);
        let (origin, path) = address.split_at(path_at);
        served.origin = origin.to_owned();
        if !path.is_empty() && path != "/" {
            // The path carries a token, so no message names it.
            let opened = served.agent.get(format!("{origin}{path}")).call();
            served.remember(&opened.context("signing in failed")?);
        }
        Ok(served)
    }

    /// Starts this console and logs in at its route door with a token.
    ///
    /// # Errors
    /// When it ends or stays silent, or does not take the token.
    pub(crate) fn with_token(command: &mut Command, token: &str) -> Result<Self> {
        let (mut served, address) = Self::launch(command)?;
        served.origin = address.split(' ').next().unwrap_or_default().to_owned();
        let opened = served
            .agent
            .post(format!("{}/login/token", served.origin))
            .header("origin", &served.origin)
            .header("sec-fetch-site", "same-origin")
            .send_form([("token", token)]);
        served.remember(&opened.context("logging in failed")?);
        Ok(served)
    }

    /// Starts it and waits for the address it prints.
    fn launch(command: &mut Command) -> Result<(Self, String)> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the server did not start")?;
        let output = child.stdout.take().context("the server has no output")?;
        let (sender, lines) = mpsc::channel();
        // Reads to the end, so that the server never waits for a reader; ends with the server.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // The receiver is gone once the address is known.
                let _ = sender.send(line);
            }
        });
        let agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        let mut served = Self {
            child,
            origin: String::new(),
            cookie: String::new(),
            agent,
        };
        let address = served.address(&lines)?;
        Ok((served, address))
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The value of the `Cookie` header that stands for the session.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The body of an answer as it was sent, still in the encoding that was asked for.
    ///
    /// # Errors
    /// When the answer is not 200.
    pub(crate) fn get(&self, path: &str, encoding: &str) -> Result<Vec<u8>> {
        let request = self.agent.get(format!("{}{path}", self.origin));
        let request = request
            .header("accept-encoding", encoding)
            .header("cookie", &self.cookie);
        let mut answer = request
            .header("accept", "*/*")
            .call()
            .with_context(|| format!("GET {path}"))?;
        if answer.status().as_u16() != 200 {
            bail!("GET {path} answered {}", answer.status());
        }
        Ok(answer.body_mut().with_config().limit(u64::MAX).read_to_vec()?)
    }

    fn address(&mut self, lines: &mpsc::Receiver<String>) -> Result<String> {
        loop {
            match lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    if let Some((_, address)) = line.split_once(READY) {
                        return Ok(address.trim().to_owned());
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    bail!("the server ended with {}", self.child.wait()?)
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    bail!("the server did not answer within {PATIENCE:?}")
                }
            }
        }
    }

    /// Keeps the cookies of an answer, as a browser does.
    fn remember(&mut self, answer: &ureq::http::Response<ureq::Body>) {
        let cookies = answer
            .headers()
            .get_all("set-cookie")
            .into_iter()
            .filter_map(|cookie| cookie.to_str().ok())
            .filter(|cookie| !cookie.contains("Max-Age=0"));
        let pairs: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        self.cookie = pairs.join("; ");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself, which is what is wanted.
            let _ = rustix::process::kill_process(pid, Signal::TERM);
        }
        let _ = self.child.wait();
    }
}
