//! A login under way: what must come back from the login service, kept sealed in the browser that began it. A flow is
//! good for one answer and for five minutes. Knows no login service.

use super::back::Back;
use crate::doors::cookies;
use crate::doors::keys::{KeyRing, Purpose};
use crate::random::NoRandomness;
use aws_lc_rs::digest::{SHA256, digest};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

const NAME: &str = "__Host-registry-console-login";
/// How long a login may take, in seconds.
pub(crate) const LIFETIME: u64 = 300;

/// What the login service was told. It holds the verifier, so it cannot be printed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Flow {
    /// Comes back with the answer.
    pub(crate) state: String,
    /// Proves to the login service that the answer is redeemed by whoever asked.
    pub(crate) verifier: String,
    /// Comes back inside an ID token.
    pub(crate) nonce: String,
    back: String,
    made: u64,
}

impl Flow {
    pub(crate) fn new(state: String, verifier: String, nonce: String, back: &Back, now: u64) -> Self {
        Self {
            state,
            verifier,
            nonce,
            back: back.address().to_owned(),
            made: now,
        }
    }

    /// Where it leads in the end.
    pub(crate) fn back(&self) -> Back {
        Back::read(&self.back)
    }

    /// The cookie that keeps it. `Lax`, because the answer is a navigation that another site began.
    pub(crate) fn keep(&self, keys: &KeyRing) -> Result<Option<HeaderValue>, NoRandomness> {
        let plain = serde_json::to_vec(self).map_err(|_| NoRandomness)?;
        let sealed = keys.seal(Purpose::Flow, &plain)?;
        Ok(cookies::set(format!(
            "{NAME}={sealed}; Max-Age={LIFETIME}; Path=/; Secure; HttpOnly; SameSite=Lax"
        )))
    }

    /// The flow this browser began, if its answer is this `state` and comes in time.
    pub(crate) fn answered(headers: &HeaderMap, keys: &KeyRing, state: &str, now: u64) -> Option<Self> {
        let mut sent = cookies::sent(headers, NAME);
        let plain = keys.open(Purpose::Flow, sent.next()?)?;
        let flow: Self = serde_json::from_slice(&plain).ok()?;
        let own = bool::from(flow.state.as_bytes().ct_eq(state.as_bytes()));
        (own && !state.is_empty() && now < flow.made + LIFETIME).then_some(flow)
    }
}

/// The cookie that ends whatever flow the browser has.
pub(crate) fn forget() -> Option<HeaderValue> {
    cookies::set(format!(
        "{NAME}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"
    ))
}

/// Flows that had their answer. A browser forgets its cookie with the answer; this is for whoever kept a copy.
#[derive(Debug, Default)]
pub(crate) struct Answered(Mutex<HashMap<[u8; 32], u64>>);

impl Answered {
    /// Notes the answer; `false` when there was one before.
    pub(crate) fn first(&self, flow: &Flow, now: u64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, made| now < *made + LIFETIME);
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, flow.state.as_bytes()).as_ref());
        seen.insert(key, flow.made).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;

    fn flow(state: &str) -> Flow {
        Flow::new(
            state.into(),
            "verifier".into(),
            "nonce".into(),
            &Back::read("/state"),
            1_000,
        )
    }

    fn browser(flow: &Flow, keys: &KeyRing) -> HeaderMap {
        let cookie = flow.keep(keys).unwrap().unwrap();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(pair).unwrap())])
    }

    #[test]
    fn an_answer_fits_only_the_browser_that_asked_and_only_in_time() {
        let keys = KeyRing::random().unwrap();
        let cookies = browser(&flow("mine"), &keys);
        let found = Flow::answered(&cookies, &keys, "mine", 1_299).unwrap();
        assert_eq!(
            (found.verifier.as_str(), found.back().address()),
            ("verifier", "/state")
        );
        assert!(Flow::answered(&cookies, &keys, "mine", 1_300).is_none());
        for state in ["", "other", "mine "] {
            assert!(
                Flow::answered(&cookies, &keys, state, 1_000).is_none(),
                "{state:?}"
            );
        }
        assert!(Flow::answered(&HeaderMap::new(), &keys, "mine", 1_000).is_none());
        assert!(Flow::answered(&browser(&flow("other"), &keys), &keys, "mine", 1_000).is_none());
        assert!(Flow::answered(&cookies, &KeyRing::random().unwrap(), "mine", 1_000).is_none());
    }

    #[test]
    fn an_answer_counts_once() {
        let answered = Answered::default();
        assert!(answered.first(&flow("a"), 1_000));
        assert!(!answered.first(&flow("a"), 1_001));
        assert!(answered.first(&flow("b"), 1_001));
        // Past its end a flow is refused for its age, so that nothing has to be remembered for ever.
        assert!(answered.first(
            &Flow {
                made: 2_000,
                ..flow("c")
            },
            2_000
        ));
        assert_eq!(answered.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn the_cookie_is_lax_and_nobody_can_read_what_is_in_it() {
        let keys = KeyRing::random().unwrap();
        let cookie = flow("canary-state").keep(&keys).unwrap().unwrap();
        let text = cookie.to_str().unwrap();
        assert!(text.starts_with("__Host-registry-console-login="));
        assert!(
            text.ends_with("; Max-Age=300; Path=/; Secure; HttpOnly; SameSite=Lax"),
            "{text}"
        );
        assert!(!text.contains("canary") && !text.contains("verifier"));
    }
}
