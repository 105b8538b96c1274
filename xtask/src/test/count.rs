//! How many tests passed and failed, read from what cargo and Playwright print. Knows their summary lines only.

use std::ops::Add;

/// Passed and failed tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Tests that passed.
    pub(super) passed: u32,
    /// Tests that failed.
    pub(super) failed: u32,
}

impl Count {
    /// One check that failed.
    pub(super) fn failed() -> Self {
        Self { passed: 0, failed: 1 }
    }

    /// One check that counts as one test.
    pub(super) fn one(ok: bool) -> Self {
        if ok {
            Self { passed: 1, failed: 0 }
        } else {
            Self::failed()
        }
    }

    /// Adds up the `test result: …` lines of cargo's output.
    pub(super) fn of_cargo(output: &str) -> Self {
        output
            .lines()
            .filter_map(|line| line.strip_prefix("test result: "))
            .flat_map(|line| line.split([';', '.']))
            .map(Self::of_phrase)
            .fold(Self::default(), Add::add)
    }

    /// Adds up the lines `  12 passed (3.4s)` and `  1 failed` at the end of Playwright's output.
    pub(super) fn of_playwright(output: &str) -> Self {
        output
            .lines()
            .map(Self::of_phrase)
            .fold(Self::default(), Add::add)
    }

    fn of_phrase(phrase: &str) -> Self {
        let mut words = phrase.split_whitespace();
        let number = words.next().and_then(|word| word.parse().ok());
        match (number, words.next()) {
            (Some(passed), Some("passed")) => Self { passed, failed: 0 },
            // A test that passes only when repeated is a failing one.
            (Some(failed), Some("failed" | "flaky" | "interrupted")) => Self { passed: 0, failed },
            _ => Self::default(),
        }
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_summaries_are_added_up() {
        let output = "running 2 tests\n..\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(Count::of_cargo(output), Count { passed: 5, failed: 1 });
    }

    #[test]
    fn playwrights_summary_is_read_and_flaky_counts_as_failed() {
        let output = "Running 15 tests using 2 workers\n  1 failed\n    [chromium] › a.spec.ts\n  1 flaky\n  13 passed (3.4s)\n";
        assert_eq!(
            Count::of_playwright(output),
            Count {
                passed: 13,
                failed: 2
            }
        );
    }
}
