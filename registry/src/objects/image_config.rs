//! The cluster's image settings.

use super::{list, object, text};
use serde_json::Value;

object! {
    /// `images.config.openshift.io/cluster`.
    ImageConfig
}

impl ImageConfig {
    /// `status.internalRegistryHostname`: host and port inside the cluster. Empty while there is no Service, and
    /// then the pruner leaves blobs alone.
    pub fn internal_host(&self) -> &str {
        text(&self.0, "/status/internalRegistryHostname")
    }

    /// Every host name the registry answers to: the internal one and those of its routes, without empty ones.
    pub fn hosts(&self) -> Vec<&str> {
        let external = [
            "/status/externalRegistryHostnames",
            "/spec/externalRegistryHostnames",
        ]
        .into_iter()
        .flat_map(|pointer| list(&self.0, pointer))
        .filter_map(Value::as_str);
        let mut hosts: Vec<&str> = Vec::new();
        for host in std::iter::once(self.internal_host()).chain(external) {
            if !host.is_empty() && !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }
}
