//! The keys that replicas share: they seal sessions, and everything else that must mean the same to every replica is
//! derived from them. The first key of the file seals, every key of it opens, so that keys can be exchanged without
//! logging anybody out. Knows no cookie and no session.

use crate::random::{self, NoRandomness};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a key's name in what it sealed.
const ID: usize = 8;

/// Why a file holds no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not one line.
    #[error("The session key file is empty. Make a key with: openssl rand -base64 32.")]
    Empty,
    /// A line is something else. Its content is not repeated.
    #[error(
        "Line {0} of the session key file is no base64 text of 32 bytes. Make one with: openssl rand -base64 32."
    )]
    Line(usize),
}

/// What is sealed for one purpose cannot be opened for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Who is logged in.
    Session,
    /// A login under way.
    Flow,
}

impl Purpose {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Session => b"registry-console session v1",
            Self::Flow => b"registry-console flow v1",
        }
    }
}

struct Key {
    id: [u8; ID],
    aead: LessSafeKey,
    secret: [u8; KEY],
}

impl Key {
    fn new(secret: [u8; KEY]) -> Option<Self> {
        let aead = UnboundKey::new(&AES_256_GCM, &derived(&secret, b"seal")).ok()?;
        let id = *derived(&secret, b"name").first_chunk()?;
        Some(Self {
            id,
            aead: LessSafeKey::new(aead),
            secret,
        })
    }
}

/// The keys, first the one that seals.
pub struct KeyRing {
    first: Key,
    others: Vec<Key>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing")
    }
}

impl KeyRing {
    /// A single key from the operating system, for a server that has no replicas.
    ///
    /// # Errors
    /// Without randomness.
    pub fn random() -> Result<Self, NoRandomness> {
        let first = Key::new(random::bytes()?).ok_or(NoRandomness)?;
        Ok(Self {
            first,
            others: Vec::new(),
        })
    }

    /// Reads a file of keys: one base64 text of 32 bytes a line; empty lines and those that begin with `#` do not
    /// count.
    ///
    /// # Errors
    /// When a line is no key, or there is none.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let lines = text.lines().map(str::trim).enumerate();
        let mut keys = Vec::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let bytes = STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok());
            let key = bytes.and_then(Key::new).ok_or(KeyError::Line(number + 1))?;
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or(KeyError::Empty)?;
        Ok(Self {
            first,
            others: keys.collect(),
        })
    }

    /// Encrypts and signs, as text fit for a cookie.
    ///
    /// # Errors
    /// Without randomness.
    pub(crate) fn seal(&self, purpose: Purpose, plain: &[u8]) -> Result<String, NoRandomness> {
        let nonce: [u8; NONCE_LEN] = random::bytes()?;
        let mut sealed = plain.to_vec();
        let aad = Aad::from(purpose.name());
        let nonce_used = Nonce::assume_unique_for_key(nonce);
        self.first
            .aead
            .seal_in_place_append_tag(nonce_used, aad, &mut sealed)
            .map_err(|_| NoRandomness)?;
        Ok(URL_SAFE_NO_PAD.encode([self.first.id.as_slice(), &nonce, &sealed].concat()))
    }

    /// Opens what one of the keys sealed for this purpose. `None` for anything else, whatever is wrong with it.
    pub(crate) fn open(&self, purpose: Purpose, sealed: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (id, rest) = bytes.split_first_chunk_mut::<ID>()?;
        let (nonce, sealed) = rest.split_first_chunk_mut::<NONCE_LEN>()?;
        let key = std::iter::once(&self.first)
            .chain(&self.others)
            .find(|key| key.id == *id)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = key
            .aead
            .open_in_place(nonce, Aad::from(purpose.name()), sealed)
            .ok()?;
        Some(plain.to_vec())
    }

    /// Whether what is sealed was sealed by a key that no longer seals, and should be sealed anew.
    pub(crate) fn is_old(&self, sealed: &str) -> bool {
        let id = URL_SAFE_NO_PAD
            .decode(sealed)
            .ok()
            .and_then(|bytes| bytes.first_chunk().copied());
        id != Some(self.first.id)
    }

    /// A secret for another use, the same for every replica.
    pub(crate) fn derive(&self, label: &str) -> [u8; 32] {
        derived(&self.first.secret, label.as_bytes())
    }
}

/// HKDF-Expand of RFC 5869 for one block. The secret is uniformly random already, so nothing has to be extracted.
fn derived(secret: &[u8; KEY], label: &[u8]) -> [u8; 32] {
    // The MAC takes a full block; a shorter key is padded with zeros, as RFC 2104 says.
    let mut block = [0u8; 64];
    block[..KEY].copy_from_slice(secret);
    let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
    mac.update(b"registry-console ");
    mac.update(label);
    mac.update(&[1]);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(keys: &[u8]) -> KeyRing {
        let lines: Vec<String> = keys.iter().map(|&byte| STANDARD.encode([byte; KEY])).collect();
        KeyRing::parse(&lines.join("\n")).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_key_only() {
        let own = ring(&[1]);
        let sealed = own.seal(Purpose::Session, b"canary").unwrap();
        assert_eq!(
            own.open(Purpose::Session, &sealed).as_deref(),
            Some(&b"canary"[..])
        );
        assert_eq!(own.open(Purpose::Flow, &sealed), None);
        assert_eq!(ring(&[2]).open(Purpose::Session, &sealed), None);
        assert!(!sealed.contains("canary"));
        assert_ne!(
            sealed,
            own.seal(Purpose::Session, b"canary").unwrap(),
            "the nonce is fresh"
        );
    }

    #[test]
    fn not_one_flipped_bit_opens() {
        let own = ring(&[1]);
        let sealed = own.seal(Purpose::Session, b"{\"token\":\"canary\"}").unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        for position in 0..bytes.len() {
            for bit in 0..8 {
                let mut forged = bytes.clone();
                forged[position] ^= 1 << bit;
                let forged = URL_SAFE_NO_PAD.encode(forged);
                assert_eq!(
                    own.open(Purpose::Session, &forged),
                    None,
                    "byte {position} bit {bit}"
                );
            }
        }
        for cut in 0..bytes.len() {
            assert_eq!(
                own.open(Purpose::Session, &URL_SAFE_NO_PAD.encode(&bytes[..cut])),
                None,
                "{cut}"
            );
        }
        for text in ["", "!", "AAAA"] {
            assert_eq!(own.open(Purpose::Session, text), None, "{text}");
        }
    }

    #[test]
    fn an_old_key_opens_and_the_new_one_seals() {
        let (before, during, after) = (ring(&[1]), ring(&[2, 1]), ring(&[2]));
        let old = before.seal(Purpose::Session, b"x").unwrap();
        assert!(during.open(Purpose::Session, &old).is_some());
        assert!(during.is_old(&old) && !before.is_old(&old));
        let new = during.seal(Purpose::Session, b"x").unwrap();
        assert!(after.open(Purpose::Session, &new).is_some());
        assert!(after.open(Purpose::Session, &old).is_none());
    }

    #[test]
    fn replicas_with_the_same_file_derive_the_same_secrets() {
        assert_eq!(ring(&[1, 2]).derive("plan"), ring(&[1]).derive("plan"));
        assert_ne!(ring(&[1]).derive("plan"), ring(&[1]).derive("form"));
        assert_ne!(ring(&[1]).derive("plan"), ring(&[2]).derive("plan"));
    }

    #[test]
    fn a_file_without_a_proper_key_says_which_line() {
        assert_eq!(KeyRing::parse("\n# none\n").err(), Some(KeyError::Empty));
        let good = STANDARD.encode([1; KEY]);
        for bad in ["short", "canary!", &STANDARD.encode([1; 31])] {
            let error = KeyRing::parse(&format!("# keys\n{good}\n{bad}\n")).unwrap_err();
            assert_eq!(error, KeyError::Line(3), "{bad}");
            assert!(!error.to_string().contains(bad));
        }
    }
}
