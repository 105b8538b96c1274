//! Asks servers as fast as they answer and says how long they took: an order as JSON on standard input, the measured
//! blocks as JSON on standard output. A program of its own, because an unoptimised client would be what is measured;
//! credentials come with the order, so that no list of processes shows them. Refuses to know what it asks for.

mod order;

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::order::{Block, Measured, Order, Target};

/// A request that takes longer than this fails, and the measurement with it.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> Result<()> {
    let order: Order = serde_json::from_reader(io::stdin().lock()).context("the order cannot be read")?;
    let mut agents: Vec<Vec<Agent>> = order.targets.iter().map(|_| Vec::new()).collect();
    let mut all = Vec::new();
    for block in &order.blocks {
        let (Some(target), Some(kept)) = (order.targets.get(block.target), agents.get_mut(block.target))
        else {
            bail!("there is no target {}", block.target);
        };
        while kept.len() < block.connections {
            kept.push(agent(target)?);
        }
        all.push(measure(
            target,
            kept.get(..block.connections).unwrap_or_default(),
            block,
        )?);
    }
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &all)?;
    Ok(out.flush()?)
}

/// A client with one connection, which it keeps.
fn agent(target: &Target) -> Result<Agent> {
    let mut config = Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .max_idle_connections(1)
        .max_idle_connections_per_host(1)
        .timeout_global(Some(PATIENCE));
    if let Some(file) = &target.ca {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&certificates(file)?))
            .unversioned_rustls_crypto_provider(provider)
            .build();
        config = config.tls_config(tls);
    }
    Ok(config.build().into())
}

fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>> {
    let text = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut found = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(certificate) = item? {
            found.push(certificate);
        }
    }
    Ok(found)
}

/// Lets every client ask, all at once, one request after the other.
fn measure(target: &Target, agents: &[Agent], block: &Block) -> Result<Measured> {
    let start = Barrier::new(agents.len());
    let clients: Result<Vec<Client>> = std::thread::scope(|scope| {
        let threads: Vec<_> = agents
            .iter()
            .map(|agent| scope.spawn(|| ask(target, agent, block, &start)))
            .collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .map(|client| client.unwrap_or_else(|_| bail!("a client panicked")))
            .collect()
    });
    let clients = clients?;
    let first = clients.iter().map(|client| client.from).min();
    let last = clients.iter().map(|client| client.until).max();
    let seconds = match (first, last) {
        (Some(first), Some(last)) => (last - first).as_secs_f64(),
        _ => 0.0,
    };
    let mut micros: Vec<f64> = clients.into_iter().flat_map(|client| client.micros).collect();
    micros.sort_by(f64::total_cmp);
    let at = |part: usize| micros.get(micros.len() * part / 100).copied().unwrap_or_default();
    Ok(Measured {
        target: block.target,
        connections: block.connections,
        requests: micros.len(),
        seconds,
        median_us: at(50),
        p99_us: at(99),
    })
}

/// What one client saw.
struct Client {
    from: Instant,
    until: Instant,
    micros: Vec<f64>,
}

fn ask(target: &Target, agent: &Agent, block: &Block, start: &Barrier) -> Result<Client> {
    start.wait();
    let from = Instant::now();
    let limit = Duration::from_secs_f64(block.seconds);
    let mut micros = Vec::with_capacity(block.requests.min(1 << 16));
    while micros.len() < block.requests && from.elapsed() < limit {
        let asked = Instant::now();
        let mut request = agent.get(&target.url);
        for (name, value) in &target.headers {
            request = request.header(name, value);
        }
        // The address may be told, the headers never.
        let mut answer = request.call().with_context(|| format!("GET {}", target.url))?;
        io::copy(&mut answer.body_mut().as_reader(), &mut io::sink())
            .with_context(|| format!("the answer of {}", target.url))?;
        micros.push(asked.elapsed().as_secs_f64() * 1e6);
        if answer.status().as_u16() != 200 {
            bail!("GET {} answered {}", target.url, answer.status());
        }
    }
    Ok(Client {
        from,
        until: Instant::now(),
        micros,
    })
}
