//! OpenShift's own OAuth server. It is found through the API server, as `oc` finds it, and anew for each login, because
//! an administrator may exchange it.

use super::code::{self, Endpoints};
use super::{Begun, Client, Granted, LoginError, Provider};
use crate::doors::route::flow::Flow;
use crate::doors::route::session::Means;
use crate::outbound::Outbound;
use oauth2::TokenResponse as _;
use registry::port::Reply;

/// The API server describes the OAuth server here, to anybody.
const DISCOVERY: &str = "/.well-known/oauth-authorization-server";

/// The OAuth server of an OpenShift cluster.
#[derive(Debug)]
pub(crate) struct OpenShift {
    client: Client,
    discovery: String,
    /// Verified with the API server's own authority.
    api: Outbound,
    /// Verified with the router's, under which the OAuth server's route stands.
    oauth: Outbound,
}

impl OpenShift {
    /// The one of the cluster with this API server.
    pub(crate) fn new(client: Client, api_server: &str, api: Outbound, oauth: Outbound) -> Self {
        Self {
            client,
            discovery: format!("{}{DISCOVERY}", api_server.trim_end_matches('/')),
            api,
            oauth,
        }
    }

    async fn endpoints(&self) -> Result<Endpoints, LoginError> {
        Ok(self.api.document(&self.discovery).await?)
    }
}

impl Provider for OpenShift {
    fn means(&self) -> Means {
        Means::OpenShift
    }

    fn begin(&self) -> Reply<'_, Result<Begun, LoginError>> {
        Box::pin(async move { code::begin(&self.client, &self.endpoints().await?) })
    }

    fn finish<'a>(&'a self, flow: &'a Flow, code: String) -> Reply<'a, Result<Granted, LoginError>> {
        Box::pin(async move {
            let endpoints = self.endpoints().await?;
            let verifier = flow.verifier.clone();
            let answer = code::redeem(&self.oauth, &self.client, &endpoints, code, verifier).await?;
            Ok(Granted {
                seconds: answer.expires_in().map(|time| time.as_secs()),
                token: answer.access_token().secret().clone(),
            })
        })
    }

    fn farewell(&self) -> Reply<'_, Option<String>> {
        // The token is an object and deleted as one; a login of its own the OAuth server keeps for kubeadmin only.
        Box::pin(std::future::ready(None))
    }
}
