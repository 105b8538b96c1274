//! `/oauth/authorize`: a person logs in, approves when the client asks for it, and is sent back with a code. Whoever
//! may not be sent anywhere sees a page instead.

use form_urlencoded::Serializer;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::client::{Client, Grant};
use super::pkce::Challenge;
use super::{Answer, Ask, CODE_SECONDS, object_name, page, random};
use crate::json::items;
use crate::rbac::people::Person;
use crate::rbac::scope::Scope;
use crate::request::Query;
use crate::resources::{oauthauthorizetokens, oauthclientauthorizations};
use crate::world::World;

/// More approval pages than this are never open at a time; the oldest is forgotten.
const OPEN_PAGES: usize = 1_000;

const DENIED: &str = "The resource owner or authorization server denied the request.";

/// What a client asked for.
#[derive(Clone)]
struct Wanted {
    client: String,
    redirect: String,
    scopes: Vec<String>,
    state: String,
    challenge: Option<Challenge>,
}

/// Somebody who logged in and has not approved yet.
pub(super) struct Waiting {
    wanted: Wanted,
    person: &'static Person,
    until: Timestamp,
}

pub(super) fn answer(world: &mut World, ask: &Ask, now: Timestamp) -> Answer {
    let query = Query::parse(&ask.query);
    let (client, redirect) = match destination(world, &query) {
        Ok(found) => found,
        Err(problem) => {
            return Answer::Page {
                code: 400,
                html: page::error(problem),
            };
        }
    };
    let wanted = match wanted(&client, redirect.clone(), &query) {
        Ok(wanted) => wanted,
        Err((error, description)) => {
            return back(&redirect, &refused(error, description, query.get("state")));
        }
    };
    let login = |refused: Option<&str>| Answer::Page {
        code: 200,
        html: page::login(client.name(), &ask.query, refused),
    };
    match (ask.method.as_str(), ask.form.get("action")) {
        ("GET", _) => login(None),
        (_, "cancel") => {
            world.oauth.waiting.remove(ask.form.get("ticket"));
            deny(&wanted, "access_denied", DENIED)
        }
        (_, "approve") => {
            approved(world, &wanted, ask.form.get("ticket"), now).unwrap_or_else(|| login(None))
        }
        // A browser that sends the form by the return key says no action.
        _ => {
            let (name, password) = (ask.form.get("username"), ask.form.get("password"));
            match Person::with_password(name, password) {
                Some(person) => grant(world, &client, wanted, person, &ask.query, now),
                None => login(Some(name)),
            }
        }
    }
}

/// Who asks and where the answer goes; without both, nobody is sent anywhere.
fn destination(world: &World, query: &Query) -> Result<(Client, String), &'static str> {
    let client = Client::find(world, query.get("client_id"))
        .ok_or("unauthorized_client: the OAuth server does not know this client.")?;
    let redirect = client.redirect(query.get("redirect_uri")).ok_or(
        "invalid_request: this client may not send people to the address it asked for (redirect_uri).",
    )?;
    Ok((client, redirect))
}

fn wanted(client: &Client, redirect: String, query: &Query) -> Result<Wanted, (&'static str, &'static str)> {
    if query.get("response_type") != "code" {
        return Err((
            "unsupported_response_type",
            "The authorization server does not support obtaining a token using this method.",
        ));
    }
    let challenge = Challenge::read(query.get("code_challenge"), query.get("code_challenge_method"))
        .map_err(|why| ("invalid_request", why))?;
    let mut scopes: Vec<String> = query.get("scope").split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() {
        scopes.push("user:full".to_owned());
    }
    Ok(Wanted {
        client: client.name().to_owned(),
        redirect,
        scopes,
        state: query.get("state").to_owned(),
        challenge,
    })
}

/// What follows a login: the scopes are judged only now, as in the original.
fn grant(
    world: &mut World,
    client: &Client,
    wanted: Wanted,
    person: &'static Person,
    query: &str,
    now: Timestamp,
) -> Answer {
    if let Some(unknown) = wanted.scopes.iter().find(|text| Scope::read(text).is_none()) {
        let why = format!("Invalid value: \"{unknown}\": no scope handler found");
        return deny(&wanted, "invalid_scope", &why);
    }
    let illegal = client.illegal(&wanted.scopes);
    if !illegal.is_empty() {
        let why = format!("scope denied: {}", illegal.join(" "));
        return deny(&wanted, "access_denied", &why);
    }
    if client.grant() == Grant::Auto || known(world, &wanted, person) {
        return code(world, &wanted, person, now);
    }
    if client.grant() == Grant::Deny {
        return deny(&wanted, "access_denied", DENIED);
    }
    let Some(ticket) = random() else {
        return no_randomness(&wanted);
    };
    let html = page::approve(&wanted.client, person.name, &wanted.scopes, query, &ticket);
    let waiting = &mut world.oauth.waiting;
    waiting.retain(|_, waiting| waiting.until > now);
    if waiting.len() == OPEN_PAGES {
        waiting.pop_first();
    }
    let until = now
        .saturating_add(SignedDuration::from_secs(CODE_SECONDS))
        .unwrap_or(Timestamp::MAX);
    waiting.insert(
        ticket,
        Waiting {
            wanted,
            person,
            until,
        },
    );
    Answer::Page { code: 200, html }
}

/// Whether this person has approved all of these scopes for this client before.
fn known(world: &World, wanted: &Wanted, person: &Person) -> bool {
    let name = format!("{}:{}", person.name, wanted.client);
    world
        .store
        .get(&oauthclientauthorizations::RESOURCE, "", &name)
        .is_some_and(|object| {
            let approved = items(object, "/scopes");
            wanted
                .scopes
                .iter()
                .all(|scope| approved.iter().any(|one| one == scope))
        })
}

/// The code for whoever holds the ticket; nothing for an unknown or stale one, who logs in again.
fn approved(world: &mut World, wanted: &Wanted, ticket: &str, now: Timestamp) -> Option<Answer> {
    let waiting = world.oauth.waiting.remove(ticket)?;
    // The address bar may say something else by now; what was on the page counts.
    if waiting.until <= now || waiting.wanted.client != wanted.client {
        return None;
    }
    let Waiting { wanted, person, .. } = waiting;
    let object = json!({
        "apiVersion": "oauth.openshift.io/v1", "kind": "OAuthClientAuthorization",
        "metadata": {"name": format!("{}:{}", person.name, wanted.client)},
        "clientName": wanted.client, "userName": person.name, "userUID": person.uid, "scopes": wanted.scopes,
    });
    world.store.put(&oauthclientauthorizations::RESOURCE, object, now);
    Some(code(world, &wanted, person, now))
}

fn code(world: &mut World, wanted: &Wanted, person: &Person, now: Timestamp) -> Answer {
    let code = random();
    let Some((code, name)) = code.and_then(|code| object_name(&code).map(|name| (code, name))) else {
        return no_randomness(wanted);
    };
    let mut object = json!({
        "apiVersion": "oauth.openshift.io/v1", "kind": "OAuthAuthorizeToken",
        "metadata": {"name": name},
        "clientName": wanted.client, "expiresIn": CODE_SECONDS, "scopes": wanted.scopes,
        "redirectURI": wanted.redirect, "state": wanted.state,
        "userName": person.name, "userUID": person.uid,
    });
    if let Some(challenge) = &wanted.challenge {
        object["codeChallenge"] = Value::from(challenge.text.as_str());
        object["codeChallengeMethod"] = Value::from(challenge.method.as_str());
    }
    world.store.put(&oauthauthorizetokens::RESOURCE, object, now);
    back(
        &wanted.redirect,
        &[("code", code), ("state", wanted.state.clone())],
    )
}

fn no_randomness(wanted: &Wanted) -> Answer {
    deny(wanted, "server_error", "the machine gives no random numbers")
}

fn deny(wanted: &Wanted, error: &str, description: &str) -> Answer {
    back(&wanted.redirect, &refused(error, description, &wanted.state))
}

fn refused(error: &str, description: &str, state: &str) -> Vec<(&'static str, String)> {
    let mut pairs = vec![
        ("error", error.to_owned()),
        ("error_description", description.to_owned()),
    ];
    if !state.is_empty() {
        pairs.push(("state", state.to_owned()));
    }
    pairs
}

/// Back to the client. Registered addresses carry no query.
fn back(redirect: &str, pairs: &[(&'static str, String)]) -> Answer {
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    Answer::Redirect(format!("{redirect}?{query}"))
}
