//! The page's HTML.

use super::given::{Given, fixture, forbidden, not_applied, ready, removed, troubled};
use crate::features::overview::view::OverviewView;
use leptos::prelude::*;
use registry::error::ClusterError;
use registry::overview::Overview;
use registry::resource::Resource;
use serde_json::json;

fn html(overview: Overview) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let overview = Signal::derive(move || overview.clone());
        view! { <OverviewView overview=overview retry=Callback::new(|()| {}) /> }.to_html()
    })
}

/// Compares with `app/tests/golden/overview/<name>.html`; `UPDATE_GOLDEN=1` writes it anew.
fn golden(name: &str, overview: Overview) {
    // The framework's markers say how views nest, which is no concern of whoever reads the page.
    let got = html(overview).replace("<!>", "").replace("><", ">\n<") + "\n";
    let path = format!("{}/tests/golden/overview/{name}.html", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &got).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    if let Some((n, (got, kept))) = got
        .lines()
        .zip(kept.lines())
        .enumerate()
        .find(|(_, (a, b))| a != b)
    {
        panic!("{name}.html, line {}:\n  now  {got}\n  kept {kept}", n + 1);
    }
    assert_eq!(got.len(), kept.len(), "{name}.html ends differently");
}

#[test]
fn the_page_looks_as_it_was_left() {
    golden("ready", ready().read());
    golden("troubled", troubled().read());
    golden("removed", removed().read());
    golden("not-applied", not_applied().read());
    let two = Given::config("config-two-storages")
        .one(Resource::Infrastructure, fixture("infrastructure-aws"))
        .deployment(2, 2, 2, 2);
    golden("two-storages", two.read());
    let forbidden_config = ready()
        .answer(Resource::Config, Err(forbidden(Resource::Config)))
        .answer(Resource::Pod, Err(forbidden(Resource::Pod)));
    golden("forbidden", forbidden_config.read());
    golden(
        "unreachable",
        Given::nothing_but(&ClusterError::Unreachable).read(),
    );
}

#[test]
fn one_forbidden_part_never_hides_another() {
    let page = html(
        ready()
            .answer(Resource::Route, Err(forbidden(Resource::Route)))
            .read(),
    );
    assert!(page.contains("You may not get routes.route.openshift.io."));
    assert!(page.contains("Ready."));
    assert!(page.contains("id=\"pods\""));
}

#[test]
fn what_the_operator_says_is_text_and_never_markup() {
    let mut config = fixture("config-managed-s3");
    for condition in config["status"]["conditions"].as_array_mut().unwrap() {
        condition["reason"] = json!("<script>alert(1)</script>");
        condition["message"] = json!("first line\n<script>alert(2)</script><img src=x onerror=alert(3)>");
    }
    let page = html(ready().one(Resource::Config, config).read());
    assert!(!page.contains("<script"), "a script came through");
    assert!(!page.contains("<img"), "an image came through");
    assert!(page.contains("first line\n&lt;script&gt;alert(2)"));
}

#[test]
fn there_is_one_primary_action_at_most_and_it_stands_in_one_place() {
    for (given, primaries) in [(ready(), 0), (removed(), 1), (not_applied(), 0)] {
        let page = html(given.read());
        assert_eq!(page.matches("pf-m-primary").count(), primaries);
    }
}

#[test]
fn the_way_to_the_broken_place_can_be_read_aloud() {
    let page = html(not_applied().read());
    let text = without_tags(&page);
    assert!(
        text.contains("Routes, failing, public-routes: secret nope missing"),
        "no such place in: {}",
        &text[..text.len().min(2000)]
    );
}

#[test]
fn the_same_overview_is_the_same_page() {
    assert_eq!(html(ready().read()), html(ready().read()));
}

/// The text as a screen reader goes through it: tags gone, runs of blanks as one.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" , ", ", ")
        .replace(" ,", ",")
}
