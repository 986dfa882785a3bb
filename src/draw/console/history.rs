//! What was typed before, as the arrow keys find it again.

/// Lines that were entered, oldest first, and where the person is among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    lines: Vec<String>,
    /// How far back the person has gone: 0 is the line being typed, 1 the last line entered.
    back: usize,
    /// What was being typed before they went back.
    draft: String,
}

impl History {
    /// The most lines that are kept, and the longest of them in bytes.
    const MOST: usize = 200;
    const LONGEST: usize = 1_000;

    /// The history that [`History::to_text`] wrote; whatever does not look like one is left out.
    pub fn from_text(text: &str) -> Self {
        let mut history = Self::default();
        for line in text.lines() {
            history.enter(line);
        }
        history
    }

    /// One line of text each, oldest first.
    pub fn to_text(&self) -> String {
        self.lines.join("\n")
    }

    /// Remembers a line. Blank lines, giant lines and repetitions of the last line are not worth it.
    pub fn enter(&mut self, line: &str) {
        self.back = 0;
        self.draft.clear();
        let line = line.trim();
        let known = self.lines.last().is_some_and(|last| last == line);
        if line.is_empty() || line.len() > Self::LONGEST || known {
            return;
        }
        if self.lines.len() == Self::MOST {
            self.lines.remove(0);
        }
        self.lines.push(line.replace(char::is_control, " "));
    }

    /// The line before, given what stands in the field now; `None` at the oldest.
    pub fn older(&mut self, current: &str) -> Option<&str> {
        if self.back == self.lines.len() {
            return None;
        }
        if self.back == 0 {
            self.draft = current.to_string();
        }
        self.back += 1;
        Some(&self.lines[self.lines.len() - self.back])
    }

    /// The line after, and at last what was being typed; `None` when already there.
    pub fn newer(&mut self) -> Option<&str> {
        match self.back {
            0 => None,
            1 => {
                self.back = 0;
                Some(&self.draft)
            }
            _ => {
                self.back -= 1;
                Some(&self.lines[self.lines.len() - self.back])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> History {
        let mut history = History::default();
        lines.iter().for_each(|line| history.enter(line));
        history
    }

    #[test]
    fn the_arrows_walk_back_and_forth_and_keep_what_was_being_typed() {
        let mut history = of(&["put x 1", "get x"]);
        assert_eq!(history.older("del"), Some("get x"));
        assert_eq!(history.older("get x"), Some("put x 1"));
        assert_eq!(history.older("put x 1"), None);
        assert_eq!(history.newer(), Some("get x"));
        assert_eq!(history.newer(), Some("del"));
        assert_eq!(history.newer(), None);
    }

    #[test]
    fn blank_lines_and_repetitions_are_not_kept() {
        assert_eq!(of(&["heal", "", "  ", "heal", " heal "]).to_text(), "heal");
    }

    #[test]
    fn it_is_bounded() {
        let mut history = History::default();
        (0..1_000).for_each(|n| history.enter(&format!("get {n}")));
        assert_eq!(history.lines.len(), History::MOST);
        assert_eq!(history.older(""), Some("get 999"));
        history.enter(&"x".repeat(1_000_000));
        assert_eq!(history.older(""), Some("get 999"));
    }

    #[test]
    fn it_is_the_same_after_being_written_and_read() {
        let history = of(&["put x \"a b\"", "crash leader"]);
        assert_eq!(History::from_text(&history.to_text()), history);
    }
}
