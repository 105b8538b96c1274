//! Who is logged in at the route door: one sealed cookie, in pieces where a browser's limit asks for it. The server
//! keeps nothing, so a restart logs nobody out and any replica knows everybody. Knows no clock but the seconds it is
//! given.

use crate::doors::keys::{KeyRing, Purpose};
use crate::doors::{SessionId, cookies};
use crate::random::{self, NoRandomness};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

/// Of the first piece; further ones have `-1` and `-2` behind it.
const NAME: &str = "__Host-registry-console";
/// Pieces at most. An OpenShift token needs one, an ID token of 4 KB two.
const PIECES: usize = 3;
/// Bytes of a value: with name and attributes a cookie stays below the 4,096 that browsers keep.
const PIECE: usize = 3_900;
const ATTRIBUTES: &str = "; Path=/; Secure; HttpOnly; SameSite=Strict";

/// The longest a login lasts, in seconds, whatever its token would allow.
pub(crate) const ABSOLUTE: u64 = 8 * 3_600;
/// A use is written down when the last one is older than this, in seconds.
const REFRESH: u64 = 60;

/// How somebody logged in; decides what logging out does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Means {
    /// At OpenShift's OAuth server; the token is an object of the cluster.
    OpenShift,
    /// At an OpenID Connect provider; the token ends by itself.
    Oidc,
    /// With a token that somebody brought along.
    Token,
}

/// A login. It holds the token, so it cannot be printed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Login {
    /// Differs with each login, also of the same person.
    id: [u8; 16],
    pub(crate) token: String,
    /// The user name, as the API server said it at login.
    pub(crate) name: String,
    pub(crate) by: Means,
    /// When it ends at the latest, in seconds since 1970.
    pub(crate) ends: u64,
    /// When it was used last.
    seen: u64,
}

/// The browser would not keep a cookie of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotKept {
    /// More than [`PIECES`].
    TooLarge,
    /// Nothing can be sealed.
    NoRandomness,
}

impl From<NoRandomness> for NotKept {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

impl Login {
    /// A login that begins `now` with a token that lives for so many seconds, if that is known.
    pub(crate) fn new(
        token: String,
        name: String,
        by: Means,
        now: u64,
        lives: Option<u64>,
    ) -> Result<Self, NoRandomness> {
        Ok(Self {
            id: random::bytes()?,
            token,
            name,
            by,
            ends: now + lives.unwrap_or(ABSOLUTE).min(ABSOLUTE),
            seen: now,
        })
    }

    /// The session it makes.
    pub(crate) fn session(&self) -> SessionId {
        let mut id = [0; 32];
        id[..16].copy_from_slice(&self.id);
        SessionId(id)
    }

    /// Whether it still holds: neither at its end nor unused for `idle` seconds.
    fn holds(&self, now: u64, idle: u64) -> bool {
        now < self.ends && now < self.seen.saturating_add(idle)
    }

    /// The login the request carries, if it still holds, and whether it should be written anew.
    pub(crate) fn sent(headers: &HeaderMap, keys: &KeyRing, now: u64, idle: u64) -> Option<(Self, bool)> {
        let mut text = String::new();
        for piece in 0..PIECES {
            match cookies::sent(headers, &name(piece)).next() {
                Some(value) => text.push_str(value),
                None => break,
            }
        }
        let plain = keys.open(Purpose::Session, &text)?;
        let login: Self = serde_json::from_slice(&plain).ok()?;
        let fresh = now.saturating_sub(login.seen) < REFRESH && !keys.is_old(&text);
        login.holds(now, idle).then_some((login, !fresh))
    }

    /// The cookies that keep it, as used `now`.
    pub(crate) fn keep(&self, keys: &KeyRing, now: u64) -> Result<Vec<HeaderValue>, NotKept> {
        let used = Self {
            seen: now,
            ..self.clone()
        };
        let plain = serde_json::to_vec(&used).map_err(|_| NotKept::TooLarge)?;
        let sealed = keys.seal(Purpose::Session, &plain)?;
        if sealed.len() > PIECE * PIECES {
            return Err(NotKept::TooLarge);
        }
        // Sealed text is ASCII, so that every place is a border.
        let mut pieces = sealed.as_bytes().chunks(PIECE);
        let cookie = |piece| match pieces.next() {
            Some(value) => format!("{}={}{ATTRIBUTES}", name(piece), String::from_utf8_lossy(value)),
            None => gone(piece),
        };
        Ok((0..PIECES).map(cookie).filter_map(cookies::set).collect())
    }
}

/// The cookies that end whatever login the browser has.
pub(crate) fn forget() -> impl Iterator<Item = HeaderValue> {
    (0..PIECES).map(gone).filter_map(cookies::set)
}

fn gone(piece: usize) -> String {
    format!("{}=; Max-Age=0{ATTRIBUTES}", name(piece))
}

fn name(piece: usize) -> String {
    match piece {
        0 => NAME.to_owned(),
        piece => format!("{NAME}-{piece}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;

    const NOW: u64 = 1_000_000;
    const IDLE: u64 = 1_800;

    fn login(token: &str, lives: Option<u64>) -> Login {
        Login::new(token.to_owned(), "dana".into(), Means::OpenShift, NOW, lives).unwrap()
    }

    /// What a browser sends that was given these cookies.
    fn browser(cookies: &[HeaderValue]) -> HeaderMap {
        let pairs: Vec<&str> = cookies
            .iter()
            .filter_map(|cookie| cookie.to_str().unwrap().split(';').next())
            .filter(|pair| !pair.ends_with('='))
            .collect();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(pairs.join("; ")).unwrap())])
    }

    #[test]
    fn a_login_comes_back_from_its_cookies_whatever_the_size_of_its_token() {
        let keys = KeyRing::random().unwrap();
        for size in [50, 3_000, 4_000, 8_000] {
            let token = "t".repeat(size);
            let cookies = login(&token, None).keep(&keys, NOW).unwrap();
            let (found, anew) = Login::sent(&browser(&cookies), &keys, NOW, IDLE).unwrap();
            assert_eq!((found.token, found.name.as_str(), anew), (token, "dana", false));
            for cookie in &cookies {
                let text = cookie.to_str().unwrap();
                assert!(text.len() <= 4_096, "{}", text.len());
                assert!(text.starts_with("__Host-registry-console"), "{text}");
                for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
                    assert!(text.split("; ").any(|part| part == attribute), "{attribute}");
                }
                assert!(!text.contains("Domain"), "__Host- cookies have none");
                assert!(cookie.is_sensitive());
            }
        }
        assert_eq!(
            login(&"t".repeat(12_000), None).keep(&keys, NOW).err(),
            Some(NotKept::TooLarge)
        );
    }

    #[test]
    fn a_shorter_login_takes_the_pieces_of_a_longer_one_away() {
        let keys = KeyRing::random().unwrap();
        let cookies = login("short", None).keep(&keys, NOW).unwrap();
        let emptied = |cookie: &&HeaderValue| cookie.to_str().unwrap().contains("=; Max-Age=0");
        assert_eq!(cookies.iter().filter(emptied).count(), 2);
        assert_eq!(forget().filter(|cookie| emptied(&cookie)).count(), 3);
    }

    #[test]
    fn a_login_ends_with_its_token_after_eight_hours_and_when_it_is_not_used() {
        let keys = KeyRing::random().unwrap();
        let table = [
            (Some(600), IDLE, 599, true),
            (Some(600), IDLE, 600, false),
            (Some(86_400), u64::MAX, ABSOLUTE - 1, true),
            (Some(86_400), u64::MAX, ABSOLUTE, false),
            (None, u64::MAX, ABSOLUTE, false),
            (Some(86_400), IDLE, IDLE - 1, true),
            (Some(86_400), IDLE, IDLE, false),
        ];
        for (lives, idle, later, holds) in table {
            let cookies = browser(&login("t", lives).keep(&keys, NOW).unwrap());
            let sent = Login::sent(&cookies, &keys, NOW + later, idle);
            assert_eq!(sent.is_some(), holds, "{lives:?} {idle} {later}");
        }
    }

    #[test]
    fn use_keeps_a_login_alive_and_is_written_down_once_a_minute() {
        let keys = KeyRing::random().unwrap();
        let mut cookies = browser(&login("t", None).keep(&keys, NOW).unwrap());
        assert!(!Login::sent(&cookies, &keys, NOW + 59, IDLE).unwrap().1);
        for minute in 1..=60 {
            let now = NOW + minute * 60;
            let (login, anew) = Login::sent(&cookies, &keys, now, IDLE).unwrap();
            assert!(anew, "minute {minute}");
            cookies = browser(&login.keep(&keys, now).unwrap());
        }
        assert!(Login::sent(&cookies, &keys, NOW + 3_600 + IDLE, IDLE).is_none());
    }

    #[test]
    fn every_login_is_a_session_of_its_own_and_a_foreign_cookie_is_none() {
        let keys = KeyRing::random().unwrap();
        let (one, other) = (login("t", None), login("t", None));
        assert_ne!(one.session(), other.session());
        let cookies = browser(&one.keep(&KeyRing::random().unwrap(), NOW).unwrap());
        assert!(Login::sent(&cookies, &keys, NOW, IDLE).is_none());
        assert!(Login::sent(&HeaderMap::new(), &keys, NOW, IDLE).is_none());
    }
}
