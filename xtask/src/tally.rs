//! Counting tests in what a test run prints.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// That passed.
    pub passed: u64,
    /// That failed.
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What a line counts, if it is the last line of a test binary, such as
/// `test result: ok. 12 passed; 0 failed; 0 ignored; finished in 0.31s`.
pub fn of_line(line: &str) -> Option<Tally> {
    let counts = line.trim_start().strip_prefix("test result: ")?;
    let mut tally = Tally::default();
    for part in counts.split([';', '.']) {
        match part.trim().split_once(' ') {
            Some((number, "passed")) => tally.passed = number.parse().ok()?,
            Some((number, "failed")) => tally.failed = number.parse().ok()?,
            _ => {}
        }
    }
    Some(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Option<(u64, u64)>) {
        let expect = expect.map(|(passed, failed)| Tally { passed, failed });
        assert_eq!(of_line(line), expect, "{line}");
    }

    #[test]
    fn the_last_line_of_a_test_binary_is_counted() {
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; finished in 0.31s",
            Some((12, 0)),
        );
        check("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out", Some((3, 2)));
        check("    test result: ok. 1 passed; 0 failed; 0 ignored", Some((1, 0)));
    }

    #[test]
    fn other_lines_count_nothing() {
        check("test a_vote_is_durable ... ok", None);
        check("running 12 tests", None);
        check("5 passed; 0 failed", None);
        check("", None);
    }
}
