//! Every scenario the console promises to handle is a test that carries its id, or stands here as due with the feature
//! that brings it. Knows names of tests only.

use std::fs;

use anyhow::Result;
use walkdir::WalkDir;

use super::FOLDERS;
use crate::project::Project;

/// The scenarios of overview and management state (A), S3 (B), the clouds' storage beside Amazon's (C), claims (D), emptyDir
/// and switching (E), and those that hold everywhere (N): id, and the feature it is due with when no test can carry it yet.
const SCENARIOS: [(&str, Option<&str>); 55] = [
    ("a1", None),
    ("a2", None),
    ("a3", None),
    ("a4", None),
    ("a5", None),
    ("a6", None),
    ("a7", None),
    ("a8", None),
    ("a9", None),
    ("a10", None),
    ("b1", None),
    ("b2", None),
    ("b3", None),
    ("b4", None),
    ("b5", None),
    ("b6", None),
    ("b7", None),
    ("b8", None),
    ("b9", None),
    ("b10", None),
    ("b11", None),
    ("b12", None),
    ("c1", None),
    ("c2", None),
    ("c3", None),
    ("c4", None),
    ("c5", None),
    ("c6", None),
    ("c7", None),
    ("c8", None),
    ("c9", None),
    ("c10", None),
    ("d1", None),
    ("d2", None),
    ("d3", None),
    ("d4", None),
    ("d5", None),
    ("d6", None),
    ("d7", None),
    ("d8", None),
    ("d9", None),
    ("d10", None),
    ("d11", None),
    ("d12", None),
    ("e1", None),
    ("e2", None),
    ("e3", None),
    ("e4", None),
    ("e5", None),
    ("e6", None),
    ("n1", None),
    ("n2", None),
    ("n3", None),
    ("n4", None),
    ("n5", None),
];

/// The scenarios without a test, and those that are called due although one exists.
pub(super) fn faults(project: &Project) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        for entry in WalkDir::new(project.path(folder)).sort_by_file_name() {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
            {
                names.extend(tests(&fs::read_to_string(entry.path())?));
            }
        }
    }
    Ok(judge(&SCENARIOS, &names))
}

/// The names of the functions marked as tests.
pub(super) fn tests(code: &str) -> Vec<String> {
    let mut lines = code.lines().map(str::trim);
    let mut names = Vec::new();
    while let Some(line) = lines.next() {
        if (line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
            && let Some(name) = lines.by_ref().find_map(|line| line.split_once("fn "))
        {
            names.push(name.1.split('(').next().unwrap_or_default().to_owned());
        }
    }
    names
}

fn judge(scenarios: &[(&str, Option<&str>)], names: &[String]) -> Vec<String> {
    scenarios
        .iter()
        .filter_map(|(id, due)| {
            let tested = names.iter().any(|name| name.split('_').any(|word| word == *id));
            match (tested, due) {
                (false, None) => Some(format!("scenario {id}: no test carries its id")),
                (true, Some(feature)) => Some(format!(
                    "scenario {id}: has a test, and is still called due with {feature}"
                )),
                _ => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_without_a_test_is_a_fault_and_so_is_one_due_with_a_test() {
        let scenarios = [("d3", None), ("n1", None), ("d10", Some("the editor"))];
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(judge(&scenarios, &names(&["d3_holds", "that_n1_holds"])), [""; 0]);
        assert_eq!(
            judge(&scenarios, &names(&["n1_holds", "d30_holds"])),
            ["scenario d3: no test carries its id"]
        );
        let early = names(&["d3_holds", "n1_holds", "the_editor_d10_refuses"]);
        assert_eq!(judge(&scenarios, &early).len(), 1);
    }

    #[test]
    fn only_functions_marked_as_tests_count() {
        let code =
            "#[test]\nfn a1_x() {}\nfn a2_helper() {}\n#[tokio::test]\n#[ignore]\nasync fn a3_y() {}\n";
        assert_eq!(tests(code), ["a1_x", "a3_y"]);
    }
}
