//! The sandbox as a server of its own, with the handle that makes it fail: for tests of the console in front of a
//! cluster whose faults they choose.

use sandbox::{Faults, Sandbox, Scenario, token};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::TcpListener;

/// A served sandbox. Its kubeconfig goes with it.
pub struct Simulated {
    faults: Faults,
    kubeconfig: PathBuf,
}

impl Simulated {
    /// Serves a scenario on a free loopback port, at the pace of a demonstration.
    ///
    /// # Errors
    /// When no port can be listened on or the kubeconfig cannot be written.
    pub async fn start(scenario: Scenario) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let sandbox = Sandbox::builder(scenario).pace(sandbox::Pace::Demo).build();
        let kubeconfig = std::env::temp_dir().join(format!(
            "registry-console-{}-simulated-kubeconfig",
            std::process::id()
        ));
        let text = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "sandbox",
            "clusters": [{"name": "sandbox", "cluster": {"server": format!("http://{address}")}}],
            "users": [{"name": "somebody", "user": {"token": scenario.default_token()}}],
            "contexts": [{"name": "sandbox", "context": {"cluster": "sandbox", "user": "somebody"}}],
        });
        std::fs::write(&kubeconfig, text.to_string())?;
        let faults = sandbox.faults();
        // Without TLS kubectl sends no token; it is the administrator's tool here.
        tokio::spawn(sandbox.serve_as(listener, token::ADMIN));
        Ok(Self { faults, kubeconfig })
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
        let _ = std::fs::remove_file(&self.kubeconfig);
    }
}
