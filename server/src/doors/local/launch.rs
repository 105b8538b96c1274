//! The launch token: whoever can read the terminal may open the console, once.

use crate::random::{self, NoRandomness};
use std::fmt;
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq as _;

/// How long a launch address works.
pub const LIFETIME: Duration = Duration::from_secs(600);

/// A launch token: 256 bits, usable once, for a while.
pub struct Launch {
    token: Option<String>,
    until: Instant,
}

impl fmt::Debug for Launch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Launch")
    }
}

impl Launch {
    /// A fresh token that works for `lifetime`, and its text for the terminal. It is kept nowhere else.
    ///
    /// # Errors
    /// Without randomness.
    pub fn new(lifetime: Duration) -> Result<(Self, String), NoRandomness> {
        let token = random::text::<32>()?;
        let launch = Self {
            token: Some(token.clone()),
            until: Instant::now() + lifetime,
        };
        Ok((launch, token))
    }

    /// Uses the token up if this is it. A wrong guess uses nothing up.
    pub(super) fn redeem(&mut self, token: &str) -> bool {
        let right = self
            .token
            .as_ref()
            .is_some_and(|own| bool::from(own.as_bytes().ct_eq(token.as_bytes())));
        let valid = right && Instant::now() < self.until;
        if valid {
            self.token = None;
        }
        valid
    }

    /// Whether somebody entered with it.
    pub(super) fn is_used(&self) -> bool {
        self.token.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_once_and_a_wrong_one_never() {
        let (mut launch, token) = Launch::new(LIFETIME).unwrap();
        assert!(token.len() >= 43, "256 bits");
        for wrong in ["", "x", &token[1..], &format!("{token}x")] {
            assert!(!launch.redeem(wrong), "{wrong}");
        }
        assert!(!launch.is_used());
        assert!(launch.redeem(&token));
        assert!(launch.is_used());
        assert!(!launch.redeem(&token));
    }

    #[test]
    fn a_token_older_than_its_lifetime_is_refused() {
        let (mut launch, token) = Launch::new(Duration::ZERO).unwrap();
        assert!(!launch.redeem(&token));
        assert!(!launch.is_used());
    }
}
