//! Proof key for code exchange (RFC 7636): who swaps a code must be who asked for it.

use serde_json::Value;

use super::digest;
use crate::json::text;

/// What a client sent along when it asked for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) text: String,
    pub(super) method: String,
}

/// Whether a text may be a challenge or a verifier.
pub(super) fn well_formed(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

impl Challenge {
    /// The challenge in a request, none when it sends none; or what is wrong with it.
    pub(super) fn read(text: &str, method: &str) -> Result<Option<Self>, &'static str> {
        let method = match method {
            _ if text.is_empty() => return Ok(None),
            "" | "plain" => "plain",
            "S256" => "S256",
            _ => return Err("code_challenge_method transform algorithm not supported (rfc7636)"),
        };
        if !well_formed(text) {
            return Err("code_challenge invalid (rfc7636)");
        }
        Ok(Some(Self {
            text: text.to_owned(),
            method: method.to_owned(),
        }))
    }

    /// The challenge a code was given for.
    pub(super) fn of(code: &Value) -> Option<Self> {
        let challenge = text(code, "/codeChallenge");
        (!challenge.is_empty()).then(|| Self {
            text: challenge.to_owned(),
            method: text(code, "/codeChallengeMethod").to_owned(),
        })
    }

    pub(super) fn fits(&self, verifier: &str) -> bool {
        match self.method.as_str() {
            "S256" => digest(verifier) == self.text,
            _ => verifier == self.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_of_the_rfc_fits_its_challenge() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let hashed = Challenge::read(challenge, "S256")
            .expect("well formed")
            .expect("a challenge");
        assert!(hashed.fits(verifier) && !hashed.fits(challenge));
        let plain = Challenge::read(verifier, "")
            .expect("well formed")
            .expect("a challenge");
        assert!(plain.fits(verifier) && !plain.fits(challenge));
    }

    #[test]
    fn what_is_no_challenge_is_refused() {
        assert_eq!(Challenge::read("", "S256"), Ok(None));
        for (text, method) in [
            ("short", "S256"),
            (&*"a".repeat(129), "S256"),
            (&*"ä".repeat(43), "plain"),
            (&*"a".repeat(43), "S512"),
        ] {
            assert!(Challenge::read(text, method).is_err(), "{text} {method}");
        }
    }
}
