//! The words of Go's JSON decoder, which Kubernetes passes on to users.

/// How Go complains about text that is not JSON: it takes `n` for the beginning of `null`.
pub(crate) fn complaint(text: &[u8]) -> String {
    let shown = |byte: u8| char::from(byte);
    for (word, rest) in [("null", &b"ull"[..]), ("true", b"rue"), ("false", b"alse")] {
        if text.first() == word.as_bytes().first() {
            for (index, &expected) in rest.iter().enumerate() {
                match text.get(index + 1) {
                    Some(&found) if found != expected => {
                        return format!(
                            "invalid character '{}' in literal {word} (expecting '{}')",
                            shown(found),
                            shown(expected)
                        );
                    }
                    Some(_) => {}
                    None => return "unexpected end of JSON input".into(),
                }
            }
        }
    }
    match text.first() {
        Some(&first) if !matches!(first, b'{' | b'[' | b'"') => {
            format!(
                "invalid character '{}' looking for beginning of value",
                shown(first)
            )
        }
        _ => "unexpected end of JSON input".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn go_takes_the_first_letter_for_the_beginning_of_a_word() {
        for (text, said) in [
            (
                "not json",
                "invalid character 'o' in literal null (expecting 'u')",
            ),
            ("tree", "invalid character 'e' in literal true (expecting 'u')"),
            ("hello", "invalid character 'h' looking for beginning of value"),
            ("", "unexpected end of JSON input"),
            ("nul", "unexpected end of JSON input"),
            ("{\"a\":", "unexpected end of JSON input"),
        ] {
            assert_eq!(complaint(text.as_bytes()), said, "{text:?}");
        }
    }
}
