//! The handle everybody holds: builds a world from a scenario, serves it, and lets tests look and interfere.

use std::convert::Infallible;
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::faults::Faults;
use crate::log::RequestLog;
use crate::oauth::LoginClient;
use crate::resources::oauthclients;
use crate::scenario::Scenario;
use crate::service::{self, Service};
use crate::settings::{Pace, Reporting, Workloads};
use crate::shared::Shared;

/// The bearer tokens of the sandbox's people.
pub mod token {
    /// `admin`, a cluster administrator.
    pub const ADMIN: &str = "sandbox-admin";
    /// `reader`, who may see everything but secrets (`cluster-reader`).
    pub const READER: &str = "sandbox-reader";
    /// `dana`, administrator of the project `webshop` and nothing else.
    pub const DEVELOPER: &str = "sandbox-developer";
    /// `nobody`, who may log in.
    pub const NOBODY: &str = "sandbox-nobody";
    /// A token that is no longer valid.
    pub const EXPIRED: &str = "sandbox-expired";
}

/// An embedded cluster. Clones are handles to the same one.
#[derive(Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
    scenario: Scenario,
    issuer: Option<Arc<str>>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("scenario", &self.scenario)
            .finish_non_exhaustive()
    }
}

/// What a sandbox is made of besides its scenario.
pub struct Builder {
    scenario: Scenario,
    clock: Arc<dyn Clock>,
    pace: Pace,
    workloads: Workloads,
    reporting: Reporting,
    client: LoginClient,
    issuer: Option<Arc<str>>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("scenario", &self.scenario)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// Where the time comes from; the machine's clock unless said otherwise.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long the simulated controllers take; [`Pace::Instant`] unless said otherwise.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Who runs pods; the sandbox unless said otherwise.
    #[must_use]
    pub fn workloads(mut self, workloads: Workloads) -> Self {
        self.workloads = workloads;
        self
    }

    /// Which of the operator's smaller controllers have reported; all unless said otherwise.
    #[must_use]
    pub fn reporting(mut self, reporting: Reporting) -> Self {
        self.reporting = reporting;
        self
    }

    /// Through which client the console logs people in; [`LoginClient::default`] unless said otherwise.
    #[must_use]
    pub fn login_client(mut self, client: LoginClient) -> Self {
        self.client = client;
        self
    }

    /// The address the OAuth server gives as its own, without a slash at the end; where it is served unless said
    /// otherwise.
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Builds the cluster, in the state its scenario describes.
    #[must_use]
    pub fn build(self) -> Sandbox {
        let now = self.clock.now();
        let mut world = self
            .scenario
            .world(now, self.pace, self.workloads, self.reporting);
        world
            .store
            .put(&oauthclients::RESOURCE, self.client.object(), now);
        Sandbox {
            shared: Shared::new(world, self.clock),
            scenario: self.scenario,
            issuer: self.issuer,
        }
    }
}

impl Sandbox {
    /// A cluster in the state of a scenario, in which everything happens at once.
    #[must_use]
    pub fn new(scenario: Scenario) -> Self {
        Self::builder(scenario).build()
    }

    /// A cluster with other settings.
    #[must_use]
    pub fn builder(scenario: Scenario) -> Builder {
        Builder {
            scenario,
            clock: Arc::new(SystemClock),
            pace: Pace::Instant,
            workloads: Workloads::Simulated,
            reporting: Reporting::default(),
            client: LoginClient::default(),
            issuer: None,
        }
    }

    /// What this sandbox plays.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// The API server as a service, for `kube::Client::new` or a test's own requests. Callers send
    /// `Authorization: Bearer <token>` themselves; see [`token`].
    #[must_use]
    pub fn service(&self) -> Service {
        Service {
            shared: Arc::clone(&self.shared),
            default_token: None,
            // Nobody can be sent here by a browser: it is no address.
            issuer: self
                .issuer
                .clone()
                .unwrap_or_else(|| "http://sandbox.invalid".into()),
        }
    }

    /// The service that is served at a listener.
    fn service_at(&self, listener: &tokio::net::TcpListener) -> Result<Service, std::io::Error> {
        let address = listener.local_addr()?;
        Ok(Service {
            issuer: self
                .issuer
                .clone()
                .unwrap_or_else(|| format!("http://{address}").into()),
            ..self.service()
        })
    }

    /// Serves HTTP/1.1 on a listener until dropped, or until the listener fails.
    ///
    /// # Errors
    /// When the listener can accept no more connections.
    pub async fn serve(self, listener: tokio::net::TcpListener) -> Result<Infallible, std::io::Error> {
        service::serve(self.service_at(&listener)?, listener).await
    }

    /// The same, where requests without a token are those of a token's owner; see [`Service::for_somebody`].
    ///
    /// # Errors
    /// When the listener can accept no more connections.
    pub async fn serve_as(
        self,
        listener: tokio::net::TcpListener,
        token: &'static str,
    ) -> Result<Infallible, std::io::Error> {
        service::serve(self.service_at(&listener)?.for_somebody(token), listener).await
    }

    /// The handle to make it fail.
    #[must_use]
    pub fn faults(&self) -> Faults {
        Faults(Arc::clone(&self.shared))
    }

    /// What reached the API server so far, in order; of very many requests the newest 50,000.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestLog> {
        self.shared.peek(|world| world.log.iter().cloned().collect())
    }

    /// Lets everything happen that is due by now; for clocks that are moved by hand.
    pub fn tick(&self) {
        self.shared.locked(|_, _| ());
    }

    /// Changes which of the operator's smaller controllers have reported, and lets the operator look again.
    pub fn set_reporting(&self, reporting: Reporting) {
        self.shared.locked(|world, _| {
            world.reporting = reporting;
            world.nudge_operator();
        });
    }
}
