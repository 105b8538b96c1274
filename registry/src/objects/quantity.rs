//! Kubernetes quantities of bytes.

use serde::{Deserialize, Serialize};

/// A number of bytes, rounded up from what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quantity(u128);

/// Why a text is no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum QuantityError {
    /// Nothing was typed.
    #[error("Enter a size, for example 100Gi.")]
    Empty,
    /// Not a number with an optional unit.
    #[error("Write a number and a unit without a blank, for example 100Gi.")]
    Unreadable,
    /// Zero or below.
    #[error("Enter a size above 0.")]
    NotPositive,
}

impl Quantity {
    /// So many bytes.
    pub const fn bytes(bytes: u128) -> Self {
        Self(bytes)
    }

    /// So many GiB.
    pub const fn gib(gib: u128) -> Self {
        Self(gib << 30)
    }

    /// The number of bytes.
    pub const fn as_bytes(self) -> u128 {
        self.0
    }

    /// Reads `<decimal>[<suffix>]` with the suffixes of Kubernetes' quantity format: `Ki…Ei`, `n u m k M G T P E`,
    /// or a decimal exponent (`1e3`). Parts of a byte round up, as the API does.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (negative, over, under) = ratio(text)?;
        if negative || over == 0 {
            return Err(QuantityError::NotPositive);
        }
        Ok(Self(over.div_ceil(under)))
    }
}

/// An amount of anything, exact to a billionth: half a processor (`500m`), or memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(u128);

impl Amount {
    /// Reads the same texts as [`Quantity::parse`]; 0 is an amount.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (negative, over, under) = ratio(text)?;
        if negative {
            return Err(QuantityError::NotPositive);
        }
        let billionths = over.checked_mul(1_000_000_000).ok_or(QuantityError::Unreadable)?;
        Ok(Self(billionths.div_ceil(under)))
    }
}

/// The sign, and the number as a fraction.
fn ratio(text: &str) -> Result<(bool, u128, u128), QuantityError> {
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '+' || c == '-'))
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || digits.len() > 24 {
        return Err(QuantityError::Unreadable);
    }
    let value: u128 = digits.parse().map_err(|_| QuantityError::Unreadable)?;
    let (multiply, divide) = scale(suffix).ok_or(QuantityError::Unreadable)?;
    let places = 10u128
        .checked_pow(fraction.len() as u32)
        .ok_or(QuantityError::Unreadable)?;
    let over = value.checked_mul(multiply).ok_or(QuantityError::Unreadable)?;
    let under = places.checked_mul(divide).ok_or(QuantityError::Unreadable)?;
    Ok((negative && over != 0, over, under))
}

fn scale(suffix: &str) -> Option<(u128, u128)> {
    let binary = |power: u32| Some((1u128 << (10 * power), 1));
    let decimal = |power: u32| Some((10u128.pow(power), 1));
    match suffix {
        "" => Some((1, 1)),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        "n" => Some((1, 1_000_000_000)),
        "u" => Some((1, 1_000_000)),
        "m" => Some((1, 1_000)),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        exponent => {
            let power: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            match power {
                0..=18 => decimal(power as u32),
                -18..0 => Some((1, 10u128.pow(power.unsigned_abs()))),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_by_what_they_mean() {
        let amount = |text| Amount::parse(text).unwrap();
        assert_eq!(amount("0.5"), amount("500m"));
        assert_eq!(amount("1Gi"), amount("1024Mi"));
        assert!(amount("250m") < amount("1") && amount("1") < amount("1500m"));
        assert_eq!(amount("0"), Amount(0));
        assert_eq!(Amount::parse("-1"), Err(QuantityError::NotPositive));
        assert_eq!(Amount::parse("-0"), Ok(Amount(0)));
        assert_eq!(Amount::parse("much"), Err(QuantityError::Unreadable));
        assert_eq!(Amount::parse(""), Err(QuantityError::Empty));
    }

    #[test]
    fn quantities_read_as_the_api_reads_them() {
        for (text, bytes) in [
            ("1", 1),
            ("100Gi", 100 << 30),
            ("1.5Ti", 3 << 39),
            ("1k", 1_000),
            ("1500m", 2),
            ("0.5", 1),
            ("2e3", 2_000),
            ("1E", 1_000_000_000_000_000_000),
            ("+5Mi", 5 << 20),
            (".5Ki", 512),
        ] {
            assert_eq!(Quantity::parse(text), Ok(Quantity::bytes(bytes)), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_says_why() {
        use QuantityError::{Empty, NotPositive, Unreadable};
        for (text, why) in [
            ("", Empty),
            ("100 Gi", Unreadable),
            ("100GB", Unreadable),
            ("Gi", Unreadable),
            ("1.2.3", Unreadable),
            ("--1", Unreadable),
            ("1e99", Unreadable),
            ("99999999999999999999999999", Unreadable),
            ("0", NotPositive),
            ("-1Gi", NotPositive),
        ] {
            assert_eq!(Quantity::parse(text), Err(why), "{text:?}");
        }
    }
}
