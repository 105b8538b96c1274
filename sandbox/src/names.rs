//! The rules for names of objects.

use serde_json::Value;

use crate::failure::Cause;

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// The DNS-1123 subdomain rule most names follow.
pub(crate) fn subdomain(field: &str, name: &str) -> Vec<Cause> {
    let label = |part: &str| {
        let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        !part.is_empty()
            && part.bytes().all(|b| alphanumeric(b) || b == b'-')
            && part.bytes().next().is_some_and(alphanumeric)
            && part.bytes().last().is_some_and(alphanumeric)
    };
    if name.is_empty() {
        return vec![Cause::required(field, "name or generateName is required")];
    }
    let value = Value::from(name);
    let mut causes = Vec::new();
    if name.len() > 253 {
        causes.push(Cause::invalid(
            field,
            &value,
            "must be no more than 253 characters",
        ));
    }
    if !name.split('.').all(label) {
        causes.push(Cause::invalid(field, &value, SUBDOMAIN));
    }
    causes
}
