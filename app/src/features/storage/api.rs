//! Reading what the wizard must know.

use crate::api::CallError;
use crate::door::DoorClient;
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use registry::storage::Facts;

/// The wizard's facts as they are now.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "storage/read")]
pub async fn read_storage() -> Result<Facts, CallError> {
    let session = crate::session::Session::current()?;
    let snapshot = session.cluster.read(&registry::storage::queries()).await;
    if snapshot.signed_out() {
        return Err(registry::error::ClusterError::SignedOut.into());
    }
    Ok(Facts::read(&snapshot))
}
