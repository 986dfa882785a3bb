//! The words on the tape: where a script's narrator speaks, and how to come to there.

use crate::script::Command;
use crate::sim::Time;

use super::Session;
use super::cursor::Cursor;
use super::record::{Item, Recorded};

/// Words that the narrator says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saying<'a> {
    pub at: Time,
    /// The words.
    pub text: &'a str,
}

/// What the narrator has just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Words, perhaps with a question.
    Words,
    /// A question, in the midst of a step.
    Question,
    /// Which answer is right.
    Answer,
}

impl Session {
    /// Everything that is said in a branch, from its beginning to its end; nothing if there is no such branch.
    pub fn sayings(&self, branch: usize) -> impl Iterator<Item = Saying<'_>> {
        let tape = self.branches.get(branch).map_or(&[][..], |branch| &branch.tape);
        tape.iter().filter_map(|recorded| Some(Saying { at: recorded.at, text: words(recorded)? }))
    }

    /// How many of the sayings of the branch that is shown have been said.
    pub fn said(&self) -> usize {
        self.branch().tape[..self.here.played].iter().filter_map(words).count()
    }

    /// Whether words were the last that happened, or a question that goes with them: nothing has been done after them, and
    /// no time has passed.
    pub fn has_just_said(&self) -> bool {
        let played = &self.branch().tape[..self.here.played];
        let last = played.iter().rfind(|recorded| recorded.is_command() && !is_question(recorded));
        last.is_some_and(|last| last.at == self.now() && words(last).is_some())
    }

    /// Whether all is done that was ever done in the branch that is shown.
    pub fn has_played_all(&self) -> bool {
        self.here.played == self.branch().tape.len()
    }

    /// Shows the moment right after this saying of the branch, counted from 0, and the question that goes with it: what is
    /// done after it at the same moment has yet to be done. Returns whether there is such a saying.
    pub fn seek_saying(&mut self, number: usize) -> bool {
        let tape = &self.branch().tape;
        let mut places = (0..tape.len()).filter(|place| words(&tape[*place]).is_some());
        let Some(place) = places.nth(number) else { return false };
        self.seek_item(self.question_with(place).unwrap_or(place));
        true
    }

    /// Where the question stands that is asked right after the words at this place of the tape.
    fn question_with(&self, place: usize) -> Option<usize> {
        let next = self.branch().tape.get(place + 1)?;
        is_question(next).then_some(place + 1)
    }

    /// Where on the tape of the branch that is shown the commands of this moment stand.
    pub(super) fn commands_at(&self, moment: Time) -> Vec<usize> {
        let of_moment = |(place, recorded): (usize, &Recorded)| {
            (recorded.is_command() && recorded.at == moment).then_some(place)
        };
        self.branch().tape.iter().enumerate().filter_map(of_moment).collect()
    }

    /// Shows the moment right after what stands at this place of the tape. What was put there later is yet to be done.
    pub(super) fn seek_item(&mut self, place: usize) {
        let at = self.branch().tape[place].at;
        if (self.here.played, self.now()) != (place + 1, at) {
            self.seek_before(at);
            while self.here.played <= place && self.advance_one(at) {}
        }
    }

    /// Shows the last moment before this one; of the first, the time before anything was done.
    pub(super) fn seek_before(&mut self, moment: Time) {
        match moment.0.checked_sub(1) {
            Some(us) => self.seek(Time(us)),
            None => {
                self.remember_timeline();
                self.epoch += 1;
                self.here = Cursor::start(self.setup);
            }
        }
    }

    /// Lets time pass up to this moment, or up to so many moves, or until the narrator speaks, whichever comes first. A
    /// question that goes with words comes with them. Returns what came of the narrator.
    pub fn advance_to_saying(&mut self, target: Time, most_moves: u32) -> Option<Said> {
        for _ in 0..most_moves {
            let played = self.here.played;
            if !self.advance_one(target) {
                self.arrive(target);
                return None;
            }
            let said = (self.here.played > played).then(|| &self.branch().tape[played]);
            let said = said.and_then(Said::of);
            if said == Some(Said::Words) && self.question_with(played).is_some() {
                self.advance_one(self.now());
            }
            if said.is_some() {
                return said;
            }
        }
        self.arrive(self.now());
        None
    }
}

impl Said {
    fn of(recorded: &Recorded) -> Option<Self> {
        match &recorded.what {
            Item::Command(Command::Say(_)) => Some(Self::Words),
            Item::Command(Command::Ask(_)) => Some(Self::Question),
            Item::Command(Command::Reveal) => Some(Self::Answer),
            _ => None,
        }
    }
}

fn is_question(recorded: &Recorded) -> bool {
    Said::of(recorded) == Some(Said::Question)
}

fn words(recorded: &Recorded) -> Option<&str> {
    match &recorded.what {
        Item::Command(Command::Say(text)) => Some(text),
        _ => None,
    }
}
