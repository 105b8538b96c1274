//! A bearer token that cannot be printed. Where it comes from and when it ends is the business of the doors.

use http::HeaderValue;
use std::fmt;

/// A user's bearer token, ready to stand in a request.
#[derive(Clone)]
pub struct Token(HeaderValue);

/// A text that cannot be a bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a token: it is empty or has characters that no token has.")]
pub struct TokenError;

impl Token {
    /// Checks the text as it came: RFC 6750 allows letters, digits and `-._~+/=`, and so nothing that could end the
    /// header it stands in.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
        if text.is_empty() || !text.bytes().all(allowed) {
            return Err(TokenError);
        }
        let mut header = HeaderValue::try_from(format!("Bearer {text}")).map_err(|_| TokenError)?;
        header.set_sensitive(true);
        Ok(Self(header))
    }

    /// The text alone. It leaves this crate for nothing but the digest that names its object.
    pub(crate) fn text(&self) -> &str {
        let header = self.0.to_str().unwrap_or_default();
        header.strip_prefix("Bearer ").unwrap_or_default()
    }

    /// The value of the `Authorization` header.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_header_value_and_prints_nothing() {
        let token = Token::new("sha256~canary-7f3a").unwrap();
        assert_eq!(token.header(), "Bearer sha256~canary-7f3a");
        for printed in [format!("{token:?}"), format!("{:?}", token.header())] {
            assert!(!printed.contains("canary"), "{printed}");
        }
    }

    #[test]
    fn a_text_that_could_leave_its_header_is_no_token() {
        for text in ["", "a b", "a\r\nImpersonate-User: root", "ä", "a\0", "a,b"] {
            assert_eq!(Token::new(text).err(), Some(TokenError), "{text:?}");
        }
    }
}
