//! Reading and writing JSON, in one way everywhere. serde's code for a type is generated once for each kind of source
//! it is read from, and for the large view models that is most of what a browser would load: so there is one kind.

use codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

/// Reads a value.
///
/// # Errors
/// When the text is no JSON, or not of this type.
pub fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, serde_json::Error> {
    // From bytes, as server functions read their answers.
    serde_json::from_slice(text.as_bytes())
}

/// How a resource's value travels inside the page.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: for<'de> Deserialize<'de>> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        read(text)
    }
}
