//! What somebody has done on the path, and the text in which that is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::catalog::tr;
use crate::explain::rules::Arm;

use super::chapters::Piece;

/// The first line of the text. A later form of it would have another number.
const HEAD: &str = "raftarium path 1";
/// The most bytes of a text that is read.
const MOST_BYTES: usize = 64 * 1024;
/// The most letters of a name.
const LONGEST_NAME: usize = 40;

/// How somebody knows a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It was at work in a story or a session that the person watched.
    Seen,
    /// What it decided was foretold.
    Predicted,
    /// It was at work in a mission that the person solved.
    Used,
}

impl Stage {
    /// Every stage, the easiest first.
    pub const ALL: [Self; 3] = [Self::Seen, Self::Predicted, Self::Used];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Predicted => "predicted",
            Self::Used => "used",
        }
    }
}

/// What somebody has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    stories: BTreeSet<String>,
    missions: BTreeSet<String>,
    /// Whether the first try was right, of each question that was answered: of a story, its number there, from 1.
    answers: BTreeMap<(String, usize), bool>,
    rules: BTreeSet<(Arm, Stage)>,
}

impl Progress {
    /// A story was seen to its end. Returns whether that is news; so do the others. What could not be read again is none.
    pub fn see(&mut self, story: &str) -> bool {
        is_name(story) && self.stories.insert(story.to_owned())
    }

    /// A mission was solved.
    pub fn solve(&mut self, mission: &str) -> bool {
        is_name(mission) && self.missions.insert(mission.to_owned())
    }

    /// A question of a story was answered. Only the first try counts.
    pub fn answer(&mut self, story: &str, number: usize, right: bool) -> bool {
        let question = (story.to_owned(), number);
        let is_new = !self.answers.contains_key(&question);
        self.answers.entry(question).or_insert(right);
        is_new
    }

    /// A rule has come so far.
    pub fn know(&mut self, arm: Arm, stage: Stage) -> bool {
        self.rules.insert((arm, stage))
    }

    /// Whether a rule has come so far.
    pub fn knows(&self, arm: Arm, stage: Stage) -> bool {
        self.rules.contains(&(arm, stage))
    }

    /// How far a rule has come; `None` if it was never seen.
    pub fn stage(&self, arm: Arm) -> Option<Stage> {
        Stage::ALL.into_iter().rev().find(|stage| self.knows(arm, *stage))
    }

    /// How many rules have come so far, or farther.
    pub fn count(&self, stage: Stage) -> usize {
        Arm::ALL.into_iter().filter(|arm| self.stage(*arm) >= Some(stage)).count()
    }

    /// Whether this was done.
    pub fn has_done(&self, piece: Piece) -> bool {
        match piece {
            Piece::Story(id) => self.stories.contains(id),
            Piece::Mission(id) => self.missions.contains(id),
        }
    }

    /// How many questions of a story were answered, and how many of them rightly at the first try.
    pub fn answers(&self, story: &str) -> (usize, usize) {
        let of_story = self.answers.iter().filter(|((id, _), _)| id == story);
        of_story
            .fold((0, 0), |(all, right), (_, is_right)| (all + 1, right + usize::from(*is_right)))
    }

    /// The stories that were seen to their ends.
    pub fn stories(&self) -> impl Iterator<Item = &str> {
        self.stories.iter().map(String::as_str)
    }

    /// The missions that were solved.
    pub fn missions(&self) -> impl Iterator<Item = &str> {
        self.missions.iter().map(String::as_str)
    }

    /// Takes over what another has that this one has not. What both know of a first try stays as it is here.
    pub fn merge(&mut self, other: Self) {
        self.stories.extend(other.stories);
        self.missions.extend(other.missions);
        self.rules.extend(other.rules);
        for (question, right) in other.answers {
            self.answers.entry(question).or_insert(right);
        }
    }

    /// What [`Progress`] writes. A rule that there is no longer is passed over, as if it had not been seen.
    ///
    /// # Errors
    /// A sentence, if it is anything else: the line, what was found, what was expected.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(tr!(
                "found {found} bytes, expected {most} at most",
                found = text.len(),
                most = MOST_BYTES
            ));
        }
        let mut lines = text.lines().enumerate();
        let head = lines.next().map_or("", |(_, line)| line).trim_end();
        if head != HEAD {
            return Err(tr!(
                "line {line}: found {found}, expected {expected}",
                line = 1,
                found = format_args!("{:?}", shown(head)),
                expected = format_args!("{HEAD:?}")
            ));
        }
        let mut progress = Self::default();
        for (place, line) in lines {
            let line = line.trim();
            if !line.is_empty() && progress.take_in(line).is_none() {
                return Err(tr!(
                    "line {line}: found {found}, expected a line such as `story first-election`, `mission ten-terms`, `answer \
                     split-vote 1 right` or `rule elected seen`",
                    line = place + 1,
                    found = format_args!("{:?}", shown(line))
                ));
            }
        }
        Ok(progress)
    }

    /// Takes in one line of the text.
    fn take_in(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["story", id] if is_name(id) => {
                self.see(id);
            }
            ["mission", id] if is_name(id) => {
                self.solve(id);
            }
            ["answer", id, number, verdict @ ("right" | "wrong")] if is_name(id) => {
                self.answer(id, number.parse().ok()?, *verdict == "right");
            }
            ["rule", id, stages @ ..] if is_name(id) && !stages.is_empty() => {
                let arm = Arm::named(id);
                for name in stages {
                    let stage = Stage::ALL.into_iter().find(|stage| stage.name() == *name)?;
                    arm.map(|arm| self.know(arm, stage));
                }
            }
            _ => return None,
        }
        Some(())
    }
}

impl fmt::Display for Progress {
    /// The text, a line for each story, mission, question and rule.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        self.stories.iter().try_for_each(|id| writeln!(f, "story {id}"))?;
        self.missions.iter().try_for_each(|id| writeln!(f, "mission {id}"))?;
        for ((story, number), right) in &self.answers {
            writeln!(f, "answer {story} {number} {}", if *right { "right" } else { "wrong" })?;
        }
        for arm in Arm::ALL.into_iter().filter(|arm| self.stage(*arm).is_some()) {
            write!(f, "rule {}", arm.id())?;
            let known = Stage::ALL.into_iter().filter(|stage| self.knows(arm, *stage));
            known.into_iter().try_for_each(|stage| write!(f, " {}", stage.name()))?;
            writeln!(f)?;
        }
        Ok(())
    }
}

fn is_name(word: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    (1..=LONGEST_NAME).contains(&word.len()) && word.chars().all(is_sign)
}

/// A line short enough to be shown.
fn shown(line: &str) -> String {
    line.chars().take(LONGEST_NAME).collect()
}
