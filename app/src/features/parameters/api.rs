//! Reading the parameters, and what the server says of a form that has YAML in it.

use crate::api::CallError;
use crate::door::DoorClient;
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use registry::error::ClusterError;
use registry::parameters::{ParametersFacts, ParametersForm, TextView};
use registry::port::Verdict;
use serde::{Deserialize, Serialize};

/// What the page knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The parameters.
    pub facts: ParametersFacts,
    /// The spec as YAML.
    pub text: String,
    /// Whether the caller may save; the first verdict that says no.
    pub missing: Result<Option<Verdict>, ClusterError>,
}

/// The parameters as they are now.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "parameters/read")]
pub async fn read_parameters() -> Result<Known, CallError> {
    use registry::name::Name;
    use registry::plan::{Permission, Verb};
    use registry::resource::Resource;
    let session = crate::session::Session::current()?;
    let save = Permission {
        verb: Verb::Patch,
        resource: Resource::Config,
        namespace: None,
        name: Some(Name::cluster()),
    };
    let (queries, questions) = (registry::parameters::queries(), [save]);
    let (snapshot, verdicts) = futures_util::join!(
        session.cluster.read(&queries),
        session.cluster.allowed(&questions)
    );
    if snapshot.signed_out() {
        return Err(ClusterError::SignedOut.into());
    }
    Ok(Known {
        facts: ParametersFacts::read(&snapshot)?,
        text: registry::parameters::view(&ParametersForm::default(), &snapshot)?.text,
        missing: verdicts.map(|all| all.into_iter().find(|verdict| !verdict.allowed)),
    })
}

/// A form as text, with what keeps it from being saved. Writes nothing.
#[server(client = DoorClient, input = Json, output = Answer, prefix = "/api", endpoint = "parameters/text")]
pub async fn write_parameters(
    /// The form.
    form: ParametersForm,
) -> Result<TextView, CallError> {
    let session = crate::session::Session::current()?;
    let snapshot = session.cluster.read(&registry::parameters::queries()).await;
    if snapshot.signed_out() {
        return Err(ClusterError::SignedOut.into());
    }
    Ok(registry::parameters::view(&form, &snapshot)?)
}
