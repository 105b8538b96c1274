//! The flags, seen from outside: what the manifests set must exist, and the README's table is the only full one and whole.

use crate::given::{Manifests, OVERLAYS, output, part, text};
use std::collections::BTreeSet;
use std::process::Command;

/// What the server's own help lists: each flag.
fn flags() -> BTreeSet<String> {
    let help = output(Command::new(part("RC_BINARY")).arg("--help"));
    let words = help
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("--"));
    let long = words.map(|line| line.split([' ', '=', '[']).next().unwrap().to_owned());
    let short = help
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('-')?.split_once(", --"));
    let short = short.map(|(_, line)| line.split([' ', '=', '[']).next().unwrap().to_owned());
    long.chain(short).collect()
}

/// Those that only tell about the program.
const TELLING: [&str; 2] = ["help", "version"];

/// The rows of the README's table of flags.
fn documented() -> BTreeSet<String> {
    let readme = text("README.md");
    let (_, section) = readme.split_once("\n## Configuration\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `--"));
    // A row may be about more than one: `--a X`, `--b Y`
    let cells = rows.map(|row| row.split('|').nth(1).unwrap().to_owned());
    let flags = cells.flat_map(|cell| {
        let parts: Vec<String> = cell.split("`--").skip(1).map(str::to_owned).collect();
        parts
    });
    flags
        .map(|part| part.split([' ', '`', '=']).next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_variable_the_manifests_set_is_a_flag_of_the_server() {
    let known = flags();
    for overlay in OVERLAYS {
        for (name, _) in Manifests::of(overlay).environment() {
            if let Some(flag) = name.strip_prefix("RC_") {
                let flag = flag.to_lowercase().replace('_', "-");
                assert!(
                    known.contains(&flag),
                    "{overlay}: {name}, but there is no --{flag}"
                );
            }
        }
    }
}

#[test]
fn the_readme_lists_every_flag_of_the_server_and_no_other() {
    let mut known = flags();
    known.retain(|flag| !TELLING.contains(&flag.as_str()));
    assert_eq!(documented(), known);
}

#[test]
fn there_is_no_second_table_of_flags() {
    let guide = text("deploy/README.md");
    assert!(
        !guide.lines().any(|line| line.starts_with("| `--")),
        "deploy/README.md lists flags: link instead"
    );
}
