//! Views write text, and addresses of our own: nothing sets markup from a string, and a link's address is a literal
//! below our own root, a property handed on, or made by the modules whose business addresses are. Reads sources as text.

use std::fs;

use anyhow::Result;
use walkdir::WalkDir;

use crate::project::Project;

/// Where pages are made.
const FOLDERS: [&str; 2] = ["app/src", "frontend/src"];
/// What makes markup, or a script, of a string.
const MARKUP: [&str; 8] = [
    "inner_html",
    "innerHTML",
    "outer_html",
    "outerHTML",
    "insert_adjacent_html",
    "insertAdjacentHTML",
    "document.write",
    "js_sys::eval",
];
/// What an address may begin with. `nav` and `links` know pages of ours only; the rest is handed on from there, is a
/// built file, or stays on the page.
const ADDRESSES: [&str; 13] = [
    "\"/",
    "\"#",
    "format!(\"#",
    "href",
    "action",
    "back",
    "nav::",
    "links::",
    "assets.style",
    "assets.page_style",
    "assets.script",
    "assets.wasm",
    "page",
];

/// The places where a view breaks it.
pub(super) fn faults(project: &Project) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for folder in FOLDERS {
        for entry in WalkDir::new(project.path(folder)).sort_by_file_name() {
            let entry = entry?;
            let is_test = entry.path().components().any(|part| part.as_os_str() == "tests");
            if !is_test
                && entry
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "rs")
            {
                let place = project.shown(entry.path());
                let found = judge(&fs::read_to_string(entry.path())?);
                faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
            }
        }
    }
    Ok(faults)
}

fn judge(code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for word in MARKUP.iter().filter(|word| line.contains(**word)) {
            faults.push(format!("`{word}` makes markup of a string"));
        }
        for attribute in [" href=", " src=", " action=", " formaction="] {
            // A line of a macro may begin with the attribute.
            let padded = format!(" {}", line.trim_start());
            for (start, _) in padded.match_indices(attribute) {
                let value = &padded[start + attribute.len()..];
                let value = value.strip_prefix('{').unwrap_or(value).trim_start();
                if !ADDRESSES.iter().any(|address| value.starts_with(address)) || value.starts_with("\"//") {
                    faults.push(format!(
                        "{}{value}: made elsewhere than in nav or links",
                        attribute.trim()
                    ));
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_views_of_this_project_write_text_and_own_addresses() {
        assert_eq!(faults(&Project::find().unwrap()).unwrap(), [""; 0]);
    }

    #[test]
    fn no_view_makes_markup_of_a_string() {
        assert_eq!(
            judge("view! { <p>{text}</p> }\n// inner_html is refused\n"),
            [""; 0]
        );
        for code in [
            "<p inner_html=text />",
            "element.set_inner_html(&text)",
            "js_sys::eval(&text)",
        ] {
            assert_eq!(judge(code).len(), 1, "{code}");
        }
    }

    #[test]
    fn no_text_of_an_object_becomes_an_address() {
        for fine in [
            "<a href=nav::overview() class=\"x\">",
            "<a href=href>",
            "<link rel=\"icon\" href=\"/favicon.svg\" />",
            "    href=links::place(place)",
            "<form method=\"post\" action=nav::logout()>",
            "<a href=\"#main\">",
        ] {
            assert_eq!(judge(fine), [""; 0], "{fine}");
        }
        for wrong in [
            "<a href=condition.message>",
            "<a href=\"https://example.com/\">",
            "<a href=\"//example.com/\">",
            "<a href=\"javascript:alert(1)\">",
            "    href={format!(\"https://{}\", route.host)}",
            "<img src=object.url />",
        ] {
            assert_eq!(judge(wrong).len(), 1, "{wrong}");
        }
    }
}
