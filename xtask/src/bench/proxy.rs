//! What a proxied call costs: the same small object asked of the API server directly, through `kubectl proxy` and
//! through the console, in turns within one run, because only ratios of neighbours survive a noisy machine. Knows the
//! order of the turns and what is made of their figures; the asking is done by the program `load`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::real::{self, Cluster, Helper};
use super::{BenchOptions, RATIO, Row};
use crate::build::{self, Purpose};
use crate::project::Project;
use crate::served::Served;
use crate::{cargo, process};

/// The most that the console may add for each microsecond that `kubectl proxy` adds.
const ADDED: f64 = 0.5;
/// The least part of the API server's own throughput that is left.
const THROUGHPUT: f64 = 0.7;

/// What is asked for, at the API server: about 2 kB that every scenario has.
const OBJECT: &str = "/apis/config.openshift.io/v1/clusteroperators/image-registry";

/// Each target twice, the second time in reverse, so that a machine that slowly gets faster favours none.
const TURNS: [usize; 6] = [DIRECT, KUBECTL, CONSOLE, CONSOLE, KUBECTL, DIRECT];
const DIRECT: usize = 0;
const KUBECTL: usize = 1;
const CONSOLE: usize = 2;

/// One connection: rounds of turns, requests and seconds of a turn. Half a minute at most.
const ALONE: Load = Load {
    connections: 1,
    rounds: 8,
    requests: 150,
    seconds: 0.5,
};
/// Many connections: bounded by time. Half a minute at most.
const CROWD: Load = Load {
    connections: 32,
    rounds: 3,
    requests: 20_000,
    seconds: 1.0,
};

struct Load {
    connections: usize,
    rounds: usize,
    requests: usize,
    seconds: f64,
}

impl Load {
    /// One round to warm up, which does not count, and the others.
    fn blocks(&self) -> impl Iterator<Item = Value> {
        let turns = TURNS.iter().cycle().take(TURNS.len() * (self.rounds + 1));
        turns.map(|target| {
            json!({"target": target, "connections": self.connections, "requests": self.requests,
                "seconds": self.seconds})
        })
    }
}

/// Starts everything, asks, and compares.
///
/// # Errors
/// When a part cannot be built or started, or any request fails.
pub(super) fn measure(project: &Project, _: &BenchOptions) -> Result<Vec<Row>> {
    let binary = real::build_server(project)?;
    let mut build = cargo::native(project);
    process::must_run(
        project,
        "load",
        build.args(["build", "--release", "--package", "load"]),
    )?;
    if !project.site().join("assets.json").is_file() {
        build::pages(project, Purpose::Local)?;
    }
    let cluster = Cluster::start(project)?;
    let console = real::serve(project, &binary, &cluster)?.route;
    let mut command = cluster.kubectl();
    let (kubectl, line) = Helper::start(command.args(["proxy", "--address=127.0.0.1", "--port=0"]))?;
    let address = line.rsplit(' ').next().unwrap_or_default();
    let order = json!({
        "targets": [
            {
                "url": format!("{}{OBJECT}", cluster.url),
                "headers": {"authorization": format!("Bearer {}", cluster.token), "accept": "application/json"},
                "ca": cluster.ca,
            },
            {"url": format!("http://{address}{OBJECT}"), "headers": {"accept": "application/json"}},
            {"url": format!("{}/proxy/clusteroperators/image-registry", console.origin()), "headers": page(&console)},
        ],
        "blocks": ALONE.blocks().chain(CROWD.blocks()).collect::<Vec<_>>(),
    });
    let measured = load(project, &order);
    kubectl.stop();
    rows(&measured?)
}

/// What a page of the console sends with a call.
fn page(console: &Served) -> Value {
    json!({
        "accept": "application/json",
        "cookie": console.cookie(),
        "origin": console.origin(),
        "sec-fetch-site": "same-origin",
        "sec-fetch-mode": "cors",
        "sec-fetch-dest": "empty",
        "x-requested-with": "registry-console",
    })
}

/// Lets the loader do what is ordered; the order goes by its input, because it holds credentials.
fn load(project: &Project, order: &Value) -> Result<Vec<Value>> {
    let binary = build::server_binary(project, Purpose::Release).with_file_name("load");
    let mut loader = Command::new(binary)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the loader did not start")?;
    let mut input = loader.stdin.take().context("the loader has no input")?;
    input.write_all(order.to_string().as_bytes())?;
    drop(input);
    let output = loader.wait_with_output()?;
    if !output.status.success() {
        bail!("the loader ended with {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The table of what was measured.
fn rows(measured: &[Value]) -> Result<Vec<Row>> {
    let warm = TURNS.len();
    let (alone, crowd) = measured
        .split_at_checked(warm * (ALONE.rounds + 1))
        .context("the loader answered too little")?;
    let (alone, crowd) = (
        alone.get(warm..).unwrap_or_default(),
        crowd.get(warm..).unwrap_or_default(),
    );
    let mut rounds = [const { Vec::new() }; 3];
    for round in alone.chunks_exact(warm) {
        let [direct, kubectl, console] = [DIRECT, KUBECTL, CONSOLE].map(|target| latency(round, target));
        for (all, value) in rounds
            .iter_mut()
            .zip([direct, kubectl - direct, console - direct])
        {
            all.push(value);
        }
    }
    let [direct, by_kubectl, by_console] = rounds.map(median);
    if by_kubectl <= 0.0 {
        bail!("kubectl proxy seems to add nothing ({by_kubectl:.0} µs): the machine is too noisy");
    }
    let [own, proxied, through] = [DIRECT, KUBECTL, CONSOLE].map(|target| throughput(crowd, target));
    let connections = CROWD.connections;
    Ok(vec![
        Row::new("1 connection, direct (TLS), median", direct, "µs"),
        Row::new("kubectl proxy, median", direct + by_kubectl, "µs"),
        Row::new("console /proxy, median", direct + by_console, "µs"),
        Row::new("added by kubectl proxy", by_kubectl, "µs"),
        Row::new("added by the console", by_console, "µs"),
        Row::new(
            "added by the console / by kubectl proxy",
            by_console / by_kubectl,
            RATIO,
        )
        .at_most(ADDED),
        Row::new(format!("{connections} connections, direct"), own, "req/s"),
        Row::new(
            format!("{connections} connections, kubectl proxy"),
            proxied,
            "req/s",
        ),
        Row::new(format!("{connections} connections, console"), through, "req/s"),
        Row::new(
            format!("{connections} connections, kubectl proxy / direct"),
            proxied / own,
            RATIO,
        ),
        Row::new(
            format!("{connections} connections, console / direct"),
            through / own,
            RATIO,
        )
        .at_least(THROUGHPUT),
    ])
}

/// The mean of a target's medians in one round, in microseconds.
fn latency(round: &[Value], target: usize) -> f64 {
    let [sum, count] = sums(round, target, |block| [number(block, "median_us"), 1.0]);
    sum / count
}

/// A target's answers a second.
fn throughput(blocks: &[Value], target: usize) -> f64 {
    let [requests, seconds] = sums(blocks, target, |block| {
        [number(block, "requests"), number(block, "seconds")]
    });
    requests / seconds
}

fn sums(blocks: &[Value], target: usize, of: impl Fn(&Value) -> [f64; 2]) -> [f64; 2] {
    let mine = blocks.iter().filter(|block| block["target"] == json!(target));
    mine.map(of).fold([0.0; 2], |[a, b], [c, d]| [a + c, b + d])
}

fn number(block: &Value, field: &str) -> f64 {
    block[field].as_f64().unwrap_or(f64::NAN)
}

pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(latencies: [f64; 3], requests: [u32; 3], connections: usize) -> Vec<Value> {
        let block = |target: &usize| {
            json!({"target": target, "connections": connections, "requests": requests[*target], "seconds": 1.0,
                "median_us": latencies[*target], "p99_us": 0.0})
        };
        TURNS.iter().map(block).collect()
    }

    fn value(rows: &[Row], what: &str) -> f64 {
        rows.iter().find(|row| row.what == what).unwrap().value
    }

    #[test]
    fn the_first_round_does_not_count_and_one_wild_round_decides_nothing() {
        let mut all = round([9e9, 1.0, 1.0], [1, 1, 1], 1);
        for _ in 1..ALONE.rounds {
            all.extend(round([500.0, 900.0, 600.0], [150; 3], 1));
        }
        all.extend(round([500.0, 600.0, 9e6], [150; 3], 1));
        all.extend(round([1.0; 3], [1, 100_000, 1], 32));
        for _ in 0..CROWD.rounds {
            all.extend(round([1.0; 3], [4000, 2000, 3000], 32));
        }
        let rows = rows(&all).unwrap();
        assert!((value(&rows, "added by the console / by kubectl proxy") - 0.25).abs() < 1e-9);
        assert!((value(&rows, "32 connections, console / direct") - 0.75).abs() < 1e-9);
        assert!(rows.iter().all(Row::is_kept));
    }

    #[test]
    fn a_slower_console_breaks_both_promises() {
        let mut all = Vec::new();
        for _ in 0..=ALONE.rounds {
            all.extend(round([500.0, 900.0, 800.0], [150; 3], 1));
        }
        for _ in 0..=CROWD.rounds {
            all.extend(round([1.0; 3], [4000, 2000, 2700], 32));
        }
        let rows = rows(&all).unwrap();
        assert_eq!(rows.iter().filter(|row| !row.is_kept()).count(), 2);
    }

    #[test]
    fn too_few_answers_are_no_measurement() {
        assert!(rows(&round([1.0; 3], [1; 3], 1)).is_err());
    }
}
