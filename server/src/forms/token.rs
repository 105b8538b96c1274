//! The token every form carries: only a page given to this session could know it. It comes on top of the exact
//! `Origin`, for browsers too old to send one honestly.
//!
//! Pages are sent compressed, and the length of what is compressed tells whether two parts of it are alike (BREACH). So
//! the session's token never stands in a page: each page has it masked with random bytes of its own, and these before
//! it, so that no two pages share a byte of it but by chance.

use crate::doors::SessionId;
use crate::random::{self, NoRandomness};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Bytes of a token, and of the mask before it.
const LENGTH: usize = 32;

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

    /// The session's token for one page: a fresh mask, and the token under it.
    ///
    /// # Errors
    /// Without randomness.
    pub(crate) fn token(&self, id: &SessionId) -> Result<String, NoRandomness> {
        let mask: [u8; LENGTH] = random::bytes()?;
        let token = self.mac(id).finalize().into_bytes();
        let masked = mask.iter().zip(token).map(|(mask, byte)| mask ^ byte);
        let text: Vec<u8> = mask.iter().copied().chain(masked).collect();
        Ok(URL_SAFE_NO_PAD.encode(text))
    }

    /// Whether this is the session's token under any mask; takes the same time for every wrong one.
    pub(crate) fn gave(&self, token: &str, id: &SessionId) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else {
            return false;
        };
        let Some((mask, masked)) = bytes.split_at_checked(LENGTH) else {
            return false;
        };
        if masked.len() != LENGTH {
            return false;
        }
        let token: Vec<u8> = mask.iter().zip(masked).map(|(mask, byte)| mask ^ byte).collect();
        self.mac(id).verify_slice(&token).is_ok()
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
        let token = key.token(&one).unwrap();
        assert!(key.gave(&token, &one));
        assert!(!key.gave(&token, &two));
        assert!(!other.gave(&token, &one));
        for wrong in ["", "x", &token[1..], &format!("{token}A")] {
            assert!(!key.gave(wrong, &one), "{wrong}");
        }
    }

    #[test]
    fn no_two_pages_hold_the_same_token_and_all_of_them_are_good() {
        let (key, id) = (FormKey::new().unwrap(), SessionId([1; 32]));
        let pages: Vec<Vec<u8>> = (0..16)
            .map(|_| {
                let token = key.token(&id).unwrap();
                assert!(key.gave(&token, &id));
                URL_SAFE_NO_PAD.decode(token).unwrap()
            })
            .collect();
        for place in 0..2 * LENGTH {
            let first = pages[0][place];
            assert!(
                pages.iter().any(|page| page[place] != first),
                "byte {place} is the same in every page"
            );
        }
    }

    #[test]
    fn a_token_without_its_mask_or_with_more_behind_it_is_none() {
        let (key, id) = (FormKey::new().unwrap(), SessionId([1; 32]));
        let bytes = URL_SAFE_NO_PAD.decode(key.token(&id).unwrap()).unwrap();
        let unmasked = key.mac(&id).finalize().into_bytes();
        let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
        let mut turned = bytes.clone();
        turned[2 * LENGTH - 1] ^= 1;
        for wrong in [&unmasked[..], &bytes[..LENGTH], &longer, &turned] {
            assert!(!key.gave(&URL_SAFE_NO_PAD.encode(wrong), &id));
        }
    }
}
