//! The memory of the shipped server: idle, and with pages open. Knows where Linux tells a process's memory and how a
//! page holds its event stream; a real API server stands behind, because a release has no sandbox.

use std::io::Read as _;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use ureq::{Agent, BodyReader};

use super::proxy::median;
use super::real::{self, Cluster};
use super::{BenchOptions, Row};
use crate::build::{self, Purpose};
use crate::project::Project;
use crate::served::Served;

/// MiB that an idle server may take, and one with [`PAGES`] open pages.
const IDLE: f64 = 24.0;
const OPEN: f64 = 64.0;
/// Pages open at once.
const PAGES: u32 = 100;
/// Streams that the server allows one session; more pages are open, but not live.
const LIVE: u32 = 8;
/// An answer that is not there by then never comes.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often memory is looked at until it stays, in KiB, and how often at most.
const LOOK: Duration = Duration::from_millis(200);
const STEADY: f64 = 64.0;
const LOOKS: usize = 50;

/// Opens pages and looks at the server's memory.
///
/// # Errors
/// When a part cannot be built or started, a page does not open, or this is no Linux.
pub(super) fn measure(project: &Project, _: &BenchOptions) -> Result<Vec<Row>> {
    build::pages(project, Purpose::Release)?;
    let binary = real::build_server(project)?;
    let cluster = Cluster::start(project)?;
    let server = real::serve(project, &binary, &cluster)?;
    let idle = steady(server.pid())?;
    let mut open = vec![Page::open(&server, true)?];
    let one = steady(server.pid())?;
    while open.len() < LIVE as usize {
        open.push(Page::open(&server, true)?);
    }
    let live = steady(server.pid())?;
    while open.len() < 10 {
        open.push(Page::open(&server, false)?);
    }
    let ten = steady(server.pid())?;
    while open.len() < PAGES as usize {
        open.push(Page::open(&server, false)?);
    }
    let hundred = steady(server.pid())?;
    let peak = status(server.pid(), "VmHWM")?;
    let each = (live - one) / f64::from(LIVE - 1);
    Ok(vec![
        Row::new("idle after the start", idle / 1024.0, "MiB").at_most(IDLE),
        Row::new("1 open page", one / 1024.0, "MiB"),
        Row::new(format!("{LIVE} open pages, all live"), live / 1024.0, "MiB"),
        Row::new(format!("10 open pages, {LIVE} live"), ten / 1024.0, "MiB"),
        Row::new(
            format!("{PAGES} open pages, {LIVE} live"),
            hundred / 1024.0,
            "MiB",
        )
        .at_most(OPEN),
        Row::new("peak of all that", peak / 1024.0, "MiB"),
        Row::new("each live page after the first", each, "KiB"),
        Row::new(
            "each page that is open but not live",
            (hundred - ten) / f64::from(PAGES - 10),
            "KiB",
        ),
        Row::new(
            format!("{PAGES} live pages, calculated"),
            (one + each * f64::from(PAGES - 1)) / 1024.0,
            "MiB",
        ),
    ])
}

/// A page as a browser holds it: a connection of its own, and the event stream where it is live.
struct Page {
    _agent: Agent,
    _stream: Option<BodyReader<'static>>,
}

impl Page {
    fn open(server: &Served, live: bool) -> Result<Self> {
        let agent: Agent = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE))
            .build()
            .into();
        let origin = server.origin();
        let page = agent.get(origin).header("cookie", server.cookie()).call();
        page.context("the page does not open")?.body_mut().read_to_vec()?;
        let stream = if live {
            let answer = agent
                .get(format!("{origin}/events?topics=overview"))
                .header("cookie", server.cookie())
                .header("origin", origin)
                .header("sec-fetch-site", "same-origin")
                .header("x-requested-with", "registry-console")
                .call()
                .context("the event stream does not open")?;
            let mut stream = answer.into_body().into_reader();
            wait(&mut stream)?;
            Some(stream)
        } else {
            None
        };
        Ok(Self {
            _agent: agent,
            _stream: stream,
        })
    }
}

/// Reads until the page would have its first value.
fn wait(stream: &mut BodyReader<'static>) -> Result<()> {
    let mut text = Vec::new();
    let mut piece = [0; 4096];
    while !String::from_utf8_lossy(&text).contains("event: overview") {
        match stream.read(&mut piece)? {
            0 => bail!("the event stream ended"),
            read => text.extend_from_slice(piece.get(..read).unwrap_or_default()),
        }
    }
    Ok(())
}

/// The resident memory in KiB once it stays where it is; after a while, the median of what it was.
fn steady(pid: u32) -> Result<f64> {
    let mut seen = Vec::new();
    while seen.len() < LOOKS {
        seen.push(status(pid, "VmRSS")?);
        if let [.., a, b, c, d] = seen[..]
            && [a, b, c].iter().all(|value| (value - d).abs() <= STEADY)
        {
            return Ok(d);
        }
        sleep(LOOK);
    }
    Ok(median(seen))
}

/// A field of the process's status, in KiB.
fn status(pid: u32, field: &str) -> Result<f64> {
    let path = format!("/proc/{pid}/status");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
    kibibytes(&text, field).with_context(|| format!("{path} has no {field}"))
}

fn kibibytes(status: &str, field: &str) -> Option<f64> {
    let mut lines = status.lines();
    let value = lines.find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    value.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_line_of_its_field() {
        let text = "Name:\tregistry-console\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(kibibytes(text, "VmRSS"), Some(10240.0));
        assert_eq!(kibibytes(text, "VmHWM"), Some(20480.0));
        for field in ["VmR", "VmSwap", "Name", ""] {
            assert_eq!(kibibytes(text, field), None, "{field}");
        }
    }
}
