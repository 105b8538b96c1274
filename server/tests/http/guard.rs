//! Who may send what from where.

use crate::common::{CALL, HOST, House, ORIGIN, SCRIPT, request, with};
use http::Method;
use sandbox::{Scenario, token};

/// Changed headers, and the status.
type Row<'a> = (&'a [(&'a str, &'a str)], u16);

async fn check(method: Method, path: &str, base: &[(&str, &str)], body: &str, rows: &[Row<'_>]) {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    for (changed, status) in rows {
        let headers = with(base, changed);
        let answer = house.send(request(method.clone(), path, &headers, body)).await;
        assert_eq!(
            answer.status.as_u16(),
            *status,
            "{method} {path} {headers:?}: {}",
            answer.text
        );
        assert!(answer.headers.get("location").is_none(), "{headers:?}");
    }
    assert_eq!(house.writes(), []);
}

#[tokio::test]
async fn a_call_is_taken_from_our_own_page_and_from_nobody_else() {
    let rows: &[Row<'_>] = &[
        (&[], 200),
        (&[("sec-fetch-site", "")], 200),
        (&[("origin", "")], 200),
        (
            &[
                ("sec-fetch-site", ""),
                ("sec-fetch-mode", ""),
                ("sec-fetch-dest", ""),
            ],
            200,
        ),
        (&[("content-type", "application/json; charset=utf-8")], 200),
        (
            &[("host", "localhost:8080"), ("origin", "http://localhost:8080")],
            200,
        ),
        (&[("host", "[::1]:8080"), ("origin", "http://[::1]:8080")], 200),
        // Nobody says who sent it.
        (&[("origin", ""), ("sec-fetch-site", "")], 403),
        (&[("origin", ""), ("sec-fetch-site", "none")], 403),
        (&[("sec-fetch-site", "none")], 403),
        // Others.
        (&[("origin", "http://evil.example")], 403),
        (
            &[
                ("origin", "http://evil.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            403,
        ),
        (&[("origin", "http://localhost:8080")], 403),
        (&[("origin", "https://127.0.0.1:8080")], 403),
        (&[("origin", "http://127.0.0.1:80800")], 403),
        (
            &[
                ("origin", "http://127.0.0.1:8081"),
                ("sec-fetch-site", "same-site"),
            ],
            403,
        ),
        (&[("origin", "null")], 403),
        (&[("origin", ""), ("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-dest", "document")], 403),
        // Not our client.
        (&[("x-requested-with", "")], 403),
        (&[("x-requested-with", "XMLHttpRequest")], 403),
        (&[("content-type", "")], 415),
        (&[("content-type", "text/plain")], 415),
        (&[("content-type", "application/x-www-form-urlencoded")], 415),
        (&[("content-type", "application/jsonp")], 415),
        // Not our name.
        (&[("host", "")], 421),
        (&[("host", "evil.example:8080")], 421),
        (&[("host", "127.0.0.1")], 421),
        (&[("host", "127.0.0.1:8081")], 421),
        (&[("host", "127.0.0.1:8080.evil.example")], 421),
        (
            &[("host", "evil.example"), ("origin", "http://evil.example")],
            421,
        ),
    ];
    check(Method::POST, "/api/overview/read", &CALL, "{}", rows).await;
}

#[tokio::test]
async fn a_plain_form_needs_the_exact_origin_and_its_own_content_type() {
    let base = with(
        &CALL,
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-requested-with", ""),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ],
    );
    // Past the guard these fail for want of a token (403) or of a field (400): nothing here may be a 200.
    let rows: &[Row<'_>] = &[
        (&[], 403),
        (&[("origin", "")], 403),
        (&[("origin", "null")], 403),
        (&[("origin", "http://evil.example")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("content-type", "application/json")], 415),
        (&[("content-type", "text/plain")], 415),
        (&[("content-type", "multipart/form-data; boundary=x")], 415),
        (&[("host", "evil.example")], 421),
    ];
    check(Method::POST, "/forms/state", &base, "to=Managed", rows).await;
    check(Method::POST, "/forms/state/apply", &base, "to=Managed", rows).await;
}

#[tokio::test]
async fn a_page_may_be_opened_from_anywhere_but_not_loaded_by_another_site() {
    let open = [
        ("host", HOST),
        ("sec-fetch-site", "none"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    let rows: &[Row<'_>] = &[
        (&[], 200),
        (&[("sec-fetch-site", "cross-site")], 200),
        (&[("sec-fetch-site", "same-site")], 200),
        (&[("sec-fetch-site", "same-origin")], 200),
        (
            &[
                ("sec-fetch-site", ""),
                ("sec-fetch-mode", ""),
                ("sec-fetch-dest", ""),
            ],
            200,
        ),
        (
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "iframe")],
            403,
        ),
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "no-cors"),
                ("sec-fetch-dest", "image"),
            ],
            403,
        ),
        (
            &[
                ("sec-fetch-site", "same-site"),
                ("sec-fetch-mode", "cors"),
                ("sec-fetch-dest", "empty"),
            ],
            403,
        ),
        (
            &[
                ("sec-fetch-site", ""),
                ("sec-fetch-mode", ""),
                ("sec-fetch-dest", ""),
                ("origin", "http://evil.example"),
            ],
            403,
        ),
        (&[("host", "evil.example:8080")], 421),
    ];
    for path in ["/", "/state?to=Managed", "/storage/setup"] {
        check(Method::GET, path, &open, "", rows).await;
    }
    let script = [
        ("host", HOST),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "script"),
    ];
    let rows: &[Row<'_>] = &[
        (&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)], 200),
        (&[("sec-fetch-site", "cross-site")], 403),
        (
            &[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")],
            403,
        ),
    ];
    check(Method::GET, SCRIPT, &script, "", rows).await;
}

#[tokio::test]
async fn a_stream_is_given_to_our_own_client_only() {
    let base = with(&CALL, &[("content-type", ""), ("origin", "")]);
    // The topics are missing, so whoever passes the guard gets a 400 instead of an endless answer.
    let rows: &[Row<'_>] = &[
        (&[], 400),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "none")], 403),
        (&[("sec-fetch-site", "")], 403),
        (&[("sec-fetch-dest", "image")], 403),
        (&[("origin", "http://evil.example")], 403),
        (&[("x-requested-with", "")], 403),
        (&[("host", "evil.example:8080")], 421),
    ];
    check(Method::GET, "/events", &base, "", rows).await;
}

#[tokio::test]
async fn a_header_that_stands_twice_decides_nothing() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    for (name, value, status) in [
        ("host", "evil.example", 421),
        ("origin", ORIGIN, 400),
        ("sec-fetch-site", "same-origin", 400),
        ("x-requested-with", "registry-console", 403),
        ("content-type", "application/json", 415),
    ] {
        let mut headers = CALL.to_vec();
        headers.push((name, value));
        let answer = house
            .send(request(Method::POST, "/api/overview/read", &headers, "{}"))
            .await;
        assert_eq!(answer.status.as_u16(), status, "two {name}");
    }
}

#[tokio::test]
async fn an_address_that_names_another_host_than_the_header_is_refused() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let foreign = request(Method::GET, "http://evil.example/", &[("host", HOST)], "");
    assert_eq!(house.send(foreign).await.status, 421);
    let own = request(Method::GET, "http://127.0.0.1:8080/", &[("host", HOST)], "");
    assert_eq!(house.send(own).await.status, 200);
}

#[tokio::test]
async fn no_other_method_than_the_paths_own_is_taken() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let all = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
    ];
    for (path, own) in [
        ("/", &["GET", "HEAD"][..]),
        ("/state", &["GET", "HEAD"]),
        (SCRIPT, &["GET", "HEAD"]),
        ("/nowhere", &["GET", "HEAD"]),
        ("/api/plan/run", &["POST"]),
        ("/api/nowhere", &["POST"]),
        ("/forms/state", &["POST"]),
        ("/events", &["GET"]),
        ("/launch", &["GET"]),
    ] {
        for method in all {
            let answer = house
                .send(request(method.parse().unwrap(), path, &CALL, "{}"))
                .await;
            assert_eq!(
                answer.status == 405,
                !own.contains(&method),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    assert_eq!(house.writes(), []);
}
