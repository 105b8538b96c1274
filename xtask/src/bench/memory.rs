//! The shipped server with many people at it: its memory, and how long a call takes meanwhile. Knows where Linux tells a
//! process's memory and how a page holds its event stream; a real API server stands behind, because a release has no
//! sandbox.

use std::io::Read as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use ureq::{Agent, BodyReader};

use super::proxy::median;
use super::real::{self, Cluster};
use super::{BenchOptions, Row};
use crate::build::{self, Purpose};
use crate::project::Project;

/// MiB that an idle server may take, and one with [`PAGES`] open pages.
const IDLE: f64 = 24.0;
const OPEN: f64 = 64.0;
/// Open pages of as many people, all live.
const PAGES: usize = 100;
/// The most that are opened.
const CROWD: usize = 200;
/// Calls whose times are compared.
const CALLS: usize = 200;
/// An answer that is not there by then never comes.
const PATIENCE: Duration = Duration::from_secs(60);
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
    let pid = server.route.pid();
    let idle = steady(pid)?;
    let person = |number: usize| Page::open(&server.console, &cluster.token, number);
    let mut open = vec![person(0)?];
    let one = steady(pid)?;
    let alone = calls(&server.console, &cluster.token)?;
    while open.len() < PAGES {
        open.push(person(open.len())?);
    }
    let hundred = steady(pid)?;
    while open.len() < CROWD {
        open.push(person(open.len())?);
    }
    let crowd = steady(pid)?;
    let crowded = calls(&server.console, &cluster.token)?;
    let peak = status(pid, "VmHWM")?;
    #[expect(clippy::cast_precision_loss, reason = "counts of some hundreds")]
    let each = (crowd - one) / (CROWD - 1) as f64;
    let mib = |kib: f64| kib / 1024.0;
    Ok(vec![
        Row::new("idle after the start", mib(idle), "MiB").at_most(IDLE),
        Row::new("1 person with a live page", mib(one), "MiB"),
        Row::new(
            format!("{PAGES} people with a live page each"),
            mib(hundred),
            "MiB",
        )
        .at_most(OPEN),
        Row::new(format!("{CROWD} people with a live page each"), mib(crowd), "MiB"),
        Row::new("peak of all that", mib(peak), "MiB"),
        Row::new("each live page after the first", each, "KiB"),
        Row::new("a call beside 1 live page, median", alone.0, "ms"),
        Row::new("a call beside 1 live page, slowest of 100", alone.1, "ms"),
        Row::new(
            format!("a call beside {CROWD} live pages, median"),
            crowded.0,
            "ms",
        ),
        Row::new(
            format!("a call beside {CROWD} live pages, slowest of 100"),
            crowded.1,
            "ms",
        ),
    ])
}

/// The median and the 99th percentile of a call that asks the API server one small thing, in milliseconds.
fn calls(console: &str, token: &str) -> Result<(f64, f64)> {
    let agent = agent();
    let mut times = Vec::new();
    for _ in 0..CALLS {
        let start = Instant::now();
        let answer = agent
            .post(format!("{console}/api/doors/about"))
            .header("authorization", format!("Bearer {token}"))
            .header("x-requested-with", "registry-console")
            .content_type("application/json")
            .send("{}");
        answer.context("a call failed")?.body_mut().read_to_vec()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let slowest = times.get(CALLS - CALLS / 100 - 1).copied().unwrap_or_default();
    Ok((median(times), slowest))
}

fn agent() -> Agent {
    Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .build()
        .into()
}

/// A page as somebody's browser holds it: a connection of its own, and on it the event stream.
struct Page {
    _agent: Agent,
    _stream: BodyReader<'static>,
}

impl Page {
    /// Each person is one of their own to the API server: the administrator, seen as somebody else.
    fn open(console: &str, token: &str, number: usize) -> Result<Self> {
        let agent = agent();
        let answer = agent
            .get(format!("{console}/events?topics=overview"))
            .header("authorization", format!("Bearer {token}"))
            .header("impersonate-user", format!("person-{number}"))
            .header("impersonate-group", "system:masters")
            .header("x-requested-with", "registry-console")
            .header("accept", "application/x-postcard")
            .call()
            .context("the event stream does not open")?;
        let mut stream = answer.into_body().into_reader();
        wait(&mut stream)?;
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
