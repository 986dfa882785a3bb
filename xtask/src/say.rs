//! What the person reads: which step of how many, how long it has taken, and what failed.

use std::io::{IsTerminal, stderr};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Numbers the steps of a task.
pub struct Steps {
    done: usize,
    all: usize,
}

impl Steps {
    /// So many steps lie ahead.
    pub fn of(all: usize) -> Self {
        Self { done: 0, all }
    }

    /// Begins the next step.
    pub fn next(&mut self, what: &str) {
        self.done += 1;
        let place = format!("[{}/{} {}]", self.done, self.all, clock(started().elapsed()));
        eprintln!("{} {what}", paint("1;36", &place));
    }
}

/// A line that belongs to the step under way.
pub fn note(text: &str) {
    eprintln!("      {text}");
}

/// Something that the person should know, though all goes on.
pub fn warning(text: &str) {
    eprintln!("{} {text}", paint("1;33", "note:"));
}

/// Why the task ends here.
pub fn failure(text: &str) {
    eprintln!("{} {text}", paint("1;31", "failed:"));
}

/// Good news.
pub fn success(text: &str) {
    eprintln!("{} {text}", paint("1;32", "done:"));
}

/// A heading between the outputs of other programs.
pub fn heading(text: &str) {
    eprintln!("\n{}", paint("1;36", &format!("── {text} ──")));
}

/// In this ANSI colour, where colour is wanted.
pub fn paint(colour: &str, text: &str) -> String {
    if stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty()) {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// Minutes and seconds: `4:07`.
pub fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// When the task began: at the first call.
pub fn started() -> Instant {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    *STARTED.get_or_init(Instant::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_minutes_and_two_digits_of_seconds() {
        assert_eq!(clock(Duration::from_millis(999)), "0:00");
        assert_eq!(clock(Duration::from_secs(67)), "1:07");
        assert_eq!(clock(Duration::from_secs(3_600)), "60:00");
    }
}
