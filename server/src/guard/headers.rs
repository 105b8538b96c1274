//! The headers every answer carries, whatever it is: nothing of ours is framed, sniffed, embedded or scripted by
//! others, and no CORS header ever invites them.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

const FIXED: &[(&str, &str)] = &[
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    // With no-referrer a plain form would be sent with `Origin: null`.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The policy for one answer.
///
/// - `script-src`: `'self'` because hydration imports the glue by name, the nonce for the two inline scripts, and
///   `'wasm-unsafe-eval'` to compile the module; never `'unsafe-inline'` or `'unsafe-eval'`.
/// - `style-src 'self'` also refuses `style="…"` in served HTML.
/// - everything not named is refused by `default-src 'none'`, except what does not fall back to it: `base-uri`,
///   `form-action`, `frame-ancestors`.
fn policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// A year, as browsers want it before they remember a host for good.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Puts them on an answer. What the answer says about caching stays; what says nothing is not stored. `strict` also
/// tells browsers never to come without TLS again.
pub(crate) fn put(headers: &mut HeaderMap, nonce: &Nonce, request: &HeaderValue, strict: bool) {
    if strict {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(policy(nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-request-id"), request.clone());
}
