//! What an ID token must be before anybody is logged in with it (OpenID Connect Core 3.1.3.7). Knows no network.

use super::LoginError;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

/// Signatures with the provider's own key. `none` and those with a shared secret are not among them.
const SIGNATURES: [Algorithm; 7] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// Clocks differ by this much at most, in seconds.
const LEEWAY: u64 = 60;

/// What the token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    pub(super) nonce: &'a str,
}

#[derive(Deserialize)]
struct Claims {
    exp: u64,
    nonce: Option<String>,
    azp: Option<String>,
}

/// Checks signature, algorithm, issuer, audience, authorised party, end and nonce; gives the end, in seconds since 1970.
pub(super) fn verified(token: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<u64, LoginError> {
    let header = decode_header(token).map_err(|_| LoginError::Untrusted("its ID token is none"))?;
    if !SIGNATURES.contains(&header.alg) {
        return Err(LoginError::Untrusted(
            "its ID token is signed in a way that is not allowed",
        ));
    }
    let mut validation = Validation::new(header.alg);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let fitting = keys
        .keys
        .iter()
        .filter(|key| may_sign(key, header.kid.as_deref()));
    let mut claims = None;
    for key in fitting {
        let Ok(key) = DecodingKey::from_jwk(key) else {
            continue;
        };
        if let Ok(found) = decode::<Claims>(token, &key, &validation) {
            claims = Some(found.claims);
            break;
        }
    }
    let claims = claims.ok_or(LoginError::Untrusted(
        "its ID token is not signed by it, not meant for this console, or past its end",
    ))?;
    if claims.azp.is_some_and(|party| party != expected.audience) {
        return Err(LoginError::Untrusted("its ID token was made for another party"));
    }
    let nonce = claims.nonce.unwrap_or_default();
    if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        return Err(LoginError::Untrusted("its ID token answers another login"));
    }
    Ok(claims.exp)
}

/// Keys for encryption are not for signatures; with a key id only that key counts.
fn may_sign(key: &Jwk, id: Option<&str>) -> bool {
    let for_signing = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    for_signing && id.is_none_or(|id| key.common.key_id.as_deref() == Some(id))
}

#[cfg(test)]
pub(super) mod tests {
    //! Tokens that say what they are told to, also for the suite of the providers.

    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::{Value, json};

    const EXPECTED: Expected<'static> = Expected {
        issuer: "https://id.example",
        audience: "registry-console",
        nonce: "n-0",
    };

    /// A provider's key.
    pub(crate) struct Signer {
        der: Vec<u8>,
        pub(crate) set: JwkSet,
    }

    pub(crate) fn signer(id: &str) -> Signer {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
        let point = &pair.public_key().as_ref()[1..];
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let set = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": id, "use": "sig", "alg": "ES256",
            "x": text(&point[..32]), "y": text(&point[32..])}]});
        Signer {
            der: document.as_ref().to_vec(),
            set: serde_json::from_value(set).unwrap(),
        }
    }

    pub(crate) fn claims(changed: Value) -> Value {
        let now = jsonwebtoken::get_current_timestamp();
        let mut claims = json!({"iss": EXPECTED.issuer, "aud": EXPECTED.audience, "sub": "dana", "nonce": "n-0", "exp": now + 300});
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    pub(crate) fn signed(signer: &Signer, id: &str, claims: &Value) -> String {
        let header = Header {
            kid: Some(id.to_owned()),
            ..Header::new(Algorithm::ES256)
        };
        encode(&header, claims, &EncodingKey::from_ec_der(&signer.der)).unwrap()
    }

    #[test]
    fn a_token_that_says_all_it_must_is_taken_until_its_end() {
        let own = signer("one");
        let now = jsonwebtoken::get_current_timestamp();
        let end = verified(&signed(&own, "one", &claims(json!({}))), &own.set, &EXPECTED).unwrap();
        assert!(end > now && end <= now + 300);
        for fine in [
            json!({"aud": ["other", "registry-console"]}),
            json!({"azp": "registry-console"}),
        ] {
            assert!(
                verified(&signed(&own, "one", &claims(fine.clone())), &own.set, &EXPECTED).is_ok(),
                "{fine}"
            );
        }
    }

    #[test]
    fn a_token_that_says_anything_else_is_refused() {
        let own = signer("one");
        let now = jsonwebtoken::get_current_timestamp();
        for wrong in [
            json!({"iss": "https://evil.example"}),
            json!({"iss": null}),
            json!({"aud": "another"}),
            json!({"aud": null}),
            json!({"azp": "another"}),
            json!({"nonce": "n-1"}),
            json!({"nonce": null}),
            json!({"exp": now - 61}),
            json!({"exp": "tomorrow"}),
            json!({"exp": null}),
            json!({"nbf": now + 600}),
            json!({"sub": null}),
        ] {
            let mut said = claims(wrong.clone());
            said.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            assert!(
                verified(&signed(&own, "one", &said), &own.set, &EXPECTED).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn only_the_providers_own_signature_counts() {
        let (own, other) = (signer("one"), signer("one"));
        let good = signed(&own, "one", &claims(json!({})));
        assert!(
            verified(&good, &other.set, &EXPECTED).is_err(),
            "signed by somebody else"
        );
        assert!(
            verified(&signed(&own, "two", &claims(json!({}))), &own.set, &EXPECTED).is_err(),
            "another key id"
        );
        let (body, signature) = good.rsplit_once('.').unwrap();
        assert!(
            verified(&format!("{body}."), &own.set, &EXPECTED).is_err(),
            "no signature"
        );
        let mut forged = signature.as_bytes().to_vec();
        forged[5] = if forged[5] == b'A' { b'B' } else { b'A' };
        let forged = format!("{body}.{}", String::from_utf8(forged).unwrap());
        assert!(
            verified(&forged, &own.set, &EXPECTED).is_err(),
            "a changed signature"
        );
    }

    #[test]
    fn no_signature_and_shared_secrets_are_not_allowed() {
        let own = signer("one");
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        for algorithm in ["none", "HS256", "HS512", "nonsense"] {
            let header = part(&json!({"alg": algorithm, "kid": "one"}));
            for signature in ["", "AAAA"] {
                let token = format!("{header}.{}.{signature}", part(&claims(json!({}))));
                assert!(verified(&token, &own.set, &EXPECTED).is_err(), "{algorithm}");
            }
        }
        // Signed with the public key as if it were a secret.
        let secret = serde_json::to_vec(&own.set).unwrap();
        let token = encode(
            &Header::new(Algorithm::HS256),
            &claims(json!({})),
            &EncodingKey::from_secret(&secret),
        );
        assert!(verified(&token.unwrap(), &own.set, &EXPECTED).is_err());
        for text in ["", "a.b", "a.b.c", "...."] {
            assert!(verified(text, &own.set, &EXPECTED).is_err(), "{text:?}");
        }
    }
}
