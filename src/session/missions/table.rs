//! The missions that there are. Each is a file under `static/missions` and begins with comments, as a scenario does:
//!
//! ```text
//! # A title
//! # level: basic
//! # chapter: Elections
//! ```

use crate::catalog::tr;
use crate::session::scenarios::{Level, Topic};
use crate::session::texts::scripts;

/// A mission that can be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mission {
    /// By what it is found: the name of its file.
    pub id: &'static str,
    /// What it is called, on one line.
    pub title: &'static str,
    /// What it asks of who plays it.
    pub level: Level,
    /// What it is about.
    pub chapter: Topic,
    /// The script.
    pub text: &'static str,
}

// In the order of the course.
scripts! {
    "missions":
    "ten-terms"
    "let-n3-lead"
    "split-vote"
    "hand-over"
    "short-log"
    "disruptive"
    "undisturbed"
    "two-down"
    "lost-entry"
    "by-snapshot"
    "figure-8"
    "no-answer"
    "twice"
    "two-leaders"
    "standstill"
    "deaf-leader"
    "grow"
    "leader-leaves"
    "stuck-joint"
    "wiped"
    "lying-majority"
    "stale-read"
    "honest-read"
    "lost-commit"
    "which-rule"
}

/// Whether they are here.
pub fn are_here() -> bool {
    !given().is_empty()
}

/// Every mission: chapter by chapter, and within a chapter from easy to hard.
pub fn all() -> impl Iterator<Item = Mission> {
    given().iter().filter_map(|(id, text)| read(id, text))
}

/// The mission of this name, in lower case.
pub fn find(id: &str) -> Option<Mission> {
    let (id, text) = given().iter().find(|(it, _)| *it == id)?;
    read(id, text)
}

/// Reads the comments that a mission begins with. `None` if they do not say what they should, which no mission passes the
/// tests with.
fn read(id: &'static str, text: &'static str) -> Option<Mission> {
    let mut comments = text.lines().map_while(|line| line.strip_prefix("# "));
    let title = tr(comments.next()?);
    let mut level = None;
    for line in comments {
        if let Some(name) = line.strip_prefix("level: ") {
            level = Level::named(name);
        } else if let Some(name) = line.strip_prefix("chapter: ") {
            return Some(Mission { id, title, level: level?, chapter: Topic::named(name)?, text });
        }
    }
    None
}

/// The mission that sets this task.
pub fn of_task(task: &str) -> Option<Mission> {
    all().find(|mission| mission.text.contains(task))
}

/// By what it is remembered, beside stories that were seen, that a mission was solved.
pub fn solved_name(id: &str) -> String {
    format!("mission:{id}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_mission_begins_with_its_title_its_level_and_its_chapter() {
        for (id, text) in SCRIPTS {
            let mission = read(id, text).unwrap_or_else(|| panic!("{id}: its first comments"));
            assert_eq!(find(id), Some(mission.clone()));
            assert!((1..=48).contains(&mission.title.len()), "{id}: {}", mission.title);
        }
        let titles: BTreeSet<&str> = all().map(|mission| mission.title).collect();
        assert_eq!(titles.len(), SCRIPTS.len());
        let order: Vec<_> = all().map(|mission| (mission.chapter, mission.level)).collect();
        assert!(order.is_sorted(), "{order:?}");
    }
}
