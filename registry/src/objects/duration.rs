//! Go durations, as the API writes them.

use serde::{Deserialize, Serialize};

/// A length of time in nanoseconds. `1m` and `60s` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GoDuration(i64);

const UNITS: [(&str, i128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

impl GoDuration {
    /// Reads `1h30m`, `0.5s` or `0`; `None` for what Go does not read either, or what its 64 bits do not hold.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if rest == "0" {
            return Some(Self(0));
        }
        if rest.is_empty() {
            return None;
        }
        let mut total: i128 = 0;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
            let (number, tail) = rest.split_at(end);
            let name = tail
                .find(|c: char| c.is_ascii_digit() || c == '.')
                .unwrap_or(tail.len());
            let (name, tail) = tail.split_at(name);
            let (_, unit) = UNITS.iter().find(|(unit, _)| *unit == name)?;
            total = total.checked_add(nanoseconds(number, *unit)?)?;
            rest = tail;
        }
        let signed = if negative { -total } else { total };
        i64::try_from(signed).ok().map(Self)
    }

    /// Whether it lies in the past.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

fn nanoseconds(number: &str, unit: i128) -> Option<i128> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && part.is_empty()) || part.contains('.') || whole.len() > 20 {
        return None;
    }
    let digits = |text: &str| {
        if text.is_empty() {
            Some(0)
        } else {
            text.parse::<i128>().ok()
        }
    };
    // Parts of a nanosecond are nothing, as in Go.
    let part = part.get(..part.len().min(18))?;
    let places = 10i128.pow(u32::try_from(part.len()).ok()?);
    digits(whole)?
        .checked_mul(unit)?
        .checked_add(digits(part)? * unit / places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_go_reads_them() {
        let second = 1_000_000_000;
        for (text, nanoseconds) in [
            ("0", 0),
            ("30s", 30 * second),
            ("1m", 60 * second),
            ("1m0s", 60 * second),
            ("1h30m", 5400 * second),
            ("1.5h", 5400 * second),
            (".5s", second / 2),
            ("1.s", second),
            ("100ms", second / 10),
            ("3us", 3_000),
            ("3µs", 3_000),
            ("1m1m", 120 * second),
            ("-1m", -60 * second),
            ("+2s", 2 * second),
        ] {
            assert_eq!(GoDuration::parse(text), Some(GoDuration(nanoseconds)), "{text}");
        }
        for text in [
            "", "1", "m", "1x", "-", "1 m", "1m ", "1.2.3s", ".s", "1d", "9999999h", "s1", "١s",
        ] {
            assert_eq!(GoDuration::parse(text), None, "{text}");
        }
    }
}
