//! How answers travel. People and tools get JSON; the pages ask for postcard, which is read by position: code that finds
//! fields by their names, in any order, was the largest part of what a browser had to load. What is sent to the server
//! is JSON always.
//!
//! Values without names can only be read by whoever has the same types, so they begin with a mark of the sources: a page
//! that is older than its server learns that it cannot read, and never reads something else.

use crate::edition;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Deserialize, Serialize};

/// The media type the pages ask for.
pub const COMPACT: &str = "application/x-postcard";

/// The same in a server and the pages it was built with.
const MARK: &[u8] = env!("SOURCES_MARK").as_bytes();

/// How the marks of all editions begin. What begins otherwise was written by something else, such as a proxy.
const ANY_MARK: &[u8] = b"rc.";

/// Whether a console wrote this, of whatever edition.
fn is_marked(bytes: &[u8]) -> bool {
    bytes.starts_with(ANY_MARK) && bytes.len() >= MARK.len()
}

/// Why a value cannot be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// It was written by another edition of the console.
    #[error("The page and the server are of different editions. Load the page again.")]
    OtherEdition,
    /// It is no such value.
    #[error("The answer is malformed.")]
    Malformed,
}

/// Reads a value that was written compactly.
///
/// # Errors
/// When it was written by another edition, which is noted in [`edition`], or is not of this type.
pub fn read<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, WireError> {
    let value = match bytes.strip_prefix(MARK) {
        Some(value) => value,
        None if is_marked(bytes) => {
            edition::found_other();
            return Err(WireError::OtherEdition);
        }
        None => return Err(WireError::Malformed),
    };
    postcard::from_bytes(value).map_err(|_| WireError::Malformed)
}

/// Reads a value from the text of an event.
///
/// # Errors
/// As [`read`].
pub fn read_text<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, WireError> {
    let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| WireError::Malformed)?;
    read(&bytes)
}

/// Writes a value compactly.
///
/// # Errors
/// None for values of ours: what has no fixed form is kept as text in them.
pub fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, WireError> {
    postcard::to_extend(value, MARK.to_vec()).map_err(|_| WireError::Malformed)
}

/// What a caller asked for. Given as context by the server; JSON where nothing is given.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// For people, tools and tests.
    #[default]
    Json,
    /// For our own pages.
    Compact,
}

#[cfg(feature = "ssr")]
impl Form {
    /// By the `Accept` header.
    pub fn asked(accept: &str) -> Self {
        let asked = accept.split([',', ';']).any(|kind| kind.trim() == COMPACT);
        if asked { Self::Compact } else { Self::Json }
    }

    /// The media type.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Compact => COMPACT,
        }
    }

    /// Writes a value.
    ///
    /// # Errors
    /// As [`write`].
    pub fn write<T: Serialize>(self, value: &T) -> Result<Vec<u8>, WireError> {
        match self {
            Self::Json => serde_json::to_vec(value).map_err(|_| WireError::Malformed),
            Self::Compact => write(value),
        }
    }

    /// Writes a value as the text of an event.
    ///
    /// # Errors
    /// As [`write`].
    pub fn text<T: Serialize>(self, value: &T) -> Result<String, WireError> {
        match self {
            Self::Json => serde_json::to_string(value).map_err(|_| WireError::Malformed),
            Self::Compact => write(value).map(|bytes| STANDARD_NO_PAD.encode(bytes)),
        }
    }
}

/// The codec of what pages carry and of server functions' answers.
#[derive(Clone, Copy, Debug)]
pub struct Wire;

/// How server functions answer.
pub type Answer = Post<Wire>;

// Resources travel inside the page, which only our own code reads.
impl<T: Serialize> Encoder<T> for Wire {
    type Error = WireError;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> Result<Vec<u8>, WireError> {
        write(value)
    }
}

impl<T: for<'de> Deserialize<'de>> Decoder<T> for Wire {
    type Error = WireError;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<T, WireError> {
        read(bytes)
    }
}

impl ContentType for Wire {
    const CONTENT_TYPE: &'static str = COMPACT;
}

impl FormatType for Wire {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Wire {
    type Error = WireError;

    #[cfg(feature = "ssr")]
    fn encode(value: &T) -> Result<Bytes, WireError> {
        let form = leptos::prelude::use_context::<Form>().unwrap_or_default();
        form.write(value).map(Bytes::from)
    }

    #[cfg(not(feature = "ssr"))]
    fn encode(_: &T) -> Result<Bytes, WireError> {
        Err(WireError::Malformed)
    }
}

impl<T: for<'de> Deserialize<'de>> Decodes<T> for Wire {
    type Error = WireError;

    fn decode(bytes: Bytes) -> Result<T, WireError> {
        read(&bytes)
    }
}

/// The codec of server functions' errors: JSON inside the server, which reads them once more for the status and writes
/// them as the caller asked; so the browser reads them as it reads everything.
#[derive(Clone, Copy, Debug)]
pub struct ErrorWire;

impl ContentType for ErrorWire {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for ErrorWire {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for ErrorWire {
    type Error = WireError;

    #[cfg(feature = "ssr")]
    fn encode(value: &T) -> Result<Bytes, WireError> {
        Form::Json.write(value).map(Bytes::from)
    }

    #[cfg(not(feature = "ssr"))]
    fn encode(_: &T) -> Result<Bytes, WireError> {
        Err(WireError::Malformed)
    }
}

impl<T: for<'de> Deserialize<'de>> Decodes<T> for ErrorWire {
    type Error = WireError;

    fn decode(bytes: Bytes) -> Result<T, WireError> {
        read(&bytes)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_of_another_edition() {
        let value = vec![Some("a".to_owned()), None];
        let bytes = write(&value).unwrap();
        assert_eq!(read::<Vec<Option<String>>>(&bytes), Ok(value.clone()));
        let text = Form::Compact.text(&value).unwrap();
        assert_eq!(read_text::<Vec<Option<String>>>(&text), Ok(value));

        let mut other = bytes.clone();
        other[ANY_MARK.len()] ^= 1;
        assert_eq!(read::<Vec<Option<String>>>(&other), Err(WireError::OtherEdition));
        let event = STANDARD_NO_PAD.encode(&other);
        assert_eq!(
            read_text::<Vec<Option<String>>>(&event),
            Err(WireError::OtherEdition)
        );
        for malformed in [&bytes[..bytes.len() - 1], b"", b"{}", b"rc.", &bytes[1..]] {
            assert_eq!(read::<Vec<Option<String>>>(malformed), Err(WireError::Malformed));
        }
    }

    #[test]
    fn no_bytes_whatever_make_the_reader_panic() {
        let whole = write(&vec![Some("a".to_owned()), None]).unwrap();
        for length in 0..=whole.len() {
            for flipped in 0..length {
                let mut bytes = whole[..length].to_vec();
                bytes[flipped] ^= 0xff;
                let text = STANDARD_NO_PAD.encode(&bytes);
                assert_eq!(
                    read::<Vec<Option<String>>>(&bytes),
                    read_text::<Vec<Option<String>>>(&text)
                );
            }
        }
    }

    #[test]
    fn only_who_asks_for_the_compact_form_gets_it() {
        for (accept, form) in [
            (COMPACT, Form::Compact),
            ("text/html, application/x-postcard;q=0.9", Form::Compact),
            ("application/json", Form::Json),
            ("*/*", Form::Json),
            ("", Form::Json),
        ] {
            assert_eq!(Form::asked(accept), form, "{accept}");
        }
    }
}
