//! Routes of the registry.

use super::{list, object, text};

object! {
    /// A `routes.route.openshift.io` object.
    Route
}

impl Route {
    /// `spec.host`; empty until the API server or a router fills it.
    pub fn host(&self) -> &str {
        text(&self.0, "/spec/host")
    }

    /// For each router that looked at this route: its name, whether it admitted the route, and its words if not.
    pub fn routers(&self) -> Vec<(&str, bool, &str)> {
        list(&self.0, "/status/ingress")
            .iter()
            .map(|ingress| {
                let admitted = list(ingress, "/conditions")
                    .iter()
                    .find(|c| text(c, "/type") == "Admitted");
                let status = admitted.map_or("", |c| text(c, "/status"));
                (
                    text(ingress, "/routerName"),
                    status == "True",
                    admitted.map_or("", |c| text(c, "/message")),
                )
            })
            .collect()
    }
}
