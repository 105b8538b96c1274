//! Keys of one line: access keys, passwords, tokens, account keys. The operator hands them on as they are, so a newline
//! that came along with a paste makes every signature wrong. Knows no key's meaning.

use crate::secret_text::SecretText;
use serde::{Deserialize, Serialize};

/// What is wrong with a key of one line. It never holds the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineProblem {
    /// Nothing but blanks.
    Empty,
    /// A blank, a line break or another character that no key has stands inside.
    Blank,
    /// Longer than any key: probably a whole file.
    TooLong,
}

/// No cloud has keys this long; passwords and tokens are shorter, too.
const LONGEST: usize = 4096;

/// The key without blanks and line breaks around it.
///
/// # Errors
/// What makes it no key of one line.
pub fn key(typed: &SecretText) -> Result<SecretText, LineProblem> {
    judge(typed, |c| c.is_whitespace() || c.is_control())
}

/// A password, which may hold blanks: only line breaks around it go, because those came with a paste or a file.
///
/// # Errors
/// What makes it no password.
pub fn password(typed: &SecretText) -> Result<SecretText, LineProblem> {
    let text = typed.expose().trim_end_matches(['\r', '\n']);
    let found = if text.is_empty() {
        Some(LineProblem::Empty)
    } else if text.len() > LONGEST {
        Some(LineProblem::TooLong)
    } else {
        text.chars().any(char::is_control).then_some(LineProblem::Blank)
    };
    found.map_or_else(|| Ok(SecretText::new(text)), Err)
}

fn judge(typed: &SecretText, refused: impl Fn(char) -> bool) -> Result<SecretText, LineProblem> {
    let text = typed.expose().trim();
    if text.is_empty() {
        Err(LineProblem::Empty)
    } else if text.len() > LONGEST {
        Err(LineProblem::TooLong)
    } else if text.chars().any(refused) {
        Err(LineProblem::Blank)
    } else {
        Ok(SecretText::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<String, LineProblem> {
        key(&SecretText::new(text)).map(|key| key.expose().to_owned())
    }

    #[test]
    fn what_a_paste_brings_along_goes_and_what_stands_inside_is_refused() {
        assert_eq!(of("AKIA1\n"), Ok("AKIA1".to_owned()));
        assert_eq!(of("  AKIA1\r\n"), Ok("AKIA1".to_owned()));
        for bad in ["AKIA 1", "AKIA\n1", "AK\u{a0}IA", "AK\0IA"] {
            assert_eq!(of(bad), Err(LineProblem::Blank), "{bad:?}");
        }
        assert_eq!(of(" \n"), Err(LineProblem::Empty));
        assert_eq!(of(&"k".repeat(4097)), Err(LineProblem::TooLong));
        assert!(of(&"k".repeat(4096)).is_ok());
    }

    #[test]
    fn a_password_keeps_its_blanks() {
        let of = |text: &str| password(&SecretText::new(text)).map(|kept| kept.expose().to_owned());
        assert_eq!(of("two words \n"), Ok("two words ".to_owned()));
        assert_eq!(of("two\nlines"), Err(LineProblem::Blank));
        assert_eq!(of("\r\n"), Err(LineProblem::Empty));
        assert_eq!(of(&"k".repeat(4097)), Err(LineProblem::TooLong));
    }
}
