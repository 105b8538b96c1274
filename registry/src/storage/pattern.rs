//! What a line of text must look like, as small functions: no regular expressions, because they would be most of the
//! browser's module. It knows shapes, not whether anything of that name exists.

mod clouds;

use serde::{Deserialize, Serialize};

/// The shape of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pattern {
    /// Any text without blanks at its ends and without line breaks.
    Line,
    /// No blanks at all.
    Word,
    /// A bucket as S3 and most stores after it name them.
    Bucket,
    /// `http://` or `https://`, a host, and nothing that a store's address cannot have (a query, a user, blanks).
    Url,
    /// A duration as Go writes it: `30s`, `1h30m`.
    Duration,
    /// Certificates, PEM, and no private key.
    Certificates,
    /// A key of a Secret or ConfigMap.
    DataKey,
    /// A bucket as Google names them.
    GcsBucket,
    /// A Google project, by id.
    GcsProject,
    /// A Google encryption key, by its long resource name.
    GcsKey,
    /// An Azure storage account.
    AzureAccount,
    /// An Azure container.
    AzureContainer,
    /// An Azure resource group, as the schema takes it.
    AzureGroup,
    /// An Azure virtual network or private endpoint.
    AzureNetwork,
    /// An Azure subnet.
    AzureSubnet,
    /// A Swift container.
    SwiftContainer,
    /// An identity service's address: its path is empty or begins with its version.
    AuthUrl,
    /// The CRN of an IBM Cloud Object Storage instance.
    CosInstance,
    /// The CRN of such an instance's resource key.
    CosKey,
}

impl Pattern {
    /// Whether `text`, which is not empty, has this shape.
    pub fn takes(self, text: &str) -> bool {
        match self {
            Self::Line => text.trim() == text && !text.chars().any(char::is_control),
            Self::Word => is_word(text),
            Self::Bucket => is_bucket(text),
            Self::Url => is_url(text),
            Self::Duration => duration(text).is_some(),
            Self::Certificates => is_certificates(text),
            Self::DataKey => is_data_key(text),
            Self::AuthUrl => is_url(text) && clouds::has_version_path(text),
            other => clouds::takes(other, text),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Whether a text has so many characters, all of them lower-case letters, digits or one of `others`, and begins and
/// ends with a letter or digit.
pub(super) fn is_lower(text: &str, length: std::ops::RangeInclusive<usize>, others: &[char]) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    length.contains(&text.len())
        && text.chars().all(|c| plain(c) || others.contains(&c))
        && text.starts_with(plain)
        && text.ends_with(plain)
}

fn is_bucket(text: &str) -> bool {
    let address = text.split('.').count() == 4 && text.split('.').all(|part| part.parse::<u8>().is_ok());
    is_lower(text, 3..=63, &['.', '-']) && !text.contains("..") && !address
}

fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    // A bracketed address has colons of its own.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host_fits = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._[]:".contains(c))
        && (host.starts_with('[') == host.contains(':'));
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    host_fits && port_fits && is_word(path) && !path.contains(['?', '#'])
}

fn is_data_key(text: &str) -> bool {
    text.len() <= 253
        && !matches!(text, "." | "..")
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
}

/// Every block is a certificate, each with an end, and nothing but comments stands between them.
fn is_certificates(text: &str) -> bool {
    const BEGIN: &str = "-----BEGIN ";
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let blocks: Vec<&str> = text.match_indices(BEGIN).map(|(at, _)| &text[at..]).collect();
    !blocks.is_empty()
        && blocks.iter().all(|block| {
            let body = block
                .strip_prefix(CERTIFICATE)
                .and_then(|body| body.split_once(END));
            body.is_some_and(|(body, _)| {
                let body = body.trim();
                body.len() > 64
                    && body
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c.is_whitespace() || "+/=".contains(c))
            })
        })
}

/// A Go duration in nanoseconds. Negative ones are none: nothing the wizard asks for can be.
pub(super) fn duration(text: &str) -> Option<u128> {
    const UNITS: [(&str, u128); 8] = [
        ("ns", 1),
        ("us", 1_000),
        ("\u{b5}s", 1_000),
        ("\u{3bc}s", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut total = 0_u128;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let scale = UNITS.iter().find(|(name, _)| *name == unit)?.1;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if number.len() > 18 || fraction.contains('.') || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let part = |text: &str| {
            if text.is_empty() {
                Ok(0)
            } else {
                text.parse::<u128>()
            }
        };
        let tenths = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
        total += part(whole).ok()? * scale + part(fraction).ok()? * scale / tenths;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(pattern: Pattern, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(pattern.takes(text), "{pattern:?} {text:?}");
        }
        for text in bad {
            assert!(!pattern.takes(text), "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn a_bucket_has_3_to_63_lower_case_characters_and_is_no_address() {
        let long = "a".repeat(63);
        sort(
            Pattern::Bucket,
            &["abc", "acme-registry", "a.b-c", "0ab", &long],
            &[
                "ab",
                "Acme",
                "-abc",
                "abc-",
                "a..b",
                "a_b",
                "10.0.0.1",
                "a b",
                &"a".repeat(64),
            ],
        );
    }

    #[test]
    fn an_address_is_a_host_with_or_without_port_and_path() {
        sort(
            Pattern::Url,
            &[
                "https://minio.corp.example:9000",
                "http://10.1.2.3",
                "https://[fd00::1]:9000/path",
                "https://s3.eu-west-1.amazonaws.com/",
            ],
            &[
                "minio.corp.example",
                "ftp://x",
                "https://",
                "https://user@host",
                "https://host:0",
                "https://host:99999",
                "https://host?x=1",
                "https://host/a b",
                "https://a:b:9",
            ],
        );
    }

    #[test]
    fn a_duration_is_read_as_go_reads_it() {
        assert_eq!(duration("30m"), duration("30m0s"));
        assert_eq!(duration("1.5h"), duration("1h30m"));
        assert_eq!(duration("90s"), Some(90_000_000_000));
        sort(
            Pattern::Duration,
            &["0", "1ms", ".5s", "1h2m3s"],
            &["5", "-5s", "1 m", "m", "1d", "1.2.3s", "."],
        );
    }

    #[test]
    fn certificates_are_all_certificates() {
        let body = "MIIB".repeat(20);
        let block = |kind: &str| format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n");
        let (one, key) = (block("CERTIFICATE"), block("PRIVATE KEY"));
        sort(
            Pattern::Certificates,
            &[&one, &format!("# Corp CA\n{one}{one}")],
            &[
                &key,
                &format!("{one}{key}"),
                "MIIB",
                "-----BEGIN CERTIFICATE-----",
                &one[..60],
            ],
        );
    }

    #[test]
    fn words_lines_and_keys_are_told_apart() {
        sort(Pattern::Word, &["eu-west-1", "\u{e9}"], &["eu west", "a\n"]);
        sort(Pattern::Line, &["eu west"], &[" a", "a\n", "a\tb"]);
        sort(Pattern::DataKey, &["key.pem", "A_b"], &["a/b", "..", "a b"]);
    }
}
