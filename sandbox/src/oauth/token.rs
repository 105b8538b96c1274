//! `/oauth/token`: a code becomes a token, once, for the client it was given to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::client::Client;
use super::pkce::{self, Challenge};
use super::{Answer, Ask, object_name, random};
use crate::json::{items, text};
use crate::rbac;
use crate::resources::{oauthaccesstokens, oauthauthorizetokens};
use crate::world::World;

/// What is answered instead of a token: the error's name and, where there is more to say, why.
struct Refusal(&'static str, Option<&'static str>);

pub(super) fn answer(world: &mut World, ask: &Ask, now: Timestamp) -> Answer {
    match exchange(world, ask, now) {
        Ok(value) => Answer::Json { code: 200, value },
        Err(Refusal(error, why)) => Answer::Json {
            code: 400,
            value: json!({"error": error, "error_description": why.unwrap_or_else(|| words(error))}),
        },
    }
}

fn exchange(world: &mut World, ask: &Ask, now: Timestamp) -> Result<Value, Refusal> {
    let form = &ask.form;
    if form.get("grant_type") != "authorization_code" {
        // No refresh tokens: the original does not keep them either.
        return Err(Refusal("unsupported_grant_type", None));
    }
    let (id, secret) = credential(ask)?;
    if form.get("code").is_empty() {
        return Err(Refusal("invalid_grant", None));
    }
    let client = Client::find(world, &id)
        .filter(|client| client.knows(&secret))
        .ok_or(Refusal("unauthorized_client", None))?;
    let name = object_name(form.get("code")).ok_or(Refusal("invalid_grant", None))?;
    let code = world
        .store
        .get(&oauthauthorizetokens::RESOURCE, "", &name)
        .filter(|code| !rbac::expired(code, now) && text(code, "/clientName") == client.name())
        .map(|code| (**code).clone())
        .ok_or(Refusal("invalid_grant", None))?;
    let redirect = client
        .redirect(form.get("redirect_uri"))
        .filter(|redirect| redirect == text(&code, "/redirectURI"))
        .ok_or(Refusal("invalid_request", None))?;
    if let Some(challenge) = Challenge::of(&code) {
        let verifier = form.get("code_verifier");
        if !pkce::well_formed(verifier) {
            return Err(Refusal(
                "invalid_request",
                Some("code_verifier has invalid format"),
            ));
        }
        if !challenge.fits(verifier) {
            return Err(Refusal("invalid_grant", Some("code_verifier comparison failed")));
        }
    }
    let token = random().ok_or(Refusal("server_error", None))?;
    let token_name = object_name(&token).ok_or(Refusal("server_error", None))?;
    let lifetime = client.lifetime();
    let object = json!({
        "apiVersion": "oauth.openshift.io/v1", "kind": "OAuthAccessToken",
        "metadata": {"name": token_name},
        "clientName": client.name(), "expiresIn": lifetime, "scopes": code["scopes"], "redirectURI": redirect,
        "userName": code["userName"], "userUID": code["userUID"], "authorizeToken": name,
    });
    world.store.put(&oauthaccesstokens::RESOURCE, object, now);
    world.store.remove(&oauthauthorizetokens::RESOURCE, "", &name);
    let scopes: Vec<&str> = items(&code, "/scopes").iter().filter_map(Value::as_str).collect();
    Ok(
        json!({"access_token": token, "token_type": "Bearer", "expires_in": lifetime, "scope": scopes.join(" ")}),
    )
}

/// The client's name and secret: fields of the form, else HTTP Basic, whose halves are form-encoded (RFC 6749, 2.3.1).
fn credential(ask: &Ask) -> Result<(String, String), Refusal> {
    let id = ask.form.get("client_id");
    if !id.is_empty() && !ask.form.get("client_secret").is_empty() {
        return Ok((id.to_owned(), ask.form.get("client_secret").to_owned()));
    }
    let header = ask.authorization.as_deref().unwrap_or("");
    let decoded = header
        .strip_prefix("Basic ")
        .and_then(|text| STANDARD.decode(text.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let (id, secret) = decoded
        .as_deref()
        .and_then(|text| text.split_once(':'))
        .ok_or(Refusal("invalid_request", None))?;
    let plain = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced)
            .decode_utf8_lossy()
            .into_owned()
    };
    Ok((plain(id), plain(secret)))
}

fn words(error: &str) -> &'static str {
    match error {
        "invalid_request" => {
            "The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed."
        }
        "unauthorized_client" => "The client is not authorized to request a token using this method.",
        "unsupported_grant_type" => {
            "The authorization grant type is not supported by the authorization server."
        }
        "invalid_grant" => {
            "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."
        }
        _ => {
            "The authorization server encountered an unexpected condition that prevented it from fulfilling the request."
        }
    }
}
