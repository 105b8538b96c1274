//! Built files, and nothing else of the disk.

use crate::common::{HOST, House, SCRIPT, request};
use http::Method;
use sandbox::{Scenario, token};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_file_comes_in_the_best_form_the_browser_takes() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    for (asked, coding, body) in [
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip, deflate", "gzip", "gzip"),
        ("br;q=0, gzip", "gzip", "gzip"),
        ("identity", "", "plain"),
    ] {
        let headers = [("host", HOST), ("accept-encoding", asked)];
        let answer = house.send(request(Method::GET, SCRIPT, &headers, "")).await;
        assert_eq!(
            (answer.header("content-encoding"), &*answer.text),
            (coding, body),
            "{asked}"
        );
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
    let answer = house
        .send(request(Method::GET, "/favicon.svg", &[("host", HOST)], ""))
        .await;
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    let answer = house
        .send(request(
            Method::GET,
            "/pkg/registry-console.0.wasm",
            &[("host", HOST)],
            "",
        ))
        .await;
    assert_eq!(answer.header("content-type"), "application/wasm");
}

#[tokio::test]
async fn no_path_leads_out_of_the_list_of_files() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let climbs = [
        "..",
        "%2e%2e",
        ".%2e",
        "..%2f",
        "..%5c",
        "%c0%ae%c0%ae",
        "....//",
        "..;",
        "%00",
        "%252e%252e",
        ".",
    ];
    let ends = [
        "etc/passwd",
        "Cargo.toml",
        "assets.json",
        "registry-console.0.js.br",
        "pkg/registry-console.0.js%00.png",
        "",
    ];
    let mut paths = BTreeSet::from([
        "/assets.json".to_owned(),
        "/pkg".into(),
        "/pkg/".into(),
        format!("{SCRIPT}.br"),
    ]);
    for climb in climbs {
        for end in ends {
            for depth in 1..4 {
                let up = format!("{climb}/").repeat(depth);
                paths.insert(format!("/pkg/{up}{end}"));
                paths.insert(format!("/{up}{end}"));
                paths.insert(format!("/pkg/snippets/{up}{end}"));
            }
        }
    }
    assert!(paths.len() > 400);
    for path in paths {
        let answer = house
            .send(request(Method::GET, &path, &[("host", HOST)], ""))
            .await;
        let known = answer.status == 200 && answer.text.contains("<h1");
        assert!(
            answer.status == 404 || known,
            "{path}: {} {}",
            answer.status,
            answer.text
        );
        for leak in ["root:", "[workspace]", "brotli", "plain"] {
            assert!(!answer.text.contains(leak), "{path} shows a file");
        }
    }
}

#[tokio::test]
async fn a_page_names_the_parts_of_the_program_it_needs_and_they_are_served() {
    let house = House::new(Scenario::BareMetalRemoved, token::ADMIN);
    let parts = ["/pkg/shared-1.0.wasm", "/pkg/state.0.wasm"];
    for (page, needed) in [("/state?to=Managed", true), ("/", false), ("/nowhere", false)] {
        let answer = house.page(page).await;
        for part in parts {
            let named = answer.text.contains(&format!("href=\"{part}\" as=\"fetch\""));
            assert_eq!(named, needed, "{part} on {page}");
        }
    }
    for part in parts {
        let answer = house
            .send(request(Method::GET, part, &[("host", HOST)], ""))
            .await;
        assert_eq!(answer.header("content-type"), "application/wasm");
    }
}
