//! The sandbox as a server of its own, behind TLS as an API server is, with the handle that makes it fail: for tests of
//! the console in front of a cluster whose faults they choose.

use crate::secure::{Secure, SecureError, Speaks};
use sandbox::{Faults, Sandbox, Scenario};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many answers at a time API servers allow on a connection.
const STREAMS: u32 = 250;

/// Why there is no served sandbox.
#[derive(Debug, thiserror::Error)]
pub enum SimulatedError {
    /// It cannot be served.
    #[error(transparent)]
    Served(#[from] SecureError),
    /// Its kubeconfig cannot be written.
    #[error("the kubeconfig cannot be written: {0}")]
    Kubeconfig(#[from] io::Error),
}

/// A served sandbox. Its kubeconfig goes with it.
pub struct Simulated {
    faults: Faults,
    kubeconfig: PathBuf,
    ca: PathBuf,
    server: Secure,
}

impl Simulated {
    /// Serves a scenario on a free loopback port, at the pace of a demonstration.
    ///
    /// # Errors
    /// When no port can be listened on or the kubeconfig cannot be written.
    pub async fn start(scenario: Scenario) -> Result<Self, SimulatedError> {
        let sandbox = Sandbox::builder(scenario).pace(sandbox::Pace::Demo).build();
        let server = Secure::start(sandbox.service(), Speaks::Both(STREAMS)).await?;
        let file = |name: &str| {
            let name = format!("registry-console-{}-simulated-{name}", std::process::id());
            std::env::temp_dir().join(name)
        };
        let simulated = Self {
            faults: sandbox.faults(),
            kubeconfig: file("kubeconfig"),
            ca: file("ca.pem"),
            server,
        };
        let text = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "sandbox",
            "clusters": [{"name": "sandbox", "cluster":
                {"server": simulated.server.url(), "certificate-authority": simulated.ca}}],
            "users": [{"name": "somebody", "user": {"token": scenario.default_token()}}],
            "contexts": [{"name": "sandbox", "context": {"cluster": "sandbox", "user": "somebody"}}],
        });
        std::fs::write(&simulated.ca, simulated.server.ca())?;
        std::fs::write(&simulated.kubeconfig, text.to_string())?;
        Ok(simulated)
    }

    /// A kubeconfig for it, whose user is whoever the scenario is about.
    #[must_use]
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Makes it fail, or mends it; `false` for a word it does not know.
    pub fn fail(&self, word: &str) -> bool {
        match word {
            "down" => self.faults.down(true),
            "up" => self.faults.down(false),
            "expire" => self.faults.expire_tokens(),
            "renew" => self.faults.renew_tokens(),
            "bootstrap" => self.faults.start_operator(),
            "close" => self.server.close(),
            "cut" => self.server.cut(),
            "slow" => self.faults.delay(Duration::from_secs(5)),
            "fast" => self.faults.delay(Duration::ZERO),
            "forget" => {
                self.faults.compact();
                self.faults.close_watches();
            }
            _ => return false,
        }
        true
    }
}

impl std::fmt::Debug for Simulated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulated").finish_non_exhaustive()
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        for file in [&self.kubeconfig, &self.ca] {
            let _ = std::fs::remove_file(file);
        }
    }
}
