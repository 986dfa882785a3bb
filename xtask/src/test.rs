//! `cargo xtask test`.

use std::time::{Duration, Instant};

use crate::stages::Stage;
use crate::tally::Tally;
use crate::{Failure, say};

/// What came of a stage.
struct Outcome {
    stage: Stage,
    result: Result<Tally, Failure>,
    took: Duration,
}

/// Runs these stages, each to its end whatever the others did, and sums up.
pub fn test(stages: &[Stage]) -> Result<(), Failure> {
    let mut outcomes = Vec::new();
    for (number, &stage) in stages.iter().enumerate() {
        say::heading(&format!("{} ({} of {})", stage.name(), number + 1, stages.len()));
        let started = Instant::now();
        let result = stage.run().and_then(|tally| some_tests(stage, tally));
        if let Err(failure) = &result {
            say::failure(failure);
        }
        outcomes.push(Outcome { stage, result, took: started.elapsed() });
    }
    say::heading("summary");
    for outcome in &outcomes {
        eprintln!("{}", summary(outcome));
    }
    let failed: Vec<_> =
        outcomes.iter().filter(|it| it.result.is_err()).map(|it| it.stage.name()).collect();
    if failed.is_empty() {
        let took: Duration = outcomes.iter().map(|it| it.took).sum();
        say::success(&format!("all stages passed in {} minutes", say::clock(took)));
        return Ok(());
    }
    Err(format!(
        "{} of {} stages failed; each says why above.\nTo run them again: cargo xtask test {}",
        failed.len(),
        outcomes.len(),
        failed.join(" ")
    ))
}

/// A stage that ran no test has shown nothing.
fn some_tests(stage: Stage, tally: Tally) -> Result<Tally, Failure> {
    if stage.has_tests() && tally.passed == 0 {
        return Err(format!("the stage {} ran no test", stage.name()));
    }
    if tally.failed > 0 {
        return Err(format!("{} tests failed", tally.failed));
    }
    Ok(tally)
}

fn summary(outcome: &Outcome) -> String {
    let (colour, word, what) = match &outcome.result {
        Ok(tally) if outcome.stage.has_tests() => {
            ("1;32", "passed", format!("{} tests", tally.passed))
        }
        Ok(_) => ("1;32", "passed", String::new()),
        Err(failure) => ("1;31", "FAILED", failure.lines().next().unwrap_or_default().to_owned()),
    };
    let seconds = outcome.took.as_secs_f64();
    format!("{:<8}{} {seconds:>7.1} s  {what}", outcome.stage.name(), say::paint(colour, word))
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_stage_without_a_test_fails() {
        let none = Tally::default();
        assert!(some_tests(Stage::Wasm, none).unwrap_err().contains("wasm ran no test"));
        assert_eq!(some_tests(Stage::Format, none), Ok(none));
    }

    #[test]
    fn a_failed_test_fails_its_stage() {
        assert!(some_tests(Stage::Native, Tally { passed: 9, failed: 1 }).is_err());
        assert!(some_tests(Stage::Native, Tally { passed: 9, failed: 0 }).is_ok());
    }

    #[test]
    fn the_summary_of_a_stage_is_one_line() {
        let took = Duration::from_millis(1_250);
        let passed =
            Outcome { stage: Stage::Native, result: Ok(Tally { passed: 42, failed: 0 }), took };
        assert_eq!(summary(&passed), "native  passed     1.2 s  42 tests");
        let failed = Outcome { stage: Stage::Clippy, result: Err("a\nb".to_owned()), took };
        assert_eq!(summary(&failed), "clippy  FAILED     1.2 s  a");
    }
}
