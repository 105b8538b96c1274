//! The token every form carries: only a page given to this session could know it. It comes on top of the exact
//! `Origin`, for browsers too old to send one honestly.

use crate::doors::SessionId;
use crate::random::{self, NoRandomness};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// The key of all tokens of this process, or of all replicas.
#[derive(Clone)]
pub(crate) struct FormKey([u8; 32]);

impl fmt::Debug for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormKey")
    }
}

impl From<[u8; 32]> for FormKey {
    fn from(key: [u8; 32]) -> Self {
        Self(key)
    }
}

impl FormKey {
    pub(crate) fn new() -> Result<Self, NoRandomness> {
        Ok(Self(random::bytes()?))
    }

    /// The session's token.
    pub(crate) fn token(&self, id: &SessionId) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(id).finalize().into_bytes())
    }

    /// Whether this is the session's token; takes the same time for every wrong one.
    pub(crate) fn gave(&self, token: &str, id: &SessionId) -> bool {
        URL_SAFE_NO_PAD
            .decode(token)
            .is_ok_and(|bytes| self.mac(id).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, id: &SessionId) -> Hmac<Sha256> {
        // The MAC takes a full block; a shorter key is padded with zeros, as RFC 2104 says.
        let mut block = [0u8; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
        mac.update(b"form");
        mac.update(&id.0);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_own_session_and_key_only() {
        let (key, other) = (FormKey::new().unwrap(), FormKey::new().unwrap());
        let (one, two) = (SessionId([1; 32]), SessionId([2; 32]));
        let token = key.token(&one);
        assert!(key.gave(&token, &one));
        assert!(!key.gave(&token, &two));
        assert!(!other.gave(&token, &one));
        for wrong in ["", "x", &token[1..], &format!("{token}A")] {
            assert!(!key.gave(wrong, &one), "{wrong}");
        }
    }
}
