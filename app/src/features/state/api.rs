//! Reading what a change of the state would hit.

use crate::api::CallError;
use crate::door::DoorClient;
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use registry::state::StateFacts;

/// What a change of the management state depends on, as it is now.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "state/read")]
pub async fn read_state() -> Result<StateFacts, CallError> {
    let session = crate::session::Session::current()?;
    let snapshot = session.cluster.read(&registry::state::queries()).await;
    if snapshot.signed_out() {
        return Err(registry::error::ClusterError::SignedOut.into());
    }
    Ok(StateFacts::read(&snapshot))
}
