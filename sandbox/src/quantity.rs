//! Kubernetes quantities such as `100Gi`, as far as sizes need them.

use serde_json::Value;

const SUFFIXES: [(&str, f64); 14] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
];

/// The size in bytes; nothing for what is no quantity. Plain numbers count too.
pub(crate) fn bytes(value: &Value) -> Option<f64> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Number(number) => return number.as_f64(),
        _ => return None,
    };
    let (number, factor) = SUFFIXES
        .iter()
        .find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)))
        .unwrap_or((text, 1.0));
    if number.is_empty()
        || !number
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E'))
    {
        return None;
    }
    Some(number.parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::bytes;

    #[test]
    fn sizes_are_read_with_binary_and_decimal_suffixes() {
        for (text, expected) in [
            (json!("100Gi"), Some(107_374_182_400.0)),
            (json!("1k"), Some(1000.0)),
            (json!("2e3"), Some(2000.0)),
            (json!(5), Some(5.0)),
            (json!("0"), Some(0.0)),
            (json!("100 Gi"), None),
            (json!("Gi"), None),
            (json!("much"), None),
            (json!("inf"), None),
        ] {
            assert_eq!(bytes(&text), expected, "{text}");
        }
    }
}
