//! A value that travels inside another and is read by those only who need it: whoever can read the outer one must not
//! load what reads the inner one. In JSON, which only the server reads and writes, it stands as it is.

use crate::wire::WireError;
use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The value as bytes. They have no mark of their own: the outer value's says of which edition they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T> Later<T> {
    fn sent(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            of: PhantomData,
        }
    }
}

impl<T: Serialize> Later<T> {
    /// Puts a value in.
    ///
    /// # Errors
    /// As [`crate::wire::write`].
    pub fn of(value: &T) -> Result<Self, WireError> {
        let bytes = postcard::to_extend(value, Vec::new()).map_err(|_| WireError::Malformed)?;
        Ok(Self::sent(bytes))
    }
}

impl<T: DeserializeOwned> Later<T> {
    /// Reads the value.
    ///
    /// # Errors
    /// When it is none of this type.
    pub fn read(&self) -> Result<T, WireError> {
        postcard::from_bytes(&self.bytes).map_err(|_| WireError::Malformed)
    }
}

#[cfg(feature = "ssr")]
impl<T: Serialize + DeserializeOwned> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            return self.read().map_err(serde::ser::Error::custom)?.serialize(to);
        }
        self.bytes.serialize(to)
    }
}

#[cfg(feature = "ssr")]
impl<'de, T: Serialize + DeserializeOwned> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            return Self::of(&T::deserialize(from)?).map_err(serde::de::Error::custom);
        }
        Vec::deserialize(from).map(Self::sent)
    }
}

#[cfg(not(feature = "ssr"))]
impl<T> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.bytes.serialize(to)
    }
}

#[cfg(not(feature = "ssr"))]
impl<'de, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self::sent)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn it_is_the_value_in_json_and_sealed_in_what_pages_read() {
        let value = vec![Some("a".to_owned()), None];
        let later = Later::of(&value).unwrap();
        assert_eq!(serde_json::to_string(&later).unwrap(), r#"["a",null]"#);
        let read: Later<Vec<Option<String>>> = serde_json::from_str(r#"["a",null]"#).unwrap();
        assert_eq!(read, later);

        let sent: Later<Vec<Option<String>>> = wire::read(&wire::write(&later).unwrap()).unwrap();
        assert_eq!(sent.read(), Ok(value));
        let other: Later<bool> = Later::sent(later.bytes);
        assert_eq!(other.read(), Err(WireError::Malformed));
    }
}
