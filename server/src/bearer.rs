//! The bearer token of a request, for those who come with one instead of a cookie.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The one bearer token a request carries. Two, or one beside another kind of credential, are none: whoever is in between
/// might see another caller than we do.
pub(crate) fn only(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).into_iter();
    let only = all.next().filter(|_| all.next().is_none())?;
    let (scheme, text) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn one_bearer_token_is_one_and_two_are_none() {
        let headers = |all: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in all {
                headers.append(AUTHORIZATION, HeaderValue::from_static(value));
            }
            headers
        };
        assert_eq!(only(&headers(&["Bearer abc"])), Some("abc"));
        assert_eq!(only(&headers(&["bearer abc"])), Some("abc"));
        for none in [
            &[] as &[_],
            &["Basic abc"],
            &["Bearer"],
            &["Bearer a", "Bearer b"],
            &["Bearer a", "Basic b"],
        ] {
            assert_eq!(only(&headers(none)), None, "{none:?}");
        }
    }
}
