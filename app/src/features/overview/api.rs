//! Reading the overview.

use crate::api::CallError;
use crate::door::DoorClient;
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use registry::overview::Overview;

/// The overview as it is now; waits for the cluster as long as the port allows.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "overview/read")]
pub async fn read_overview() -> Result<Overview, CallError> {
    let session = crate::session::Session::current()?;
    let snapshot = session.cluster.read(&registry::overview::queries()).await;
    if snapshot.signed_out() {
        return Err(registry::error::ClusterError::SignedOut.into());
    }
    Ok(Overview::read(&snapshot))
}
