//! The authorization code grant with PKCE (RFC 6749 4.1, RFC 7636), the same for every service. Knows no discovery.

use super::{Begun, Client, LoginError};
use crate::outbound::{Outbound, OutboundError, may_ask};
use crate::random;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    ExtraTokenFields, HttpRequest, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a service takes questions. Addresses as it described them, not yet trusted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Endpoints {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
}

/// What comes with a token beyond RFC 6749.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Extra {
    pub(super) id_token: Option<String>,
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extra")
    }
}

impl ExtraTokenFields for Extra {}

pub(super) type Answer = StandardTokenResponse<Extra, BasicTokenType>;

type Asking = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn asking(client: &Client, endpoints: &Endpoints) -> Result<Asking, LoginError> {
    let safe = |address: &String| address.parse().is_ok_and(|address| may_ask(&address));
    if !safe(&endpoints.authorization_endpoint) || !safe(&endpoints.token_endpoint) {
        return Err(LoginError::Description);
    }
    let authorize = AuthUrl::new(endpoints.authorization_endpoint.clone());
    let token = TokenUrl::new(endpoints.token_endpoint.clone());
    let redirect = RedirectUrl::new(client.redirect.clone());
    let (Ok(authorize), Ok(token), Ok(redirect)) = (authorize, token, redirect) else {
        return Err(LoginError::Description);
    };
    let asking = oauth2::Client::new(ClientId::new(client.id.clone()))
        .set_auth_uri(authorize)
        .set_token_uri(token)
        .set_redirect_uri(redirect)
        // OpenShift and most providers take both; in the body, no proxy in between logs it as a header of the standard.
        .set_auth_type(AuthType::RequestBody);
    Ok(match &client.secret {
        Some(secret) => asking.set_client_secret(ClientSecret::new(secret.clone())),
        None => asking,
    })
}

/// The question for the browser to carry, with a state of 256 bits and a verifier of 256 bits.
pub(super) fn begin(client: &Client, endpoints: &Endpoints) -> Result<Begun, LoginError> {
    let asking = asking(client, endpoints)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let nonce = random::text::<32>().map_err(|_| LoginError::NoRandomness)?;
    let asked = asking
        .authorize_url(|| CsrfToken::new_random_len(32))
        .add_scopes(client.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    let asked = match client.scopes.iter().any(|scope| scope == "openid") {
        true => asked.add_extra_param("nonce", nonce.clone()),
        false => asked,
    };
    let (address, state) = asked.url();
    Ok(Begun {
        address: address.into(),
        state: state.into_secret(),
        verifier: verifier.into_secret(),
        nonce,
    })
}

/// Redeems a code.
pub(super) async fn redeem(
    outbound: &Outbound,
    client: &Client,
    endpoints: &Endpoints,
    code: String,
    verifier: String,
) -> Result<Answer, LoginError> {
    let asking = asking(client, endpoints)?;
    let send = |request: HttpRequest| {
        let outbound = outbound.clone();
        async move { outbound.send(request).await }
    };
    let answer = asking
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier))
        .request_async(&send)
        .await
        .map_err(|error| refused(&error))?;
    match answer.token_type() {
        BasicTokenType::Bearer => Ok(answer),
        _ => Err(LoginError::Exchange),
    }
}

/// The service's own words may repeat what it was sent, so only the kind of failure is told and logged.
fn refused(error: &oauth2::RequestTokenError<OutboundError, BasicErrorResponse>) -> LoginError {
    match error {
        oauth2::RequestTokenError::Request(error) => LoginError::Service(*error),
        oauth2::RequestTokenError::ServerResponse(answer) => {
            tracing::warn!(
                error = answer.error().as_ref(),
                "the login service did not take the code"
            );
            LoginError::Exchange
        }
        _ => {
            tracing::warn!("the login service's answer is no token");
            LoginError::Exchange
        }
    }
}
