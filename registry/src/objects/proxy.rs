//! How the whole cluster reaches other hosts.

use super::{object, text};

object! {
    /// `proxies.config.openshift.io/cluster`.
    ClusterProxyConfig
}

impl ClusterProxyConfig {
    /// `status.httpProxy`: what is in force.
    pub fn http(&self) -> &str {
        text(&self.0, "/status/httpProxy")
    }

    /// `status.httpsProxy`.
    pub fn https(&self) -> &str {
        text(&self.0, "/status/httpsProxy")
    }

    /// `status.noProxy`.
    pub fn no_proxy(&self) -> &str {
        text(&self.0, "/status/noProxy")
    }
}
