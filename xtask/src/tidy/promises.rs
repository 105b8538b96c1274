//! Every promise of `SECURITY.md` and `RELIABILITY.md` names the tests that prove it, or says which feature it is due
//! with, or what is still open about it. Knows numbers and names of tests only; whether a test proves what stands beside
//! it is for a reviewer.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

use super::{FOLDERS, scenarios};
use crate::project::Project;
use crate::say;
use walkdir::WalkDir;

/// The tables: their file, and how many numbers each has.
const TABLES: [(&str, u32); 2] = [("SECURITY.md", 48), ("RELIABILITY.md", 48)];
/// Cases that a macro makes into tests, against the sandbox and against a real API server.
const CASES: &str = "cluster/tests/contract/mod.rs";
/// How a row says that it is proven with a feature that is still to come.
const DUE: &str = "due: ";
/// How a row says that something is missing.
const OPEN: &str = "open: ";

/// A row of a table.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    number: u32,
    /// Names of tests, and titles of tests in a browser.
    tests: Vec<String>,
    /// What the proof begins with when it is none.
    mark: Option<&'static str>,
    /// The words beside marks and names.
    reason: String,
}

/// The rows that break the rules. Says how many are open.
pub(super) fn faults(project: &Project) -> Result<Vec<String>> {
    let names = names(project)?;
    let mut faults = Vec::new();
    for (file, count) in TABLES {
        let text =
            fs::read_to_string(project.path(file)).with_context(|| format!("{file} cannot be read"))?;
        let rows: Vec<Row> = text.lines().filter_map(row).collect();
        faults.extend(
            judge(&rows, count, &names)
                .into_iter()
                .map(|fault| format!("{file}: {fault}")),
        );
        let open: Vec<String> = rows
            .iter()
            .filter(|row| row.mark == Some(OPEN))
            .map(|row| row.number.to_string())
            .collect();
        if !open.is_empty() {
            say::line(format!("{file}: {} open ({})", open.len(), open.join(", ")));
        }
    }
    Ok(faults)
}

/// Everything that is a test: Rust functions, cases of the contract, titles of tests in a browser, parts of this tool.
fn names(project: &Project) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for folder in FOLDERS {
        for entry in WalkDir::new(project.path(folder)) {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
            {
                names.extend(scenarios::tests(&fs::read_to_string(entry.path())?));
            }
        }
    }
    names.extend(cases(&fs::read_to_string(project.path(CASES))?));
    for entry in WalkDir::new(project.path("end2end/tests")) {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "ts")
        {
            names.extend(titles(&fs::read_to_string(entry.path())?));
        }
    }
    Ok(names)
}

/// The lines of the contract's list that are a name and nothing else.
fn cases(code: &str) -> Vec<String> {
    let list = code
        .split_once("macro_rules! every_case")
        .map_or("", |(_, list)| list);
    let is_name = |line: &&str| {
        line.contains('_')
            && line
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
    };
    list.lines()
        .map(str::trim)
        .filter(is_name)
        .map(str::to_owned)
        .collect()
}

/// The titles that `test(` is called with.
fn titles(code: &str) -> Vec<String> {
    let title = |line: &str| {
        let rest = line.trim_start().strip_prefix("test(")?;
        let quote = rest.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        Some(rest[1..].split(quote).next()?.to_owned())
    };
    code.lines().filter_map(title).collect()
}

/// A line as a row, if its first cell is a number: `| 7 | words | proof |`.
fn row(line: &str) -> Option<Row> {
    let mut cells = line
        .strip_prefix('|')?
        .strip_suffix('|')?
        .split('|')
        .map(str::trim);
    let number = cells.next()?.parse().ok()?;
    let proof = cells.next_back()?;
    let mark = [DUE, OPEN].into_iter().find(|mark| proof.starts_with(mark));
    let (mut tests, mut reason) = (Vec::new(), String::new());
    let mut rest = proof.strip_prefix(mark.unwrap_or_default()).unwrap_or(proof);
    while let Some(start) = rest.find(['`', '"']) {
        let (words, quoted) = rest.split_at(start);
        let (quote, quoted) = quoted.split_at(1);
        let (name, after) = quoted.split_once(quote).unwrap_or((quoted, ""));
        reason.push_str(words);
        tests.push(name.to_owned());
        rest = after;
    }
    reason.push_str(rest);
    let reason = reason.replace(',', " ").trim().to_owned();
    Some(Row {
        number,
        tests,
        mark,
        reason,
    })
}

fn judge(rows: &[Row], count: u32, names: &BTreeSet<String>) -> Vec<String> {
    let numbers: BTreeSet<u32> = rows.iter().map(|row| row.number).collect();
    let missing = (1..=count).filter(|number| !numbers.contains(number));
    let mut faults: Vec<String> = missing.map(|number| format!("{number} has no row")).collect();
    for row in rows {
        let number = row.number;
        if !(1..=count).contains(&number) {
            faults.push(format!("{number} is none of the numbers"));
        }
        match row.mark {
            None if row.tests.is_empty() => faults.push(format!("{number} names no test and has no mark")),
            Some(DUE) if !row.tests.is_empty() => {
                faults.push(format!(
                    "{number} is called due and names a test; a second row may say what is proven"
                ));
            }
            Some(_) if row.reason.is_empty() => faults.push(format!("{number} has a mark without a reason")),
            _ => {}
        }
        let unknown = row.tests.iter().filter(|test| !names.contains(*test));
        faults.extend(unknown.map(|test| format!("{number} names `{test}`, which is no test")));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(table: &str) -> Vec<String> {
        let rows: Vec<Row> = table.lines().filter_map(row).collect();
        let names = ["a_lie_is_refused", "A page is shown, whole"].map(str::to_owned);
        judge(&rows, 2, &names.into())
    }

    #[test]
    fn a_row_is_proven_by_tests_that_exist_or_due_or_open_with_a_reason() {
        for fine in [
            "| 1 | Lies | `a_lie_is_refused`, \"A page is shown, whole\" |\n| 2 | Logs | due: logs |",
            "| # | promise | proof |\n|---|---|---|\n| 1 | x | `a_lie_is_refused` |\n| 1 | x | due: logs |\n| 2 | y | open: no proxy yet |",
            "| 1 | x | open: half of it; so far `a_lie_is_refused` |\n| 2 | y | `a_lie_is_refused` by hand |",
        ] {
            assert_eq!(judged(fine), [""; 0], "{fine}");
        }
    }

    #[test]
    fn a_row_that_is_missing_empty_both_or_names_what_is_not_there_is_a_fault() {
        let second = "| 2 | y | due: logs |";
        for (row, fault) in [
            ("", "1 has no row"),
            ("| 1 | x | |", "1 names no test and has no mark"),
            ("| 1 | x | surely |", "1 names no test and has no mark"),
            ("| 1 | x | due: |", "1 names no test and has no mark"),
            (
                "| 1 | x | due: logs `a_lie_is_refused` |",
                "1 is called due and names a test; a second row may say what is proven",
            ),
            (
                "| 1 | x | open: `a_lie_is_refused` |",
                "1 has a mark without a reason",
            ),
            ("| 1 | x | `a_truth` |", "1 names `a_truth`, which is no test"),
            ("| 1 | x | \"A page\" |", "1 names `A page`, which is no test"),
            (
                "| 1 | x | due: logs |\n| 3 | z | due: logs |",
                "3 is none of the numbers",
            ),
        ] {
            assert_eq!(judged(&format!("{row}\n{second}")), [fault], "{row}");
        }
    }

    #[test]
    fn the_promises_of_this_project_are_kept_or_marked() {
        assert_eq!(faults(&Project::find().unwrap()).unwrap(), [""; 0]);
    }

    #[test]
    fn titles_and_cases_are_found_where_they_are_declared() {
        let code = "test(\"One, two\", async () => {\n  test('Three', x\n  test(`Four ${five}`, y\n// test\ntest.describe(\"no\", z\n";
        assert_eq!(titles(code), ["One, two", "Three", "Four ${five}"]);
        let code = "fn an_other() {}\nmacro_rules! every_case {\n reading {\n  a_case_1\n }\n}\npub(crate) use {cases};\n";
        assert_eq!(cases(code), ["a_case_1"]);
    }
}
