//! Go durations (`1h30m`), read and normalised as the operator writes them back (`1m` becomes `1m0s`).

/// Nanoseconds of a Go duration; nothing for what is none.
pub(crate) fn parse(text: &str) -> Option<i128> {
    if text == "0" {
        return Some(0);
    }
    let (sign, mut rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let mut total = 0.0_f64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        const UNITS: [(&str, f64); 8] = [
            ("ns", 1.0),
            ("us", 1e3),
            ("µs", 1e3),
            ("μs", 1e3),
            ("ms", 1e6),
            ("s", 1e9),
            ("m", 6e10),
            ("h", 3.6e12),
        ];
        let (unit, factor) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
        rest = &rest[unit.len()..];
        total += number * factor;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a duration of more than 10^38 ns is refused by the API server anyway"
    )]
    Some(sign * total.round() as i128)
}

/// The text Go prints for the same duration, for whole seconds; others are returned as they are.
pub(crate) fn normalise(text: &str) -> String {
    let Some(nanos) = parse(text) else {
        return text.to_owned();
    };
    if nanos % 1_000_000_000 != 0 {
        return text.to_owned();
    }
    let sign = if nanos < 0 { "-" } else { "" };
    let seconds = (nanos / 1_000_000_000).abs();
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (h, m) {
        (0, 0) => format!("{sign}{s}s"),
        (0, _) => format!("{sign}{m}m{s}s"),
        _ => format!("{sign}{h}h{m}m{s}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{normalise, parse};

    #[test]
    fn durations_come_back_as_go_prints_them() {
        for (given, printed) in [
            ("1m", "1m0s"),
            ("30s", "30s"),
            ("0", "0s"),
            ("96h", "96h0m0s"),
            ("60m", "1h0m0s"),
            ("90s", "1m30s"),
            ("-1m", "-1m0s"),
        ] {
            assert_eq!(normalise(given), printed);
        }
    }

    #[test]
    fn what_is_no_duration_is_not_read() {
        for text in ["", "1", "m", "1x", "-", "1 m"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
