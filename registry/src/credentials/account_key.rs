//! The key of an Azure storage account: base64 of 64 bytes. The operator finds out only when pods are rolled out already
//! (scenario C6), so it is looked at before. It knows a key's shape, never whether the account takes it.

use super::line::{self, LineProblem};
use crate::secret_text::SecretText;
use serde::{Deserialize, Serialize};

/// What is wrong with an account key. It never holds the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountKeyProblem {
    /// Not a key of one line.
    Line(LineProblem),
    /// A whole connection string, which holds the key and more.
    ConnectionString,
    /// Not base64.
    NotBase64,
    /// Base64 of another length than a key has.
    Length {
        /// How many bytes it stands for.
        bytes: usize,
    },
}

/// How many bytes a key stands for.
const BYTES: usize = 64;

/// The key without blanks around it.
///
/// # Errors
/// What makes it no account key.
pub fn account_key(typed: &SecretText) -> Result<SecretText, AccountKeyProblem> {
    let key = line::key(typed).map_err(AccountKeyProblem::Line)?;
    if key.expose().contains("AccountKey=") {
        return Err(AccountKeyProblem::ConnectionString);
    }
    match decoded_length(key.expose()) {
        None => Err(AccountKeyProblem::NotBase64),
        Some(BYTES) => Ok(key),
        Some(bytes) => Err(AccountKeyProblem::Length { bytes }),
    }
}

/// How many bytes a text of standard base64 with padding stands for.
fn decoded_length(text: &str) -> Option<usize> {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let whole = text.len().is_multiple_of(4) && padding <= 2 && body.bytes().all(alphabet);
    whole.then(|| text.len() / 4 * 3 - padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<(), AccountKeyProblem> {
        account_key(&SecretText::new(text)).map(drop)
    }

    #[test]
    fn c6_a_key_is_base64_of_64_bytes_and_nothing_else() {
        let good = format!("{}==", "A".repeat(86));
        assert_eq!(of(&good), Ok(()));
        assert_eq!(of(&format!("{good}\n")), Ok(()));
        assert_eq!(
            of("not base64!"),
            Err(AccountKeyProblem::Line(LineProblem::Blank))
        );
        for bad in ["not-base64!", "AAA", "AA=A", "A===", &"A".repeat(87)] {
            assert_eq!(of(bad), Err(AccountKeyProblem::NotBase64), "{bad}");
        }
        for (text, bytes) in [
            ("AAAA".to_owned(), 3),
            ("AA==".to_owned(), 1),
            ("A".repeat(88), 66),
        ] {
            assert_eq!(of(&text), Err(AccountKeyProblem::Length { bytes }), "{text}");
        }
        let connection = format!("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={good}");
        assert_eq!(of(&connection), Err(AccountKeyProblem::ConnectionString));
        assert_eq!(of(" "), Err(AccountKeyProblem::Line(LineProblem::Empty)));
    }

    #[test]
    fn what_is_kept_is_the_key_alone() {
        let good = format!("{}==", "B".repeat(86));
        let kept = account_key(&SecretText::new(format!("  {good}\r\n"))).unwrap();
        assert_eq!(kept.expose(), good);
    }
}
