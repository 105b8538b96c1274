//! Commands that a person runs in a shell of their own: words as data, quoted in one place. The console runs none of
//! them, and no secret is ever a word of one.

use super::check::CheckId;
use serde::{Deserialize, Serialize};

/// What one of several commands does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Makes the storage account.
    MakeAccount,
    /// Makes the container.
    MakeContainer,
    /// Lets the key file's account look at the bucket.
    LetLook,
    /// Lets it read and write what is in there.
    LetWrite,
    /// Prints the key to enter.
    PrintKey,
    /// Makes the credential to enter, and prints it.
    MakeCredential,
    /// Makes the key whose CRN can be named.
    MakeResourceKey,
}

/// A command, filled in from the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The check it serves.
    pub serves: CheckId,
    /// What it does, where a check needs several.
    pub task: Option<Task>,
    /// The program and its arguments, as typed.
    words: Vec<String>,
}

impl Command {
    /// A command of these words.
    pub fn new<I: IntoIterator>(serves: CheckId, words: I) -> Self
    where
        I::Item: Into<String>,
    {
        Self {
            serves,
            task: None,
            words: words.into_iter().map(Into::into).collect(),
        }
    }

    /// Says what it does.
    #[must_use]
    pub fn doing(mut self, task: Task) -> Self {
        self.task = Some(task);
        self
    }

    /// Adds words, for example a flag and its value.
    #[must_use]
    pub fn with<I: IntoIterator>(mut self, words: I) -> Self
    where
        I::Item: Into<String>,
    {
        self.words.extend(words.into_iter().map(Into::into));
        self
    }

    /// Adds a flag with its value, unless the value is empty.
    #[must_use]
    pub fn flag(self, name: &str, value: &str) -> Self {
        if value.is_empty() {
            self
        } else {
            self.with([name, value])
        }
    }

    /// The command as a line for any POSIX shell.
    pub fn line(&self) -> String {
        let words: Vec<_> = self.words.iter().map(|word| quoted(word)).collect();
        words.join(" ")
    }
}

/// A word for a POSIX shell: as it is where nothing in it means anything to one, else in single quotes.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reaches_the_program_as_it_was_typed() {
        let odd = [
            "", "a b", "$(id)", "`id`", "it's", "a;b", "*", "~", "\"", "\\", "#", "!", "{a,b}",
        ];
        for word in odd {
            let line = Command::new(CheckId::Config, ["printf", "%s", word]).line();
            let said = std::process::Command::new("sh")
                .args(["-c", &line])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), word, "{line}");
        }
        let tilde = Command::new(CheckId::Config, ["aws", "s3api", "--bucket", "acme.registry-1"]);
        assert_eq!(tilde.line(), "aws s3api --bucket acme.registry-1");
    }

    #[test]
    fn a_flag_without_a_value_is_left_out() {
        let command = Command::new(CheckId::Config, ["aws"])
            .flag("--region", "")
            .flag("--bucket", "b");
        assert_eq!(command.line(), "aws --bucket b");
    }
}
