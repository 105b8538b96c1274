//! The error every server function answers with: closed, with data, without a word of the transport. It never holds
//! a secret, because a server function's error may be shown.

use crate::later::Later;
use crate::wire::{ErrorWire, WireError};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use registry::change::Problem;
use registry::error::ClusterError;
use serde::{Deserialize, Serialize};

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CallError {
    /// The cluster said no, or nothing.
    Cluster(ClusterError),
    /// The form gives no plan. Read later, because every page can read errors, and few have forms.
    Problems(Later<Vec<Problem>>),
    /// The cluster, and so the plan, changed since it was shown. Read later, too.
    Changed(Later<crate::plan::Review>),
    /// The review's confirmation is missing or wrong.
    Unconfirmed,
    /// Our own server could not be reached or did not understand.
    Server,
    /// The server is of another edition than the page. Made by who reads an answer, never sent.
    #[serde(skip)]
    Updated,
}

impl From<ClusterError> for CallError {
    fn from(error: ClusterError) -> Self {
        Self::Cluster(error)
    }
}

impl FromServerFnError for CallError {
    type Encoder = ErrorWire;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // Decoders can say what they found in words only.
            ServerFnErrorErr::Deserialization(said) if said == WireError::OtherEdition.to_string() => {
                Self::Updated
            }
            _ => Self::Server,
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::wire::{Form, Wire, write};
    use leptos::server_fn::Decodes;

    /// As the generated code reads the answer of a server function.
    fn answer(bytes: Vec<u8>) -> Result<String, CallError> {
        <Wire as Decodes<String>>::decode(bytes.into()).map_err(|why| {
            CallError::from_server_fn_error(ServerFnErrorErr::Deserialization(why.to_string()))
        })
    }

    #[test]
    fn an_answer_and_an_error_of_another_edition_say_that_the_console_was_updated() {
        let mut value = write(&"a".to_owned()).unwrap();
        assert_eq!(answer(value.clone()), Ok("a".to_owned()));
        let mut error = Form::Compact.write(&CallError::Unconfirmed).unwrap();
        assert_eq!(CallError::de(error.clone().into()), CallError::Unconfirmed);

        for bytes in [&mut value, &mut error] {
            let last_of_mark = bytes.get_mut(18).unwrap();
            *last_of_mark = if *last_of_mark == b'0' { b'1' } else { b'0' };
        }
        assert_eq!(answer(value), Err(CallError::Updated));
        assert_eq!(CallError::de(error.into()), CallError::Updated);
    }

    #[test]
    fn what_something_in_between_answers_is_no_update() {
        for page in ["<html>503 Service Unavailable</html>", "", "{}", "rc."] {
            assert_eq!(answer(page.into()), Err(CallError::Server), "{page}");
            assert_eq!(CallError::de(page.into()), CallError::Server, "{page}");
        }
    }
}
