//! Reading where the console runs and, in one word and one sentence, how the registry does.

use crate::api::CallError;
use crate::door::DoorClient;
use crate::features::overview::headline;
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use registry::overview::{Overview, Tone};
use serde::{Deserialize, Serialize};

/// What a frame says about where it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The cluster's address or name.
    pub cluster: String,
    /// The sandbox's scenario, when this is no real cluster.
    pub sandbox: Option<String>,
    /// As whom the pages act; `None` when the cluster would not say.
    pub who: Option<String>,
}

/// Where the console runs, and as whom.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "doors/about")]
pub async fn read_about() -> Result<About, CallError> {
    let session = crate::session::Session::current()?;
    let who = match session.cluster.whoami().await {
        Ok(identity) => Some(identity.user),
        Err(registry::error::ClusterError::SignedOut) => {
            return Err(registry::error::ClusterError::SignedOut.into());
        }
        Err(_) => None,
    };
    let console = use_context::<crate::Console>().unwrap_or_default();
    Ok(About {
        cluster: console.cluster,
        sandbox: console.sandbox,
        who,
    })
}

/// A state in the words of the OpenShift console's status card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HealthState {
    /// Green check.
    Ok,
    /// Something is under way.
    Progress,
    /// Yellow triangle.
    Warning,
    /// Red circle.
    Error,
    /// Grey: there is nothing to be healthy.
    NotAvailable,
    /// Grey question mark.
    Unknown,
}

/// How the registry does, as the status card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The icon.
    pub state: HealthState,
    /// The sentence under the name.
    pub message: String,
}

impl Health {
    /// The overview's tone and headline.
    pub fn of(overview: &Overview) -> Self {
        Self {
            state: match overview.tone() {
                Tone::Ok => HealthState::Ok,
                Tone::Changing => HealthState::Progress,
                Tone::Attention => HealthState::Warning,
                Tone::Failing => HealthState::Error,
                Tone::Off => HealthState::NotAvailable,
                Tone::Unknown => HealthState::Unknown,
            },
            message: headline(overview),
        }
    }
}

/// The registry's health. A small answer, because the host asks every few seconds and loads no WebAssembly for it.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "doors/health")]
pub async fn read_health() -> Result<Health, CallError> {
    let session = crate::session::Session::current()?;
    let snapshot = session.cluster.read(&registry::overview::queries()).await;
    if snapshot.signed_out() {
        return Err(registry::error::ClusterError::SignedOut.into());
    }
    Ok(Health::of(&Overview::read(&snapshot)))
}
