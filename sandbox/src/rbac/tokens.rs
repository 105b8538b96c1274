//! What a bearer token is worth: the people's static ones, and those the OAuth server gave out, until they expire or
//! their object is deleted.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::User;
use super::people::{PEOPLE, Person};
use crate::json::{int, items, text};
use crate::oauth;
use crate::resources::oauthaccesstokens;
use crate::world::World;

/// What a bearer token is worth.
pub(crate) enum Login {
    Known(User),
    /// No `Authorization` header at all.
    Anonymous,
    /// A token that was never valid, or no longer is.
    Refused,
}

/// Looks a token up.
pub(crate) fn login(world: &World, authorization: Option<&str>, now: Timestamp) -> Login {
    let Some(header) = authorization else {
        return Login::Anonymous;
    };
    let user = header
        .strip_prefix("Bearer ")
        .map(str::trim)
        .filter(|_| !world.faults.expired)
        .and_then(|token| of_person(token).or_else(|| of_object(world, token, now)));
    user.map_or(Login::Refused, Login::Known)
}

fn of_person(token: &str) -> Option<User> {
    let person = PEOPLE.iter().find(|person| person.token == token)?;
    Some(User {
        name: person.name.to_owned(),
        groups: person.groups(),
        ..User::default()
    })
}

fn of_object(world: &World, token: &str, now: Timestamp) -> Option<User> {
    let name = oauth::object_name(token)?;
    let object = world.store.get(&oauthaccesstokens::RESOURCE, "", &name)?;
    if expired(object, now) {
        return None;
    }
    let person = Person::named(text(object, "/userName"))?;
    Some(User {
        name: person.name.to_owned(),
        groups: person.groups(),
        scopes: items(object, "/scopes")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    })
}

/// Whether a token's or code's time is over. `expiresIn` 0 means never, as in the original.
pub(crate) fn expired(object: &Value, now: Timestamp) -> bool {
    let lasts = int(object, "/expiresIn", 0);
    let made: Result<Timestamp, _> = text(object, "/metadata/creationTimestamp").parse();
    lasts > 0
        && made.is_ok_and(|made| {
            made.saturating_add(SignedDuration::from_secs(lasts))
                .is_ok_and(|end| end <= now)
        })
}
