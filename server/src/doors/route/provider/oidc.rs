//! An OpenID Connect provider, for clusters with external authentication: the API server then takes the provider's ID
//! tokens, whose audience it knows.

use super::code::{self, Endpoints};
use super::id_token::{self, Expected};
use super::{Begun, Client, Granted, LoginError, Provider};
use crate::doors::route::flow::Flow;
use crate::doors::route::session::Means;
use crate::outbound::{Outbound, may_ask};
use jsonwebtoken::jwk::JwkSet;
use registry::port::Reply;
use serde::Deserialize;

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// A provider.
#[derive(Debug)]
pub(crate) struct Oidc {
    client: Client,
    /// As configured: the only issuer whose tokens are taken.
    issuer: String,
    outbound: Outbound,
    /// Where the console's own page after a logout is.
    signed_out: String,
}

#[derive(Deserialize)]
struct Description {
    #[serde(flatten)]
    endpoints: Endpoints,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
}

impl Oidc {
    /// The provider with this issuer.
    pub(crate) fn new(client: Client, issuer: String, outbound: Outbound, signed_out: String) -> Self {
        Self {
            client,
            issuer,
            outbound,
            signed_out,
        }
    }

    async fn description(&self) -> Result<Description, LoginError> {
        let address = format!("{}{DISCOVERY}", self.issuer.trim_end_matches('/'));
        let found: Description = self.outbound.document(&address).await?;
        // OpenID Connect Discovery 4.3: a description of somebody else must not be used.
        if found.endpoints.issuer == self.issuer {
            Ok(found)
        } else {
            Err(LoginError::Description)
        }
    }
}

impl Provider for Oidc {
    fn means(&self) -> Means {
        Means::Oidc
    }

    fn begin(&self) -> Reply<'_, Result<Begun, LoginError>> {
        Box::pin(async move { code::begin(&self.client, &self.description().await?.endpoints) })
    }

    fn finish<'a>(&'a self, flow: &'a Flow, code: String) -> Reply<'a, Result<Granted, LoginError>> {
        Box::pin(async move {
            let found = self.description().await?;
            let verifier = flow.verifier.clone();
            let answer = code::redeem(&self.outbound, &self.client, &found.endpoints, code, verifier).await?;
            let token = answer.extra_fields().id_token.clone();
            let token = token.ok_or(LoginError::Untrusted("it has no ID token"))?;
            let keys: JwkSet = self.outbound.document(&found.jwks_uri).await?;
            let now = jsonwebtoken::get_current_timestamp();
            let expected = Expected {
                issuer: &self.issuer,
                audience: &self.client.id,
                nonce: &flow.nonce,
            };
            let ends = id_token::verified(&token, &keys, &expected)?;
            Ok(Granted {
                token,
                seconds: Some(ends.saturating_sub(now)),
            })
        })
    }

    fn farewell(&self) -> Reply<'_, Option<String>> {
        Box::pin(async move {
            let address = self.description().await.ok()?.end_session_endpoint?;
            if !address.parse().is_ok_and(|address| may_ask(&address)) {
                return None;
            }
            // Without `id_token_hint`: a token has no place in an address. The provider asks the person instead.
            let query: String = form_urlencoded::Serializer::new(String::new())
                .append_pair("client_id", &self.client.id)
                .append_pair("post_logout_redirect_uri", &self.signed_out)
                .finish();
            let separator = if address.contains('?') { '&' } else { '?' };
            Some(format!("{address}{separator}{query}"))
        })
    }
}
