//! What the pages' sources say about classes. Knows Rust's literals and comments, and no style sheet.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use walkdir::WalkDir;

/// The words of the pages' sources.
#[derive(Debug, Default)]
pub(super) struct Sources {
    words: BTreeSet<String>,
    utilities: BTreeSet<String>,
}

impl Sources {
    /// Reads every Rust file below the given folders.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(super) fn read(folders: impl IntoIterator<Item = PathBuf>) -> Result<Self> {
        let mut sources = Self::default();
        for folder in folders {
            for entry in WalkDir::new(folder).sort_by_file_name() {
                let entry = entry?;
                if entry
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "rs")
                {
                    sources.add(&fs::read_to_string(entry.path())?);
                }
            }
        }
        Ok(sources)
    }

    /// Whether a class or a custom property may be in use. Any word of the code counts, because a class is named in
    /// literals and in `class:pf-m-expanded=…` alike; what matters is that it is written whole, never composed.
    pub(super) fn mention(&self, name: &str) -> bool {
        self.words.contains(name)
    }

    /// All words, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Words that may be utility classes. They are plain words (`hidden`, `table`), so only class lists count.
    pub(super) fn utilities(&self) -> impl Iterator<Item = &str> {
        self.utilities.iter().map(String::as_str)
    }

    fn add(&mut self, code: &str) {
        let (bare, literals) = split(code);
        for text in literals
            .iter()
            .map(|literal| literal.text.as_str())
            .chain([bare.as_str()])
        {
            let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            self.words
                .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
        for literal in literals.iter().filter(|literal| literal.is_class_list()) {
            self.utilities
                .extend(literal.text.split_whitespace().map(str::to_owned));
        }
    }
}

struct Literal {
    text: String,
    after_class: bool,
}

impl Literal {
    /// A class list follows `class=`, or holds a class that is certainly one.
    fn is_class_list(&self) -> bool {
        self.after_class
            || self.text.split_whitespace().any(|word| {
                ["pf-v6-", "pf-m-", "rc-"]
                    .iter()
                    .any(|prefix| word.starts_with(prefix))
            })
    }
}

/// Splits code into what is outside of literals and comments, and its string literals.
fn split(code: &str) -> (String, Vec<Literal>) {
    let mut bare = String::new();
    let mut literals = Vec::new();
    let mut rest = code;
    while let Some(next) = rest.chars().next() {
        let consumed = if let Some(comment) = comment_length(rest) {
            comment
        } else if let Some((length, text)) = string(rest, &bare) {
            let before = bare.trim_end().trim_end_matches('(').trim_end();
            let after_class = before.ends_with("class=") || before.ends_with("class =");
            literals.push(Literal { text, after_class });
            bare.push(' ');
            length
        } else if let Some(length) = character_length(rest) {
            bare.push(' ');
            length
        } else {
            bare.push(next);
            next.len_utf8()
        };
        rest = &rest[consumed..];
    }
    (bare, literals)
}

fn comment_length(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(rest.len())
}

/// A string literal at the start: its length and its text, with escapes left as they are.
fn string(rest: &str, before: &str) -> Option<(usize, String)> {
    if let Some(body) = rest.strip_prefix('"') {
        let mut escaped = false;
        for (at, c) in body.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return Some((at + 2, body[..at].to_owned())),
                _ => {}
            }
        }
        return None;
    }
    let body = rest.strip_prefix('r')?;
    let in_a_word = before.ends_with(|c: char| c.is_ascii_alphanumeric() && c != 'b' || c == '_');
    let hashes = body.len() - body.trim_start_matches('#').len();
    let body = body[hashes..].strip_prefix('"').filter(|_| !in_a_word)?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end)?;
    Some((1 + hashes + 1 + length + end.len(), body[..length].to_owned()))
}

/// A character literal, which may hold a quotation mark; a lifetime is none.
fn character_length(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let mut chars = body.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        return body[2..].find('\'').map(|at| at + 4);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(code: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add(code);
        sources
    }

    #[test]
    fn classes_are_found_in_literals_and_in_class_attributes() {
        let found = sources(
            r##"view! { <p class="pf-v6-c-card gap-4" class:pf-m-compact=move || dense.get()>{r#"rc-raw"#}</p> }"##,
        );
        for class in ["pf-v6-c-card", "pf-m-compact", "rc-raw"] {
            assert!(found.mention(class), "{class}");
        }
    }

    #[test]
    fn a_word_in_a_comment_is_no_class() {
        assert!(
            !sources("// pf-v6-c-card\n/* pf-m-a /* pf-m-b */ pf-m-c */ let x = 1;").mention("pf-v6-c-card")
        );
        assert!(!sources("/* pf-m-a /* pf-m-b */ pf-m-c */").mention("pf-m-c"));
    }

    #[test]
    fn only_class_lists_may_hold_utilities() {
        let found = sources(
            r#"let say = "hidden by default"; view! { <p class="flex gap-4"/> <i class=("hidden", off)/> } let c = "rc-path mt-2";"#,
        );
        assert_eq!(
            found.utilities().collect::<Vec<_>>(),
            ["flex", "gap-4", "hidden", "mt-2", "rc-path"]
        );
    }

    #[test]
    fn quotation_marks_in_characters_and_escapes_do_not_end_a_literal_early() {
        let found =
            sources(r#"let q = '"'; let s = "a \" pf-m-a"; fn f<'a>(x: &'a str) {} let e = '\''; "pf-m-b""#);
        assert!(found.mention("pf-m-a") && found.mention("pf-m-b"));
    }
}
